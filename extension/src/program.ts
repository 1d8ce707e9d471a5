/** Which program the server is: the user's own, or the one that is installed here. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import {
  type Environment,
  environmentFor,
  install,
  interpreter,
  isComplete,
  type Step,
} from './environment.ts';
import { type Problem, problemOf } from './problems.ts';
import { choosePython, type Python, pythonEnvironment, pythonsOnPath } from './python.ts';
import { Told } from './r1.ts';
import type { Program } from './server.ts';

const NEEDED = 700; // MB of disk that the environment takes while it is made

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
  const missing = vscode.l10n.t('R1 finds no {0}, which the setting r1.server.path names.', own);
  if (own && !existsSync(own)) throw told(missing, openSettings());
  if (own) return { command: own, args: ['--stdio'] };
  const storage = context.globalStorageUri.fsPath;
  try {
    const environment = await environmentFor(storage, context.asAbsolutePath('server'));
    if (!isComplete(environment.folder)) {
      installing();
      await installShown(context, log, environment);
    }
    const args = ['-P', '-m', 'r1_assistant.lsp.main', '--stdio'];
    const options = { env: pythonEnvironment() };
    return { command: interpreter(environment.folder), args, options };
  } catch (error) {
    if (error instanceof vscode.CancellationError) throw error;
    log.error(error instanceof Error ? error : String(error));
    throw told(...explained(problemOf(error), storage));
  }
}

function setting(key: 'path' | 'python'): string {
  const value = vscode.workspace.getConfiguration('r1.server').get<string>(key, '').trim();
  return value.replace(/^~(?=[/\\])/, homedir());
}

async function installShown(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  environment: Environment,
): Promise<void> {
  const abort = new AbortController();
  const stop = () => abort.abort(new vscode.CancellationError());
  context.subscriptions.push({ dispose: stop });
  const title = vscode.l10n.t('Installing R1 Assistant');
  const location = vscode.ProgressLocation.Notification;
  const { signal } = abort;
  await vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
    token.onCancellationRequested(stop);
    const report = (step: Step, name?: string) => progress.report({ message: named(step, name) });
    const line = (text: string) => log.info(text);
    const findPython = () => choose(signal);
    const needed = NEEDED * 1e6;
    return install(environment, { needed, findPython, report, line, signal }).catch((error) => {
      throw signal.aborted ? signal.reason : error;
    });
  });
}

function named(step: Step, name = ''): string {
  const { t } = vscode.l10n;
  if (step === 'waiting') return t('waiting for another window that installs it');
  if (step === 'creating') return t('making a Python environment');
  if (step === 'unpacking') return t('unpacking the packages');
  return t('fetching {0}', name);
}

async function choose(signal: AbortSignal): Promise<Python> {
  const wanted = setting('python');
  if (wanted) return choosePython([[wanted]], signal, 'unusable');
  const theirs = await Promise.race([ofPythonExtension(), pause(10_000, [])]);
  return choosePython([...theirs, ...pythonsOnPath()], signal);
}

/** The interpreter that is chosen in Microsoft's Python extension, if it is there. */
async function ofPythonExtension(): Promise<string[][]> {
  const extension = vscode.extensions.getExtension('ms-python.python');
  if (!extension || !vscode.workspace.isTrusted) return []; // it may be a program of the workspace
  try {
    const { environments } = await extension.activate();
    const found = await environments.resolveEnvironment(environments.getActiveEnvironmentPath());
    return found?.executable.uri ? [[found.executable.uri.fsPath]] : [];
  } catch {
    return [];
  }
}

interface Button {
  title: string;
  command: string;
  argument?: unknown;
}

const openSettings = (): Button => ({
  title: vscode.l10n.t('Open Settings'),
  command: 'workbench.action.openSettings',
  argument: 'r1.server',
});

/** What a problem is in words, and the button that helps. */
function explained({ kind, detail }: Problem, storage: string): [string, Button] {
  const { t } = vscode.l10n;
  const again = { title: t('Try Again'), command: 'r1.restart' };
  const page = vscode.Uri.parse('https://www.python.org/downloads/');
  switch (kind) {
    case 'missing':
      return [
        t('R1 needs Python 3.11 or later, and there is none on this machine.'),
        { title: t('Get Python'), command: 'vscode.open', argument: page },
      ];
    case 'unusable':
      return [t('R1 cannot run {0}, which r1.server.python names.', detail), openSettings()];
    case 'old':
      return [t('R1 needs Python 3.11 or later, and found only {0}.', detail), openSettings()];
    case 'venvless':
      return [
        t('{0} lacks venv: install it (Debian: python3-venv), or name another Python.', detail),
        openSettings(),
      ];
    case 'platform':
      return [
        t('Some packages do not exist for this Python: name a usual 64-bit one. {0}', detail),
        openSettings(),
      ];
    case 'hash':
      return [
        t('A download was not what R1 was tested with, and was refused: check where pip looks.'),
        openSettings(),
      ];
    case 'network':
      return [t('R1 could not download its packages: check the network and the proxy.'), again];
    case 'disk':
      return [t('R1 needs {0} MB of free disk for {1}.', NEEDED, storage), again];
    case 'other':
      return [
        t('R1 could not be installed: {0}', detail),
        { title: t('Show Log'), command: 'r1.showLog' },
      ];
  }
}

function told(message: string, { title, command, argument }: Button): Told {
  void vscode.window.showErrorMessage(message, title).then((chosen) => {
    if (chosen) return vscode.commands.executeCommand(command, argument);
  });
  return new Told(message);
}
