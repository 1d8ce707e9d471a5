/** Tests in a real VS Code: one server for a file of tests, a window and a workspace for each test. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CodeServer, type Setup } from './codeserver.ts';
import { pictures, temporary, vsix } from './paths.ts';
import { type Script, ScriptedServer } from './scripted.ts';
import type { Settings } from './settings.ts';
import { Chromium, type Window } from './window.ts';
import { commitAndStage, write } from './workspace.ts';

export interface Scene {
  /** Texts by path; the first is opened. */
  files: Record<string, string>;
  /** Texts by path that are staged in a git repository, whose first commit has `files`. */
  staged?: Record<string, string>;
  script?: Script;
  settings?: Settings;
  /** What the status bar says when the test may begin. */
  ready?: string | RegExp;
  /** Whether something else than the file is in front then. */
  covered?: boolean;
}

/** A VS Code with the packaged extension, and a model that answers from a script. */
export class Stage {
  readonly code: CodeServer;
  readonly chromium = new Chromium();
  readonly server: ScriptedServer;
  private workspaces = 0;

  constructor(setup: Setup = {}) {
    const root = temporary('stage');
    this.server = new ScriptedServer(join(root, 'server'));
    const settings = { 'r1.server.path': this.server.program, ...setup.settings };
    this.code = new CodeServer({ root, extensions: [vsix()], ...setup, settings });
    before(() => Promise.all([this.code.start(), this.chromium.start()]));
    after(() => this.end());
  }

  /** A test that gets a window in which the extension is ready, and the folder that is open. */
  scene(name: string, scene: Scene, body: (window: Window, folder: string) => Promise<void>): void {
    test(name, async () => {
      const folder = this.workspace(scene);
      this.server.play(scene.script ?? {});
      const window = await this.chromium.open();
      try {
        await this.show(window, folder, scene);
        await body(window, folder);
      } catch (error) {
        const picture = join(pictures(), `${name.replace(/\W+/g, '-')}-${process.pid}.png`);
        await window.page.screenshot({ path: picture });
        console.error(`# ${name}: see ${picture}; ${this.server.state()}`);
        throw error;
      } finally {
        await window.page.close();
      }
    });
  }

  private async show(window: Window, folder: string, scene: Scene): Promise<void> {
    const file = join(folder, Object.keys(scene.files)[0] ?? '');
    await window.page.goto(this.code.url(folder, [['openFile', this.code.remote(file)]]));
    await window.status(scene.ready ?? 'R1: ready', 60_000);
    if (scene.covered) return;
    await window.lines.first().waitFor();
    await window.page.keyboard.press('Control+1'); // the first group of editors
  }

  private workspace({ files, staged, settings }: Scene): string {
    const folder = join(this.code.root, `workspace-${++this.workspaces}`);
    write(folder, files);
    if (settings) write(folder, { '.vscode/settings.json': JSON.stringify(settings) });
    if (staged) commitAndStage(folder, staged);
    return folder;
  }

  private async end(): Promise<void> {
    await this.chromium.stop();
    try {
      this.code.guard.assertQuiet('out/node/entry', '--type=extensionHost', 'scripted_server.py');
      assert.deepEqual(this.chromium.outside, [], 'no page asks another machine');
    } finally {
      await this.code.stop();
    }
  }
}
