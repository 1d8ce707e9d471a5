/** Findings as comment threads on their lines, and what is asked and answered below them. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { answerMarkdown, findingMarkdown, titleOf } from './finding.ts';
import type { Answer, Finding } from './protocol.ts';
import type { R1 } from './r1.ts';

const { t } = vscode.l10n;
const { Collapsed, Expanded } = vscode.CommentThreadCollapsibleState;

interface Shown {
  finding: Finding;
  thread: vscode.CommentThread;
  /** The finding itself, then what was asked and answered. */
  comments: [vscode.Comment, ...vscode.Comment[]];
  history: { question: string; answer: string }[];
  reasoning: string;
  /** Ends what is still being asked when the thread goes. */
  life: vscode.CancellationTokenSource;
}

export class Threads implements vscode.Disposable {
  private readonly r1: R1;
  private readonly controller = vscode.comments.createCommentController('r1', 'R1 Assistant');
  private readonly documents = new Map<string, Map<string, Shown>>();

  constructor(r1: R1) {
    this.r1 = r1;
    this.controller.options = { prompt: t('Ask about this finding') };
  }

  /** Show exactly these findings in a document; the threads of those that stay are kept. */
  update(uri: vscode.Uri, findings: readonly Finding[]): void {
    const gone = new Map(this.documents.get(uri.toString()));
    const after = new Map<string, Shown>();
    for (const finding of findings) {
      const before = gone.get(finding.fingerprint);
      const same = before?.finding.message === finding.message;
      const shown = same ? before : this.create(uri, finding);
      if (same) gone.delete(finding.fingerprint);
      after.set(finding.fingerprint, shown);
      this.follow(shown, finding);
    }
    gone.forEach(end);
    this.documents.set(uri.toString(), after);
  }

  /** The finding that a thread is about. */
  of(thread: unknown): Finding | undefined {
    return this.find((shown) => shown.thread === thread)?.finding;
  }

  /** Unfold the thread of a finding. */
  unfold(fingerprint: string): void {
    const thread = this.find((shown) => shown.finding.fingerprint === fingerprint)?.thread;
    // nothing tells that the user has folded it, and only a new value is sent
    for (const state of [Collapsed, Expanded]) if (thread) thread.collapsibleState = state;
  }

  /** Ask the model about a thread's finding; the answer grows below the question. */
  async ask({ thread, text: question }: vscode.CommentReply): Promise<void> {
    const shown = this.find((one) => one.thread === thread);
    if (!shown || !question.trim()) return;
    const answer = this.comment('R1', t('Thinking…'));
    shown.comments.push(this.comment(t('You'), question), answer);
    thread.comments = [...shown.comments];
    let said = '';
    const say = (text: string, after = '') => {
      said = text;
      answer.body = new vscode.MarkdownString(answerMarkdown(text) + after);
      thread.comments = [...shown.comments];
    };
    const id = randomUUID();
    const stream = this.r1.server.onStream((piece) => {
      if (piece.id === id && piece.part === 'answer') say(said + piece.delta);
    });
    try {
      const { history, finding, life } = shown;
      const asked = { fingerprint: finding.fingerprint, question, history, id };
      const params = { command: 'r1.ask', arguments: [asked] };
      const method = 'workspace/executeCommand';
      const result = await this.r1.server.request<Answer>(method, params, life.token);
      history.push({ question, answer: result.answer });
      say(result.answer, result.stopped ? `\n\n*${t('Stopped.')}*` : '');
    } catch (error) {
      this.r1.log.error(error as Error);
      say(`${said}\n\n${(error as Error).message}`);
    } finally {
      stream.dispose();
    }
  }

  dispose(): void {
    for (const shown of this.documents.values()) shown.forEach(end);
    this.controller.dispose();
  }

  private find(which: (shown: Shown) => boolean): Shown | undefined {
    return [...this.documents.values()].flatMap((shown) => [...shown.values()]).find(which);
  }

  private create(uri: vscode.Uri, finding: Finding): Shown {
    // with its text from the start: that is what a screen reader is told, also later
    const comments: Shown['comments'] = [this.comment('R1', bodyOf(finding, ''))];
    const thread = this.controller.createCommentThread(uri, rangeOf(finding), comments);
    thread.collapsibleState = Expanded;
    thread.state = vscode.CommentThreadState.Unresolved;
    const life = new vscode.CancellationTokenSource();
    const shown: Shown = { finding, thread, comments, history: [], reasoning: '', life };
    if (finding.hasReasoning) void this.fetch(shown);
    return shown;
  }

  /** Move a thread along with its lines; what it says is touched only if that has changed. */
  private follow(shown: Shown, finding: Finding): void {
    const { thread, comments } = shown;
    shown.finding = finding;
    thread.range = rangeOf(finding);
    const contextValue = finding.fix === null ? 'r1' : 'r1Fix';
    if (thread.contextValue !== contextValue) thread.contextValue = contextValue;
    if (thread.label !== titleOf(finding, t)) thread.label = titleOf(finding, t);
    const body = bodyOf(finding, shown.reasoning);
    if ((comments[0].body as vscode.MarkdownString).value === body.value) return;
    comments[0].body = body;
    thread.comments = [...comments];
  }

  private async fetch(shown: Shown): Promise<void> {
    const { server, log } = this.r1;
    const { fingerprint } = shown.finding;
    try {
      const found = await server.request<{ reasoning: string }>('r1/reasoning', { fingerprint });
      shown.reasoning = found.reasoning;
      this.follow(shown, shown.finding);
    } catch (error) {
      log.warn(String(error)); // the finding has gone meanwhile
    }
  }

  private comment(name: string, body: string | vscode.MarkdownString): vscode.Comment {
    const iconPath = vscode.Uri.joinPath(this.r1.context.extensionUri, 'media', 'icon.png');
    const author = name === 'R1' ? { name, iconPath } : { name };
    return { author, body, mode: vscode.CommentMode.Preview };
  }
}

function bodyOf(finding: Finding, reasoning: string): vscode.MarkdownString {
  const body = new vscode.MarkdownString(findingMarkdown(finding, reasoning, t));
  body.supportHtml = true;
  return body;
}

function rangeOf({ range: { start, end } }: Finding): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

function end({ life, thread }: Shown): void {
  life.cancel();
  thread.dispose();
}
