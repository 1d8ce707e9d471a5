/** The whole way with nothing scripted: the server installs itself, and a real model answers. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CodeServer } from '../support/codeserver.ts';
import { pictures, python, temporary, vsix } from '../support/paths.ts';
import { BUGGY } from '../support/samples.ts';
import { eventually } from '../support/wait.ts';
import { Chromium, type Window } from '../support/window.ts';
import { write } from '../support/workspace.ts';

const MODEL = 'smollm2-135m';
const PATIENCE = 300_000; // ms; pip fetches the server's packages
// kept: only the first run fetches the model
const home = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'r1-assistant-vscode', 'home');
const root = temporary('installation');
const workspace = join(root, 'workspace');
const code = new CodeServer({
  root,
  extensions: [vsix()],
  settings: { 'r1.server.python': python(), 'r1.hover.wait_ms': 10000 },
  // pip may speak to its index, as the user has set it up; nothing else may to anybody
  environment: { R1_GUARD_PIP: 'yes', R1_HOME: home, R1_MODEL: MODEL, HOME: homedir() },
});
const chromium = new Chromium();

before(async () => {
  rmSync(join(home, 'cache'), { recursive: true, force: true }); // nothing is answered from memory
  const install = ['-P', '-m', 'r1_assistant.cli.model', 'install', MODEL];
  execFileSync(python(), install, { env: { ...process.env, R1_HOME: home }, stdio: 'pipe' });
  // what was explained once is remembered, so this is a function that nobody has seen
  write(workspace, { 'a.py': BUGGY.replace('Give the last', `${Date.now()}: give the last`) });
  await Promise.all([code.start(), chromium.start()]);
});

after(async () => {
  await chromium.stop();
  await code.stop();
});

test('the server installs itself, and a model explains', async () => {
  const window = await chromium.open();
  try {
    await explain(window);
    code.guard.assertQuiet('-m pip install', 'r1_assistant.lsp.main', 'r1_assistant.engine.worker');
    assert.deepEqual(chromium.outside, [], 'no page asks another machine');
  } catch (error) {
    await window.page.screenshot({ path: join(pictures(), 'installation.png') });
    throw error;
  }
});

async function explain(window: Window): Promise<void> {
  const file = code.remote(join(workspace, 'a.py'));
  await window.page.goto(code.url(workspace, [['openFile', file]]));
  await window.status('R1: installing', 60_000);
  await window.notification(/Installing R1 Assistant/);
  await window.status('R1: ready', PATIENCE);
  await window.page.keyboard.press('Control+1');
  await window.goto(1, 6);
  await window.run('R1: Explain');
  const frame = window.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  await frame.getByTestId('status').getByText('Done').waitFor({ timeout: 120_000 });
  const answer = (await frame.getByTestId('answer').textContent()) ?? '';
  assert.match(answer, /(\b[a-z]+\b.*){5}/is, 'words of the model');
  await window.page.keyboard.press('Control+1');
  await window.again(async () => {
    await window.goto(1, 6);
    await window.run('Show or Focus Hover');
    // what the model says comes below what is known without it
    const hover = window.page.locator('.monaco-hover', { hasText: /no callers\W*[a-z]{2}/i });
    await hover.first().waitFor({ timeout: 20_000 });
  });
  await eventually('the end of the work', async () => (await window.status(/R1: /)).includes('ready'));
}
