/** Having the review run before each commit: the change is shown, then written. */
import * as vscode from 'vscode';
import type { Hook } from './protocol.ts';
import { command, type R1 } from './r1.ts';
import { repositoryRoot } from './roots.ts';

const SCHEME = 'r1-hook';

export function registerHooks(r1: R1): void {
  const texts = new Map<string, string>();
  const provider = { provideTextDocumentContent: (uri: vscode.Uri) => texts.get(uri.path) ?? '' };
  r1.context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, provider),
  );
  command(r1, 'r1.setUpHook', () => setUp(r1, texts));
}

async function setUp(r1: R1, texts: Map<string, string>): Promise<void> {
  const { t } = vscode.l10n;
  const kinds = [
    {
      label: 'pre-commit',
      detail: t('An entry in .pre-commit-config.yaml, for all'),
      how: 'framework',
    },
    { label: 'git', detail: t("A hook of git's own, for this clone alone"), how: 'git' },
  ];
  const title = t('Review before each commit');
  const chosen = await vscode.window.showQuickPick(kinds, { title });
  const root = chosen && repositoryRoot();
  if (!root) return;
  const argument = { root: root.toString(), kind: chosen.how };
  const hook = await r1.server.request<Hook>('r1/hook', argument);
  if (hook.before === hook.after) {
    const there = t('{0} has the review already.', hook.path);
    return void vscode.window.showInformationMessage(`R1: ${hook.problem ?? there}`);
  }
  await showChange(hook, texts);
  const write = t('Write');
  const asked = t('R1: Write {0} as it is shown?', hook.path);
  const answer = await vscode.window.showInformationMessage(asked, write, t('Cancel'));
  if (answer !== write) return;
  const { uri } = await r1.server.execute<Hook>('r1.installHook', argument);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri));
}

async function showChange({ path, before, after }: Hook, texts: Map<string, string>) {
  texts.set(`/before/${path}`, before ?? '').set(`/after/${path}`, after);
  const [left, right] = ['before', 'after'].map((side) =>
    vscode.Uri.from({ scheme: SCHEME, path: `/${side}/${path}`, query: `${Date.now()}` }),
  );
  await vscode.commands.executeCommand('vscode.diff', left, right, path);
}
