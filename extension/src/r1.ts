/** What the parts of the extension share. */
import * as vscode from 'vscode';
import type { Range } from 'vscode-languageserver-protocol';
import type { Server } from './server.ts';

export type R1 = Readonly<{
  context: vscode.ExtensionContext;
  log: vscode.LogOutputChannel;
  server: Server;
}>;

/** An error of which the user knows. */
export class Told extends Error {}

// biome-ignore lint/suspicious/noExplicitAny: VS Code hands over whatever the menu stands for
type Run = (...args: any[]) => unknown;

/** Register a command that tells the user what went wrong, in one sentence, and never throws. */
export function command(r1: R1, id: string, run: Run): void {
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
export function tell({ log }: Pick<R1, 'log'>, error: unknown): void {
  log.error(error instanceof Error ? error : String(error));
  const { code, message = String(error) } = error as { code?: number; message?: string };
  const cancelled = error instanceof vscode.CancellationError || code === -32800 || code === -32802;
  if (!cancelled && !(error instanceof Told)) void vscode.window.showErrorMessage(`R1: ${message}`);
}

/**
 * Give the folder that a Source Control button belongs to, else that of the editor, else the first.
 * @throws Error with a sentence where no folder is open
 */
export function repositoryRoot(source?: { rootUri?: vscode.Uri }): vscode.Uri {
  const editor = vscode.window.activeTextEditor?.document.uri;
  const around = editor && vscode.workspace.getWorkspaceFolder(editor);
  const found = source?.rootUri ?? (around ?? vscode.workspace.workspaceFolders?.[0])?.uri;
  if (!found) throw new Error(vscode.l10n.t('No folder is open; open the one to review.'));
  return found;
}

/** The editor that had the focus last. @throws Error with a sentence where there is none */
export function lastEditor(): vscode.TextEditor {
  const found = vscode.window.activeTextEditor;
  if (!found) throw new Error(vscode.l10n.t('No file is open in the editor; open one first.'));
  return found;
}

/** What is selected there, as the server is told; empty at the cursor if that is nothing. */
export function editorRange(): { uri: string; range: Range } {
  const { document, selection } = lastEditor();
  const plain = ({ line, character }: vscode.Position) => ({ line, character });
  return { uri: String(document.uri), range: { start: plain(selection.start), end: plain(selection.end) } };
}

/** The protocol's range as VS Code's. */
export function rangeOf({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
