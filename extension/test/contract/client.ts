/** A client of the server over stdio, which writes down everything that the server says. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type InitializeParams,
  type InitializeResult,
  type MessageConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { eventually } from '../support/wait.ts';

export interface Told {
  method: string;
  // biome-ignore lint/suspicious/noExplicitAny: what it is, is what the tests check
  params: any;
}

/** What VS Code's client says of itself; recorded from one. */
const SAID = JSON.parse(readFileSync(join(import.meta.dirname, 'initialize.json'), 'utf8'));

export class Client {
  /** Notifications and requests of the server, in order. */
  readonly told: Told[] = [];
  readonly connection: ProtocolConnection;
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly folder: string;
  private exit: number | null | undefined;

  constructor(command: string, args: string[], environment: NodeJS.ProcessEnv, folder: string) {
    this.folder = folder;
    this.process = spawn(command, args, { env: { ...process.env, ...environment } });
    this.process.on('exit', (code) => {
      this.exit = code;
    });
    const { stdout, stdin } = this.process;
    this.connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    const all = this.connection as unknown as MessageConnection;
    all.onNotification((method, params) => void this.told.push({ method, params }));
    all.onRequest((method, params) => this.answer(method, params));
    this.connection.listen();
  }

  async initialize(): Promise<InitializeResult> {
    const uri = pathToFileURL(this.folder).toString();
    const params: InitializeParams = {
      ...SAID,
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: 'w' }],
    };
    const result = await this.request<InitializeResult>('initialize', params);
    await this.connection.sendNotification('initialized', {});
    return result;
  }

  /** Open a file of the folder; gives its URI. */
  async open(name: string): Promise<string> {
    const path = join(this.folder, name);
    const uri = pathToFileURL(path).toString();
    const text = readFileSync(path, 'utf8');
    const textDocument = { uri, languageId: 'python', version: 1, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
    return uri;
  }

  request<T>(method: string, params?: unknown): Promise<T> {
    return params === undefined
      ? this.connection.sendRequest<T>(method)
      : this.connection.sendRequest<T>(method, params);
  }

  execute<T>(command: string, ...args: unknown[]): Promise<T> {
    return this.request<T>('workspace/executeCommand', { command, arguments: args });
  }

  /** Wait for the first thing said with this method for which the test holds. */
  heard(method: string, fits: (params: Told['params']) => boolean = () => true): Promise<Told> {
    const find = () => this.told.find((said) => said.method === method && fits(said.params));
    return eventually(`${method} from the server`, find);
  }

  /** Shut down as the protocol wants it; gives the exit code. */
  async end(): Promise<number> {
    await this.request('shutdown');
    await this.connection.sendNotification('exit');
    await eventually('the end of the server', () => this.exit !== undefined);
    this.connection.dispose();
    return this.exit ?? -1;
  }

  kill(): void {
    this.process.kill('SIGKILL');
  }

  // biome-ignore lint/suspicious/noExplicitAny: any request of the server
  private answer(method: string, params: any): unknown {
    this.told.push({ method, params });
    if (method === 'workspace/configuration') return params.items.map(() => ({ trusted: true }));
    if (method === 'workspace/applyEdit') return { applied: true };
    return null;
  }
}
