/** What the user set, as the server is told. */
import * as vscode from 'vscode';

/**
 * Give the settings that somebody set, by their dotted keys below `r1`. A default is no decision of
 * the user's and would go before the repository's own settings, so defaults are left out.
 */
export function editorSettings(
  context: vscode.ExtensionContext,
  scope?: string,
): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration(
    'r1',
    scope ? vscode.Uri.parse(scope) : null,
  );
  const values: Record<string, unknown> = { trusted: vscode.workspace.isTrusted };
  for (const key of settingKeys(context)) {
    const found = configuration.inspect(key);
    const value = found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
    if (value !== undefined) values[key] = value;
  }
  return values;
}

function settingKeys(context: vscode.ExtensionContext): string[] {
  const { properties } = context.extension.packageJSON.contributes.configuration;
  return Object.keys(properties).map((key) => key.replace(/^r1\./, ''));
}
