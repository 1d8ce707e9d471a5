/** The server's process: started, watched, restarted when it dies, and spoken to. */
import * as vscode from 'vscode';
import type { LanguageClient, LanguageClientOptions } from 'vscode-languageclient/node';
import { delayAfter } from '../shared/backoff.ts';
import type { FindingsParams, Status, StreamParams } from '../shared/protocol.ts';
import { type R1, tell } from './r1.ts';
import { editorSettings } from './settings.ts';

export type Phase = 'installing' | 'starting' | 'running' | 'stopped' | 'failed';

/** The command line of a server. */
export type Program = { command: string; args: string[]; options?: { env: NodeJS.ProcessEnv } };

const EXECUTE = 'workspace/executeCommand';

export class Server implements vscode.Disposable {
  /** What the extension itself does in place of a command that a code action carries. */
  readonly instead = new Map<string, (args: unknown[]) => Promise<unknown>>();
  /** Whether the server is asked for completions now. */
  suggests: (context: vscode.InlineCompletionContext) => boolean = () => true;
  status: Status | undefined;
  phase: Phase = 'stopped';

  private readonly phases = new vscode.EventEmitter<Phase>();
  private readonly statuses = new vscode.EventEmitter<Status>();
  private readonly findings = new vscode.EventEmitter<FindingsParams>();
  private readonly streams = new vscode.EventEmitter<StreamParams>();
  readonly onPhase = this.phases.event;
  readonly onStatus = this.statuses.event;
  readonly onFindings = this.findings.event;
  readonly onStream = this.streams.event;

  private client: LanguageClient | undefined;
  private ready: Promise<LanguageClient> | undefined;
  private crashes: number[] = [];
  private wanted = false;
  private again: NodeJS.Timeout | undefined;
  private tokens = 0;
  /** Goes up with each stop: what was started before and comes to its end later is not wanted. */
  private turn = 0;

  /**
   * @param find gives the program to run, and installs it first if it has to; it tells the user
   *   itself what is wrong before it throws
   */
  constructor(
    private readonly r1: Omit<R1, 'server'>,
    private readonly find: (installing: () => void) => Promise<Program>,
  ) {}

  /** Start the server unless it runs; throws if it can't. */
  start(): Promise<LanguageClient> {
    this.wanted = true;
    clearTimeout(this.again);
    this.again = undefined;
    const turn = this.turn;
    this.ready ??= this.launch(turn).catch((error) => {
      if (turn !== this.turn) throw new vscode.CancellationError();
      this.ready = undefined;
      if (!this.again) this.enter('failed');
      throw error;
    });
    return this.ready;
  }

  async stop(): Promise<void> {
    this.wanted = false;
    this.turn++;
    clearTimeout(this.again);
    const client = this.client;
    this.client = this.ready = undefined;
    this.enter('stopped');
    await client?.dispose().catch((error) => this.r1.log.warn(String(error)));
  }

  async restart(): Promise<void> {
    this.crashes = [];
    await this.stop();
    await this.start();
  }

  dispose(): Promise<void> {
    return this.stop();
  }

  /** Send a request once the server runs; throws what the server answers instead of a result. */
  async request<T>(method: string, params?: unknown, token?: vscode.CancellationToken): Promise<T> {
    const client = await this.start();
    // a third argument that is undefined would count as one more parameter
    return client.sendRequest<T>(method, params, ...(token ? [token] : []));
  }

  /** Run a command of the server's; the token cancels it. */
  execute<T>(command: string, argument: unknown, token?: vscode.CancellationToken): Promise<T> {
    return this.request<T>(EXECUTE, { command, arguments: [argument] }, token);
  }

  /** Run a command of the server's under a title, with its progress and a button that cancels it. */
  executeShown<T>(title: string, command: string, argument: unknown): Thenable<T> {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, async (progress, token) => {
      const { WorkDoneProgress } = await import('vscode-languageclient/node');
      const client = await this.start();
      const workDoneToken = `r1-editor-${++this.tokens}`;
      let before = 0;
      const shown = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
        if (value.kind === 'end') return;
        const now = Math.max(before, value.percentage ?? 0);
        progress.report({ message: value.message ?? '', increment: now - before });
        before = now;
      });
      const answer = this.request<T>(EXECUTE, { command, arguments: [argument], workDoneToken }, token);
      return answer.finally(() => shown.dispose());
    });
  }

  /** Have the server read the settings anew. */
  tellSettings(): void {
    void this.client?.sendNotification('workspace/didChangeConfiguration', { settings: null });
  }

  private async launch(turn: number): Promise<LanguageClient> {
    this.enter('starting');
    const program = await this.find(() => this.enter('installing'));
    const { LanguageClient } = await import('vscode-languageclient/node');
    if (turn !== this.turn) throw new vscode.CancellationError();
    this.enter('starting');
    const client = new LanguageClient('r1', 'R1 Assistant', program, this.options());
    client.registerFeature({
      fillClientCapabilities: (capabilities) => {
        capabilities.experimental = { ...capabilities.experimental, r1: true };
      },
      initialize: () => {},
      getState: () => ({ kind: 'static' }),
      clear: () => {},
    });
    client.onNotification('r1/status', (status: Status) => this.take(status));
    client.onNotification('r1/findings', (params: FindingsParams) => this.findings.fire(params));
    client.onNotification('r1/stream', (params: StreamParams) => this.streams.fire(params));
    this.client = client;
    await client.start();
    this.take(await client.sendRequest<Status>('r1/status'));
    this.enter('running');
    return client;
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: [{ scheme: 'file' }, { scheme: 'untitled' }],
      outputChannel: this.r1.log,
      diagnosticCollectionName: 'r1-sent', // what is asked for has the server's name
      revealOutputChannelOn: 4, // never by itself
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: 1 }), // go on: a server that can't go on ends by itself
        closed: () => this.closed(),
      },
      middleware: {
        executeCommand: (command, args, next) => this.instead.get(command)?.(args) ?? next(command, args),
        provideInlineCompletionItems: (document, position, context, token, next) =>
          this.suggests(context) ? next(document, position, context, token) : null,
        workspace: {
          configuration: ({ items }) => items.map((item) => editorSettings(this.r1.context, item.scopeUri)),
        },
      },
    };
  }

  /** The process is gone: try again soon, then later, and after five times leave it to the user. */
  private closed(): { action: 1; handled: true } {
    this.client = this.ready = undefined;
    if (this.wanted) {
      this.crashes.push(Date.now());
      const delay = delayAfter(this.crashes, Date.now());
      this.enter(delay === undefined ? 'failed' : 'starting');
      if (delay === undefined) void this.giveUp();
      else this.again = setTimeout(() => this.start().catch((error) => tell(this.r1, error)), delay);
    }
    return { action: 1, handled: true };
  }

  private async giveUp(): Promise<void> {
    const again = vscode.l10n.t('Start Again');
    const message = vscode.l10n.t(
      'R1 has stopped five times in a row and is not started again. "R1: Show Log" tells why.',
    );
    const chosen = await vscode.window.showErrorMessage(message, again);
    if (chosen) await vscode.commands.executeCommand('r1.restart');
  }

  private take(status: Status): void {
    this.status = status;
    this.statuses.fire(status);
  }

  private enter(phase: Phase): void {
    this.phase = phase;
    this.phases.fire(phase);
  }
}
