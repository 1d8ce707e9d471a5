/** Run the tests that live inside VS Code's extension host: one window, the extension from its folder. */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { CodeServer } from '../support/codeserver.ts';
import { EXTENSION, pictures, temporary } from '../support/paths.ts';
import { BUGGY } from '../support/samples.ts';
import { ScriptedServer } from '../support/scripted.ts';
import { eventually } from '../support/wait.ts';
import { Chromium, type Window } from '../support/window.ts';
import { write } from '../support/workspace.ts';

const MINUTES = 3;
const SUPPORT = JSON.stringify(join(EXTENSION, 'test', 'support'));

const root = temporary('host');
const bundle = join(root, 'tests.cjs');
const workspace = join(root, 'workspace');
const stage = join(root, 'server');
const code = new CodeServer({
  root,
  // built, VS Code takes an extension from a folder only with this option
  options: ['enable-smoke-test-driver'],
  environment: { R1_HOST_STAGE: stage },
  settings: {
    'r1.server.path': new ScriptedServer(stage).program,
    'r1.hover.wait_ms': 10000,
    'chat.disableAIFeatures': false, // or no model is offered to other extensions
  },
});
const chromium = new Chromium();
let status = 1;

try {
  await build({
    entryPoints: [join(EXTENSION, 'test', 'host', 'index.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    define: { 'import.meta.dirname': SUPPORT },
  });
  write(workspace, { 'a.py': BUGGY });
  await Promise.all([code.start(), chromium.start()]);
  const window = await chromium.open();
  const ended = new Promise<number>((end) => {
    void window.page.exposeFunction('codeAutomationExit', end);
    setTimeout(() => end(1), MINUTES * 60_000).unref();
  });
  await window.page.exposeFunction('codeAutomationLog', (_: string, [mark, ...said]: unknown[]) => {
    if (mark === '[tests]') console.log(...said);
  });
  const development = code.remote(EXTENSION);
  await window.page.goto(
    code.url(workspace, [
      ['extensionDevelopmentPath', development],
      ['extensionTestsPath', code.remote(bundle)],
      ['skipWelcome', 'true'],
      ['skipReleaseNotes', 'true'],
    ]),
  );
  void tellOfMessage(window);
  status = await ended;
  if (status) await window.page.screenshot({ path: join(pictures(), 'host.png') });
  code.guard.assertQuiet('--type=extensionHost', 'scripted_server.py');
  assert.deepEqual(chromium.outside, [], 'no page asks another machine');
} finally {
  await chromium.stop();
  await code.stop();
}
process.exit(status);

/** What only a window shows is told to the tests by a file. */
async function tellOfMessage(window: Window): Promise<void> {
  await eventually('the wish to see messages', () => existsSync(join(stage, 'show')), MINUTES * 60);
  await window.run('Notifications: Show Notifications');
  await window.notification('stopped five times');
  writeFileSync(join(stage, 'shown'), '');
}
