/** Which program the server is: the user's own, or the one that is installed here. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import { type R1, Told } from '../src/r1.ts';
import type { Program } from '../src/server.ts';
import * as environments from './environment.ts';
import { type Button, type Kind, PROBLEMS, problemOf } from './problems.ts';
import { choosePython, pythonEnvironment, pythonsOnPath } from './python.ts';

const NEEDED = 600; // MB of disk that the environment takes while it is made
const { t } = vscode.l10n;

/**
 * Give the server's command line; installs the server first if it has to.
 * Throws Told when the user knows what is wrong, CancellationError when the user stopped it.
 */
export async function findProgram({ context, log }: Omit<R1, 'server'>, installing: () => void): Promise<Program> {
  const own = setting('path');
  if (own && existsSync(own)) return { command: own, args: ['--stdio'] };
  if (own) throw told('absent', own);
  const storage = context.globalStorageUri.fsPath;
  try {
    const found = await environments.environmentFor(storage, context.asAbsolutePath('server'));
    if (!environments.isComplete(found.folder)) {
      installing();
      await installShown(found, log);
    }
    const args = ['-P', '-m', 'r1_assistant.lsp.main', '--stdio'];
    return { command: environments.interpreter(found.folder), args, options: { env: pythonEnvironment() } };
  } catch (error) {
    if (error instanceof vscode.CancellationError) throw error;
    log.error(error instanceof Error ? error : String(error));
    const { kind, detail } = problemOf(error);
    throw told(kind, ...(kind === 'disk' ? [NEEDED, storage] : [detail]));
  }
}

function setting(key: 'path' | 'python'): string {
  const value = vscode.workspace.getConfiguration('r1.server').get<string>(key, '').trim();
  return value.replace(/^~(?=[/\\])/, homedir());
}

function installShown(found: environments.Environment, log: vscode.LogOutputChannel): Thenable<void> {
  const title = t('Installing R1 Assistant');
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort(new vscode.CancellationError()));
    const line = (text: string) => {
      log.info(text);
      const message = stepIn(text);
      if (message) progress.report({ message });
    };
    await environments.install(found, await choose(), NEEDED * 1e6, line, stop.signal);
  });
}

function stepIn(text: string): string | undefined {
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

/** Show what is wrong, with the button that helps. */
function told(kind: Kind, ...values: (string | number)[]): Told {
  const [sentence, button] = PROBLEMS[kind];
  // settings of a machine are shown with those of the remote one, if there is one
  const settings = vscode.env.remoteName ? 'openRemoteSettings' : 'openSettings';
  const actions: Record<Button, [command: string, argument?: unknown]> = {
    'Get Python': ['vscode.open', vscode.Uri.parse('https://www.python.org/downloads/')],
    'Open Settings': [`workbench.action.${settings}`, { query: '@id:r1.server.path,r1.server.python' }],
    'Try Again': ['r1.restart'],
    'Show Log': ['r1.showLog'],
  };
  const message = t(sentence, ...values);
  const asked = vscode.window.showErrorMessage(message, t(button));
  void asked.then((chosen) => chosen && vscode.commands.executeCommand(...actions[button]));
  return new Told(message);
}
