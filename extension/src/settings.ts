/** What the user set, as the server is told. */
import * as vscode from 'vscode';

/**
 * Give the settings that somebody set, by their dotted keys below `r1`. A default is no decision of
 * the user's and would go before the repository's own settings, so defaults are left out.
 */
export function editorSettings({ extension }: vscode.ExtensionContext, scope?: string): object {
  const uri = scope ? vscode.Uri.parse(scope) : null;
  const configuration = vscode.workspace.getConfiguration('r1', uri);
  const all = Object.keys(extension.packageJSON.contributes.configuration.properties);
  const keys = all.map((key) => key.replace(/^r1\./, '')).filter((key) => !/^server\./.test(key));
  const values = keys.map((key) => {
    const found = configuration.inspect(key);
    return [key, found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue];
  });
  return { ...Object.fromEntries(values), trusted: vscode.workspace.isTrusted };
}
