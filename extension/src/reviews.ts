/** Reviews that the user asks for, and what is done with their findings. */
import * as vscode from 'vscode';
import type { ReviewResult } from '../shared/protocol.ts';
import { command, editorRange, type R1, repositoryRoot } from './r1.ts';
import { Threads } from './threads.ts';
import { type Node, Tree } from './tree.ts';

/** What a command on a finding is given: its thread, its line in the tree, or its name. */
type Given = Partial<Node> & { fingerprint?: string };

const { t } = vscode.l10n;
const CANCELLED = -32800; // the protocol's code

export function registerReviews(r1: R1): void {
  const { server, context } = r1;
  const [threads, tree] = [new Threads(r1), new Tree()];
  const take: Tree['update'] = (uri, findings) => {
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
  registerCommands(r1, tree);
  registerActions(r1, threads);
}

/** What starts reviews. Each answers what the review came to, before its message is read. */
function registerCommands(r1: R1, tree: Tree): void {
  const { showInformationMessage } = vscode.window;
  const review = async (title: string, method: string, argument: object) => {
    const running = r1.server.executeShown<ReviewResult>(title, method, argument);
    const result = await running.then(undefined, (error) => {
      const stopped = t('The review was stopped. What it has found until then is shown.');
      if (error.code === CANCELLED) void showInformationMessage(stopped);
      throw error;
    });
    const asked = showInformationMessage(summary(result), ...(result.findings ? [t('Show')] : []));
    void asked.then((chosen) => (chosen ? tree.show() : undefined));
    return result;
  };
  const changes = (scope: string, title: string) => (source?: { rootUri?: vscode.Uri }) =>
    review(title, 'r1.reviewChanges', { scope, root: String(repositoryRoot(source)) });
  command(r1, 'r1.reviewStaged', changes('staged', t('R1 reviews the staged changes')));
  command(r1, 'r1.reviewWorking', changes('working', t('R1 reviews the uncommitted changes')));
  command(r1, 'r1.reviewBranch', changes('branch', t('R1 reviews the branch')));
  command(r1, 'r1.reviewThisFile', (given?: vscode.Uri) => {
    const uri = given instanceof vscode.Uri ? String(given) : editorRange().uri;
    return review(t('R1 reviews the file'), 'r1.reviewFile', { uri });
  });
  command(r1, 'r1.reviewThisSelection', () =>
    review(t('R1 reviews the selection'), 'r1.reviewSelection', editorRange()),
  );
  command(r1, 'r1.clearFindings', () => r1.server.execute('r1.clear', null));
}

/** What is done with one finding. */
function registerActions(r1: R1, threads: Threads): void {
  const named = (given: Given): string => {
    const found = given.fingerprint ?? (given.finding ?? threads.of(given))?.fingerprint;
    if (!found) throw new Error(t('This finding is gone; review again to see what is left.'));
    return found;
  };
  const dismiss = async (given: Given) => {
    const fingerprint = named(given);
    const title = t('Why is this finding dismissed? It does not come back.');
    const reasons = [t('False positive'), t("Won't fix"), t('Not important')];
    const reason = await vscode.window.showQuickPick(reasons, { title });
    if (reason) await r1.server.execute('r1.dismiss', { fingerprint, reason });
  };
  command(r1, 'r1.finding.apply', (given: Given) => applyFix(r1, named(given)));
  command(r1, 'r1.finding.dismiss', dismiss);
  command(r1, 'r1.finding.ask', (reply: vscode.CommentReply) => threads.ask(reply));
  command(r1, 'r1.finding.open', async ({ uri, finding }: Required<Node>) => {
    const { line, character } = finding.range.start;
    const selection = new vscode.Range(line, character, line, character);
    await vscode.window.showTextDocument(uri, { selection });
    threads.unfold(finding.fingerprint);
  });
  r1.server.instead.set('r1.dismiss', ([given]) => dismiss(given as Given));
}

/** Apply a fix, and save its file if nothing else in it waits for being saved. */
async function applyFix({ server }: R1, fingerprint: string): Promise<void> {
  const open = vscode.workspace.textDocuments.filter((document) => document.isDirty);
  const unsaved = open.map((document) => String(document.uri));
  const argument = { fingerprint };
  const done = await server.execute<{ applied: boolean; uri: string }>('r1.applyFix', argument);
  if (!done.applied) throw new Error(t('The editor did not apply the fix; try again.'));
  const uri = vscode.Uri.parse(done.uri);
  if (!unsaved.includes(String(uri))) await (await vscode.workspace.openTextDocument(uri)).save();
}

function summary({ findings, files, hunks, skipped, stopped }: ReviewResult): string {
  const read = findings
    ? t('Findings: {0} in {1} hunks of {2} files.', findings, hunks, files)
    : t('Nothing to report in {0} hunks of {1} files.', hunks, files);
  const left = skipped.length && t('Skipped: {0}.', skipped.length);
  return [stopped && t('Stopped.'), read, left].filter(Boolean).join(' ');
}
