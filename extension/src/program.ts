/** Which program the server is: the user's own, or the one that is installed here. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import * as environments from './environment.ts';
import { type Kind, type Problem, problemOf } from './problems.ts';
import { choosePython, pythonEnvironment, pythonsOnPath } from './python.ts';
import { Told } from './r1.ts';
import type { Program } from './server.ts';

const NEEDED = 600; // MB of disk that the environment takes while it is made

/**
 * Give the server's command line; installs the server first if it has to.
 * Throws Told when the user knows what is wrong, CancellationError when the user stopped it.
 */
export async function findProgram(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  installing: () => void,
): Promise<Program> {
  const own = setting('path');
  if (own && existsSync(own)) return { command: own, args: ['--stdio'] };
  const storage = context.globalStorageUri.fsPath;
  const missing = vscode.l10n.t('R1 finds no {0}, which the setting r1.server.path names.', own);
  if (own) throw told(missing, 'unusable');
  try {
    const found = await environments.environmentFor(storage, context.asAbsolutePath('server'));
    if (!environments.isComplete(found.folder)) {
      installing();
      await installShown(found, log);
    }
    const args = ['-P', '-m', 'r1_assistant.lsp.main', '--stdio'];
    const command = environments.interpreter(found.folder);
    return { command, args, options: { env: pythonEnvironment() } };
  } catch (error) {
    if (error instanceof vscode.CancellationError) throw error;
    log.error(error instanceof Error ? error : String(error));
    const problem = problemOf(error);
    throw told(sentence(problem, storage), problem.kind);
  }
}

function setting(key: 'path' | 'python'): string {
  const value = vscode.workspace.getConfiguration('r1.server').get<string>(key, '').trim();
  return value.replace(/^~(?=[/\\])/, homedir());
}

function installShown(found: environments.Environment, log: vscode.LogOutputChannel) {
  const title = vscode.l10n.t('Installing R1 Assistant');
  const location = vscode.ProgressLocation.Notification;
  const options = { location, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort(new vscode.CancellationError()));
    const python = await choose();
    log.info(python);
    const line = (text: string) => {
      log.info(text);
      const message = stepIn(text);
      if (message) progress.report({ message });
    };
    await environments.install(found, python, NEEDED * 1e6, line, stop.signal);
  });
}

function stepIn(text: string): string | undefined {
  const { t } = vscode.l10n;
  if (text === 'R1: waiting') return t('waiting for another window that installs it');
  if (text === 'R1: creating') return t('making a Python environment');
  if (text.startsWith('Installing collected')) return t('unpacking the packages');
  const name = /^Collecting ([\w.-]+)/.exec(text)?.[1];
  return name && t('fetching {0}', name);
}

async function choose(): Promise<string> {
  const wanted = setting('python');
  if (wanted) return choosePython([[wanted]], 'unusable');
  const theirs = await Promise.race([ofPythonExtension().catch(() => []), pause(10_000, [])]);
  return choosePython([...theirs, ...pythonsOnPath()]);
}

/** The interpreter that is chosen in Microsoft's Python extension, if that is there. */
async function ofPythonExtension(): Promise<string[][]> {
  const extension = vscode.extensions.getExtension('ms-python.python');
  if (!extension || !vscode.workspace.isTrusted) return []; // it may be a program of the workspace
  const api = (await extension.activate()).environments;
  const found = await api.resolveEnvironment(api.getActiveEnvironmentPath());
  return [[found.executable.uri.fsPath]];
}

function sentence({ kind, detail }: Problem, storage: string): string {
  const { t } = vscode.l10n;
  const sentences: Record<Kind, string> = {
    missing: t('R1 needs Python 3.11 or later, and there is none on this machine.'),
    unusable: t('R1 cannot run {0}, which the setting r1.server.python names.', detail),
    old: t('R1 needs Python 3.11 or later, and found only {0}.', detail),
    venvless: t('{0} has no venv. Install it (Debian: python3-venv) or name another one.', detail),
    platform: t('Some packages of R1 do not exist for this Python. Name another one: {0}', detail),
    network: t('R1 could not download its packages. Check the network and the proxy.'),
    disk: t('R1 needs {0} MB of free disk in {1}.', NEEDED, storage),
    hash: t('A package was refused, because it is not the one that R1 was tested with.'),
    other: t('R1 could not be installed: {0}', detail),
  };
  return sentences[kind];
}

/** Show what is wrong, with the button that helps. */
function told(message: string, kind: Kind): Told {
  const { t } = vscode.l10n;
  const page = vscode.Uri.parse('https://www.python.org/downloads/');
  // settings of a machine are shown with those of the remote one, if there is one
  const open = vscode.env.remoteName ? 'openRemoteSettings' : 'openSettings';
  const query = '@id:r1.server.path,r1.server.python';
  const settings = [t('Open Settings'), `workbench.action.${open}`, { query }] as const;
  const again = [t('Try Again'), 'r1.restart'] as const;
  const buttons: { [kind in Kind]?: readonly [string, string, unknown?] } = {
    missing: [t('Get Python'), 'vscode.open', page],
    network: again,
    disk: again,
    other: [t('Show Log'), 'r1.showLog'],
  };
  const [title, ...action] = buttons[kind] ?? settings;
  void vscode.window
    .showErrorMessage(message, title)
    .then((chosen) => chosen && vscode.commands.executeCommand(...action));
  return new Told(message);
}
