/** Findings as comment threads on their lines, and what is asked and answered below them. */
import * as vscode from 'vscode';
import { answerMarkdown, findingMarkdown, titleOf } from '../shared/finding.ts';
import type { Answer, Finding } from '../shared/protocol.ts';
import { type R1, rangeOf } from './r1.ts';

const { t } = vscode.l10n;
const { Collapsed, Expanded } = vscode.CommentThreadCollapsibleState;

/** `comments`: the finding itself, then what was asked and answered. */
interface Shown {
  finding: Finding;
  thread: vscode.CommentThread;
  comments: [vscode.Comment, ...vscode.Comment[]];
  history: { question: string; answer: string }[];
}

export class Threads implements vscode.Disposable {
  private readonly controller = vscode.comments.createCommentController('r1', 'R1 Assistant');
  private readonly documents = new Map<string, Map<string, Shown>>();

  constructor(private readonly r1: R1) {
    this.controller.options = { prompt: t('Ask about this finding') };
  }

  /** Show exactly these findings in a document; the threads of those that stay are kept. */
  update(uri: vscode.Uri, findings: readonly Finding[]): void {
    const before = this.documents.get(String(uri)) ?? new Map<string, Shown>();
    const after = new Map<string, Shown>();
    for (const finding of findings) {
      const known = before.get(finding.fingerprint);
      // other words are another thread: what was asked is about the old ones
      const shown = known?.finding.message === finding.message ? known : this.create(uri, finding);
      if (shown === known) before.delete(finding.fingerprint);
      after.set(finding.fingerprint, shown);
      follow(shown, finding);
    }
    for (const { thread } of before.values()) thread.dispose();
    this.documents.set(String(uri), after);
  }

  /** The finding that a thread is about. */
  of(thread: unknown): Finding | undefined {
    return this.find((shown) => shown.thread === thread)?.finding;
  }

  /** Unfold the thread of a finding. */
  unfold(fingerprint: string): void {
    const thread = this.find(({ finding }) => finding.fingerprint === fingerprint)?.thread;
    // the value does not tell that the user has folded it; but only a new value is sent
    for (const collapsibleState of [Collapsed, Expanded]) if (thread) Object.assign(thread, { collapsibleState });
  }

  /** Ask the model about a thread's finding; the answer comes below the question. */
  async ask({ thread, text: question }: vscode.CommentReply): Promise<void> {
    const shown = this.find((one) => one.thread === thread);
    if (!shown || !question.trim()) return;
    const { comments, history, finding } = shown;
    const answer = this.comment('R1', t('Thinking…'));
    comments.push(this.comment(t('You'), question), answer);
    thread.comments = [...comments];
    const asked = { fingerprint: finding.fingerprint, question, history };
    const answered = this.r1.server.executeShown<Answer>(t('R1 answers'), 'r1.ask', asked);
    await answered.then(
      ({ answer: said, stopped }) => {
        history.push({ question, answer: said });
        answer.body = new vscode.MarkdownString(answerMarkdown(stopped ? `${said} …` : said));
      },
      (error) => {
        this.r1.log.error(error);
        answer.body = error.message;
      },
    );
    thread.comments = [...comments];
  }

  dispose(): void {
    this.controller.dispose();
  }

  private find(which: (shown: Shown) => boolean): Shown | undefined {
    return [...this.documents.values()].flatMap((shown) => [...shown.values()]).find(which);
  }

  private create(uri: vscode.Uri, finding: Finding): Shown {
    // with its text from the start: that is what a screen reader is told, also later
    const comments: Shown['comments'] = [this.comment('R1', bodyOf(finding))];
    const thread = this.controller.createCommentThread(uri, rangeOf(finding.range), comments);
    Object.assign(thread, { collapsibleState: Expanded, state: vscode.CommentThreadState.Unresolved });
    return { finding, thread, comments, history: [] };
  }

  private comment(name: string, body: string | vscode.MarkdownString): vscode.Comment {
    const iconPath = vscode.Uri.joinPath(this.r1.context.extensionUri, 'media', 'icon.png');
    const author = name === 'R1' ? { name, iconPath } : { name };
    return { author, body, mode: vscode.CommentMode.Preview };
  }
}

/** Move a thread along with its lines; what it says is touched only if that has changed. */
function follow(shown: Shown, finding: Finding): void {
  const { thread, comments } = shown;
  shown.finding = finding;
  thread.range = rangeOf(finding.range);
  const [label, contextValue] = [titleOf(finding, t), finding.fix === null ? 'r1' : 'r1Fix'];
  if (thread.label !== label || thread.contextValue !== contextValue) Object.assign(thread, { label, contextValue });
  const body = bodyOf(finding);
  if ((comments[0].body as vscode.MarkdownString).value === body.value) return;
  comments[0].body = body;
  thread.comments = [...comments];
}

function bodyOf(finding: Finding): vscode.MarkdownString {
  const body = new vscode.MarkdownString(findingMarkdown(finding, t));
  body.supportHtml = true;
  return body;
}
