/** Reviews that the user asks for, and what is done with their findings. */
import * as vscode from 'vscode';
import type { Finding, ReviewResult } from './protocol.ts';
import { command, type R1 } from './r1.ts';
import { repositoryRoot } from './roots.ts';
import { Threads } from './threads.ts';
import { type Node, Tree } from './tree.ts';

/** What a command on a finding is given: its thread, its line in the tree, or its name. */
type Given = Partial<Node> & { fingerprint?: string };

export function registerReviews(r1: R1): void {
  const { server, context } = r1;
  const { t } = vscode.l10n;
  const [threads, tree] = [new Threads(r1), new Tree()];
  const take = (uri: vscode.Uri, findings: Finding[]) => {
    threads.update(uri, findings);
    tree.update(uri, findings);
  };
  context.subscriptions.push(
    ...[threads, tree],
    server.onFindings(({ uri, findings }) => take(vscode.Uri.parse(uri), findings)),
    server.onPhase((phase) => {
      if (phase !== 'running') for (const { uri } of tree.getChildren()) take(uri, []);
    }),
  );
  const review = async (title: string, method: string, argument: object) => {
    const result = await server.execute<ReviewResult>(method, argument, title);
    // not awaited: the command is done although the message stays
    const asked = vscode.window.showInformationMessage(
      summary(result),
      ...(result.findings ? [t('Show')] : []),
    );
    void asked.then((chosen) => (chosen ? tree.show() : undefined));
    return result;
  };
  const changes = (id: string, scope: string, title: string) =>
    command(r1, id, (source?: { rootUri?: vscode.Uri }) =>
      review(title, 'r1.reviewChanges', { scope, root: repositoryRoot(source).toString() }),
    );
  changes('r1.reviewStaged', 'staged', t('R1 reviews the staged changes'));
  changes('r1.reviewWorking', 'working', t('R1 reviews the uncommitted changes'));
  changes('r1.reviewBranch', 'branch', t('R1 reviews the branch'));
  command(r1, 'r1.reviewThisFile', (given?: vscode.Uri) => {
    const uri = given instanceof vscode.Uri ? given : activeEditor().document.uri;
    return review(t('R1 reviews the file'), 'r1.reviewFile', { uri: uri.toString() });
  });
  command(r1, 'r1.reviewThisSelection', () => {
    const { document, selection } = activeEditor();
    const { start, end } = selection;
    const argument = { uri: document.uri.toString(), range: { start, end } };
    return review(t('R1 reviews the selection'), 'r1.reviewSelection', argument);
  });
  command(r1, 'r1.clearFindings', () => server.execute('r1.clear', null));

  const named = (given: Given): string => {
    const found = given.fingerprint ?? (given.finding ?? threads.of(given))?.fingerprint;
    if (!found) throw new Error(t('This finding is gone; review again to see what is left.'));
    return found;
  };
  const dismiss = async (given: Given) => {
    const fingerprint = named(given);
    const reason = await askReason();
    if (reason !== undefined) await server.execute('r1.dismiss', { fingerprint, reason });
  };
  command(r1, 'r1.finding.apply', (given: Given) => applyFix(r1, named(given)));
  command(r1, 'r1.finding.dismiss', dismiss);
  command(r1, 'r1.finding.ask', (reply: vscode.CommentReply) => threads.ask(reply));
  command(r1, 'r1.finding.open', async ({ uri, finding }: Required<Node>) => {
    const { start } = finding.range;
    const selection = new vscode.Range(start.line, start.character, start.line, start.character);
    await vscode.window.showTextDocument(uri, { selection });
    threads.unfold(finding.fingerprint);
  });
  server.instead.set('r1.dismiss', ([given]) => dismiss(given as Given));
}

/** Apply a fix, and save its file if nothing else in it waits for being saved. */
async function applyFix(r1: R1, fingerprint: string): Promise<void> {
  const open = vscode.workspace.textDocuments.filter((document) => document.isDirty);
  const unsaved = new Set(open.map((document) => document.uri.toString()));
  const { server } = r1;
  const done = await server.execute<{ applied: boolean; uri: string }>('r1.applyFix', {
    fingerprint,
  });
  if (!done.applied) throw new Error(vscode.l10n.t('The editor did not apply the fix; try again.'));
  const uri = vscode.Uri.parse(done.uri);
  if (!unsaved.has(uri.toString())) await (await vscode.workspace.openTextDocument(uri)).save();
}

/** Why a finding is dismissed, in words that are kept with it; undefined if it is not. */
async function askReason(): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const title = t('Why is this finding dismissed? It does not come back.');
  const reasons = [
    { label: t('False positive'), reason: 'false positive' },
    { label: t("Won't fix"), reason: "won't fix" },
    { label: t('Not important'), reason: 'not important' },
    { label: t('Other…'), reason: undefined },
  ];
  const chosen = await vscode.window.showQuickPick(reasons, { title });
  if (!chosen || chosen.reason) return chosen?.reason;
  return vscode.window.showInputBox({ title, prompt: t('The reason, in your words') });
}

function summary({ findings, files, hunks, skipped, stopped }: ReviewResult): string {
  const { t } = vscode.l10n;
  const read = t('Hunks: {0}, files: {1}.', hunks, files);
  const left = skipped.length ? ` ${t('Skipped: {0}.', skipped.length)}` : '';
  if (stopped)
    return `${t('The review was stopped. Findings so far: {0}.', findings)} ${read}${left}`;
  if (!findings) return `${t('Nothing to report in {0} hunks of {1} files', hunks, files)}.${left}`;
  return `${t('Findings: {0}.', findings)} ${read}${left}`;
}

function activeEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new Error(vscode.l10n.t('No file is open in the editor; open one first.'));
  return editor;
}
