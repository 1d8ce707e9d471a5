/** Which folder a question about the repository is about. */
import * as vscode from 'vscode';

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
