/** One code-server with a profile of its own, on a port of this machine alone. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Guard } from './guard.ts';
import { required, temporary } from './paths.ts';
import { QUIET, type Settings } from './settings.ts';
import { eventually } from './wait.ts';

export interface Setup {
  /** A folder for this server alone, removed when it ends; a new one if it isn't given. */
  root?: string;
  /** Packaged extensions to install. */
  extensions?: string[];
  settings?: Settings;
  environment?: Record<string, string>;
  /** Options of VS Code's own server. */
  options?: string[];
}

const FLAGS =
  '--auth=none --disable-telemetry --disable-update-check --disable-workspace-trust ' +
  '--disable-getting-started-override --disable-proxy --reconnection-grace-time=5';
const NO_GALLERY = '{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":"","extensionUrlTemplate":""}';

export class CodeServer {
  readonly root: string;
  readonly guard: Guard;
  port = 0;
  private process: ChildProcess | undefined;
  private readonly setup: Setup;

  constructor(setup: Setup = {}) {
    this.setup = setup;
    this.root = setup.root ?? temporary('code');
    this.guard = new Guard(join(this.root, 'guard'));
  }

  async start(): Promise<void> {
    const [node, entry] = [process.execPath, required('CODE_SERVER')];
    const folders = this.makeProfile();
    const env = this.environment();
    const installed = (this.setup.extensions ?? []).flatMap((file) => ['--install-extension', file]);
    if (installed.length) execFileSync(node, [entry, ...folders, ...installed], { env, stdio: 'pipe' });
    this.port = await freePort();
    const options = (this.setup.options ?? []).flatMap((option) => ['--vscode-option', option]);
    const flags = [...folders, ...FLAGS.split(' '), `--bind-addr=127.0.0.1:${this.port}`, ...options];
    const log = openSync(join(this.root, 'log'), 'w');
    // a group of its own, so that the extension hosts end with it
    this.process = spawn(node, [entry, ...flags], { env, stdio: ['ignore', log, log], detached: true });
    await eventually('an answer of code-server', () => this.answers(), 60);
  }

  /** The address of a window on a folder, with files open in it. */
  url(folder: string, payload: [string, string][] = []): string {
    const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
    return `http://127.0.0.1:${this.port}/?${query}`;
  }

  /** The address of a file, as VS Code in the browser names it. */
  remote(path: string): string {
    return `vscode-remote://127.0.0.1:${this.port}${path}`;
  }

  async stop(): Promise<void> {
    const group = -(this.process?.pid ?? 0);
    if (group) {
      signal(group, 'SIGTERM');
      await eventually('the end of code-server', () => !signal(group, 0), 5).catch(() => signal(group, 'SIGKILL'));
    }
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  private environment(): NodeJS.ProcessEnv {
    const own = { HOME: join(this.root, 'home'), EXTENSIONS_GALLERY: NO_GALLERY, VSCODE_NLS_CONFIG: '' };
    return { ...process.env, ...own, ...this.guard.environment(), ...this.setup.environment };
  }

  /** Write the settings; gives the options that name the profile's folders. */
  private makeProfile(): string[] {
    const path = (...names: string[]) => join(this.root, ...names);
    for (const name of ['home', 'extensions', 'data/User', 'data/Machine']) mkdirSync(path(name), { recursive: true });
    writeFileSync(path('config.yaml'), 'auth: none\n');
    const settings = { ...QUIET, ...this.setup.settings };
    writeFileSync(path('data/User/settings.json'), JSON.stringify(settings));
    // the browser counts as the local side: what is of scope machine is read from here only
    writeFileSync(path('data/Machine/settings.json'), JSON.stringify(this.setup.settings ?? {}));
    const extensions = `--extensions-dir=${path('extensions')}`;
    return [`--config=${path('config.yaml')}`, `--user-data-dir=${path('data')}`, extensions];
  }

  private async answers(): Promise<boolean> {
    if (this.process?.exitCode !== null) throw new Error(readFileSync(join(this.root, 'log'), 'utf8'));
    return fetch(`http://127.0.0.1:${this.port}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
  }
}

/** Send a signal to a process group; false if there is none. */
function signal(group: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(group, name);
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
