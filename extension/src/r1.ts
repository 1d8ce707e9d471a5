/** What the parts of the extension share. */
import * as vscode from 'vscode';
import type { Server } from './server.ts';

export interface R1 {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly server: Server;
}

/** Register a command that tells the user what went wrong, in one sentence, and never throws. */
export function command(
  r1: R1,
  id: string,
  // biome-ignore lint/suspicious/noExplicitAny: VS Code hands over whatever the menu stands for
  run: (...args: any[]) => unknown,
): void {
  const told = async (...args: unknown[]) => {
    try {
      return await run(...args);
    } catch (error) {
      tell(r1, error);
    }
  };
  r1.context.subscriptions.push(vscode.commands.registerCommand(id, told));
}

/** Show an error, unless it only says that the user cancelled or that it was told already. */
export function tell(r1: R1, error: unknown): void {
  r1.log.error(error instanceof Error ? error : String(error));
  if (error instanceof Told || isCancellation(error)) return;
  void vscode.window.showErrorMessage(`R1: ${error instanceof Error ? error.message : error}`);
}

/** An error of which the user knows. */
export class Told extends Error {}

function isCancellation(error: unknown): boolean {
  const code = (error as { code?: number }).code;
  return error instanceof vscode.CancellationError || code === -32800 || code === -32802;
}
