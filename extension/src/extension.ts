/** What VS Code calls when the extension starts and ends. */
import * as vscode from 'vscode';
import { findProgram } from '../installer/program.ts';
import { registerChat } from './chat.ts';
import { registerCompletions } from './completions.ts';
import { registerHooks } from './hooks.ts';
import { registerModels } from './models.ts';
import { registerPanel } from './panel.ts';
import { command, type R1, tell } from './r1.ts';
import { registerReviews } from './reviews.ts';
import { Server } from './server.ts';
import { registerStatus } from './status.ts';

const PARTS = [registerStatus, registerModels, registerCompletions, registerPanel].concat([
  registerReviews,
  registerHooks,
  registerChat,
]);

export function activate(context: vscode.ExtensionContext): R1 {
  const log = vscode.window.createOutputChannel('R1 Assistant', { log: true });
  const server = new Server({ context, log }, (installing) => findProgram({ context, log }, installing));
  const r1: R1 = { context, log, server };
  context.subscriptions.push(log, server);
  for (const register of PARTS) register(r1);
  command(r1, 'r1.restart', () => server.restart());
  command(r1, 'r1.showLog', () => log.show());
  context.subscriptions.push(
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.tellSettings()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('r1.server')) server.restart().catch((e) => tell(r1, e));
      else if (change.affectsConfiguration('r1')) server.tellSettings();
    }),
  );
  // not awaited: the editor must not wait for a process
  setImmediate(() => server.start().catch((error) => tell(r1, error)));
  return r1;
}
