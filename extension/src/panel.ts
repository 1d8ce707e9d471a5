/** The view into which explanations are written, and the commands that ask for them. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import * as entries from '../shared/entries.ts';
import type { Answer, Link } from '../shared/protocol.ts';
import { command, editorRange, lastEditor, type R1, rangeOf, tell } from './r1.ts';

const { t } = vscode.l10n;

export function registerPanel(r1: R1): void {
  const panel = new Panel(r1);
  const explain = (argument: unknown) => panel.run('r1.explain', argument, t('Explanation'));
  const reason = (argument: unknown) => panel.run('r1.showReasoning', argument, t('Reasoning'));
  command(r1, 'r1.explainHere', () => explain(editorRange()));
  r1.server.instead.set('r1.explain', ([argument]) => explain(argument));
  r1.server.instead.set('r1.showReasoning', ([argument]) => reason(argument));
  r1.context.subscriptions.push(
    vscode.window.registerWebviewViewProvider('r1.panel', panel),
    r1.server.onStream((piece) => panel.post(entries.append(panel.entries, piece))),
  );
}

class Panel implements vscode.WebviewViewProvider {
  readonly entries: entries.Entry[] = [];
  private readonly running = new Map<string, vscode.CancellationTokenSource>();
  private webview: vscode.Webview | undefined;

  constructor(private readonly r1: R1) {}

  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    const root = vscode.Uri.joinPath(this.r1.context.extensionUri, 'dist');
    const uri = (name: string) => String(webview.asWebviewUri(vscode.Uri.joinPath(root, name)));
    const [script, style] = [uri('panel.js'), uri('panel.css')];
    this.webview = webview;
    view.onDidDispose(() => {
      this.webview = undefined;
    });
    webview.options = { enableScripts: true, localResourceRoots: [root] };
    webview.onDidReceiveMessage((message) => this.take(message).catch((e) => tell(this.r1, e)));
    webview.html = entries.page({ script, style, source: webview.cspSource, nonce: randomUUID() });
  }

  post(message: entries.ToPanel | undefined): void {
    if (message) void this.webview?.postMessage(message);
  }

  /** Run a command of the server's and show what it writes, or why it can't; never throws. */
  async run(command: string, argument: unknown, title: string): Promise<void> {
    const id = randomUUID();
    const unfold = command === 'r1.showReasoning';
    const entry = entries.begin(this.entries, { id, title, unfold });
    const source = new vscode.CancellationTokenSource();
    this.running.set(id, source);
    this.postAll(id);
    try {
      await vscode.commands.executeCommand('r1.panel.focus');
      const asked = { ...(argument as object), id };
      const answer = await this.r1.server.execute<Answer>(command, asked, source.token);
      Object.assign(entry, answer, { id, state: answer.stopped ? 'stopped' : 'done' });
    } catch (error) {
      this.r1.log.error(error as Error);
      entry.state = source.token.isCancellationRequested ? 'stopped' : 'failed';
      entry.error = (error as Error).message;
    }
    this.running.delete(id);
    this.post({ kind: 'entry', entry });
  }

  private async take({ kind, id, text }: entries.FromPanel): Promise<unknown> {
    const { server } = this.r1;
    if (kind === 'ready') return this.postAll();
    if (kind === 'copy') return vscode.env.clipboard.writeText(text);
    if (kind === 'insert') return insert(lastEditor(), text);
    const link = kind === 'open' && entries.linkOf(this.entries, id, text);
    if (kind === 'open') return link && open(link);
    if (kind === 'follow') return vscode.env.openExternal(vscode.Uri.parse(text));
    if (kind === 'answerNow') return server.execute('r1.answerNow', id);
    // what is not being written yet can't be stopped, but need not be waited for either
    return (await server.execute('r1.stop', id)) || this.running.get(id)?.cancel();
  }

  private postAll(show = ''): void {
    this.post({ kind: 'all', texts: entries.texts(t), entries: this.entries, show });
  }
}

async function insert({ document, edit, selection, viewColumn }: vscode.TextEditor, text: string) {
  await edit((builder) => builder.replace(selection, text));
  await vscode.window.showTextDocument(document, viewColumn);
}

async function open({ uri, range }: Link): Promise<void> {
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection: rangeOf(range) });
}
