/** Having the review run before each commit: the change is shown, then written. */
import * as vscode from 'vscode';
import type { Hook } from '../shared/protocol.ts';
import { command, type R1, repositoryRoot } from './r1.ts';

const SCHEME = 'r1-hook';
const { t } = vscode.l10n;

export function registerHooks(r1: R1): void {
  const provider = { provideTextDocumentContent: (uri: vscode.Uri) => uri.query };
  r1.context.subscriptions.push(vscode.workspace.registerTextDocumentContentProvider(SCHEME, provider));
  command(r1, 'r1.setUpHook', () => setUp(r1));
}

async function setUp({ server }: R1): Promise<void> {
  const all = t('An entry in .pre-commit-config.yaml, for all who commit');
  const alone = t("A hook of git's own, for this clone alone");
  const ways = [
    { label: 'pre-commit', detail: all, how: 'framework' },
    { label: 'git', detail: alone, how: 'git' },
  ];
  const chosen = await vscode.window.showQuickPick(ways, { title: t('Review before each commit') });
  if (!chosen) return;
  const argument = { root: String(repositoryRoot()), kind: chosen.how };
  const { uri, before, after, problem, note } = await server.request<Hook>('r1/hook', argument);
  const file = vscode.Uri.parse(uri);
  const path = vscode.workspace.asRelativePath(file);
  const also = note ? ` ${note}` : '';
  const { showInformationMessage, showWarningMessage } = vscode.window;
  if (problem) return void showWarningMessage(`R1: ${problem}`);
  if (before === after) return void showInformationMessage(`R1: ${t('{0} has the review already.', path)}${also}`);
  const [left, right] = [before ?? '', after].map((query) => file.with({ scheme: SCHEME, query }));
  await vscode.commands.executeCommand('vscode.diff', left, right, path);
  const question = t('R1: Write {0} as it is shown?', path) + also;
  const answer = await showInformationMessage(question, t('Write'), t('Cancel'));
  if (answer !== t('Write')) return;
  await server.execute('r1.installHook', argument);
  await vscode.window.showTextDocument(file);
}
