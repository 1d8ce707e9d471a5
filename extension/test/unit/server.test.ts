/** The life of the server's process as the extension leads it, with a client that a test plays. */
import { beforeEach, expect, test, vi } from 'vitest';
import { together } from './vscode.ts';

// biome-ignore lint/suspicious/noExplicitAny: what the extension hands to the library
type Any = any;

const clients: Client[] = [];

class Client {
  readonly options: Any;
  readonly handlers = new Map<string, (params: Any) => void>();
  readonly sendNotification = vi.fn(async () => {});
  readonly sendRequest = vi.fn(async (..._: unknown[]): Promise<Any> => ({ model: 'small' }));
  readonly dispose = vi.fn(async () => {});
  readonly start = vi.fn(async () => {});
  constructor(_id: string, _name: string, _program: unknown, options: Any) {
    this.options = options;
    clients.push(this);
  }
  registerFeature(): void {}
  onNotification(method: string, handler: (params: Any) => void): void {
    this.handlers.set(method, handler);
  }
  /** What the library does when the process is gone. */
  die(): unknown {
    return this.options.errorHandler.closed();
  }
}

vi.mock('vscode', async () => (await import('./vscode.ts')).editor);
vi.mock('vscode-languageclient/node', () => ({ LanguageClient: Client, WorkDoneProgress: { type: {} } }));
const { editor } = await import('./vscode.ts');
const { Server } = await import('../../src/server.ts');

const PROGRAM = { command: 'r1-server', args: [] };
let r1: ReturnType<typeof together>;
const phases: string[] = [];

function serverOf(find: () => Promise<typeof PROGRAM>) {
  const server = new Server(r1, find);
  server.onPhase((phase) => phases.push(phase));
  return server;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  clients.length = phases.length = 0;
  r1 = together();
  return () => vi.useRealTimers();
});

test('it is started once, however many ask', async () => {
  const server = serverOf(async () => PROGRAM);
  await Promise.all([server.start(), server.start(), server.request('r1/status')]);
  expect(clients).toHaveLength(1);
  expect(phases).toEqual(['starting', 'starting', 'running']);
  expect(server.status).toEqual({ model: 'small' });
});

test('one that is stopped while its program is looked for is never started', async () => {
  let found = (_: typeof PROGRAM) => {};
  const searches = [new Promise<typeof PROGRAM>((resolve) => (found = resolve)), Promise.resolve(PROGRAM)];
  const server = serverOf(() => searches.shift() as Promise<typeof PROGRAM>);
  const first = server.start();
  const given = expect(first).rejects.toBeInstanceOf(editor.CancellationError);
  await server.restart();
  found(PROGRAM);
  await given;
  expect(clients).toHaveLength(1);
  expect(server.phase).toBe('running');
});

test('what can not be found is said, and looked for anew when something is asked', async () => {
  const answers: (() => Promise<typeof PROGRAM>)[] = [
    () => Promise.reject(new Error('no Python')),
    () => Promise.resolve(PROGRAM),
  ];
  const server = serverOf(() => (answers.shift() as () => Promise<typeof PROGRAM>)());
  await expect(server.start()).rejects.toThrow('no Python');
  expect(server.phase).toBe('failed');
  await server.request('r1/status');
  expect(server.phase).toBe('running');
});

test('one that dies is started again, later each time, and the fifth time it is left', async () => {
  const server = serverOf(async () => PROGRAM);
  await server.start();
  for (const wait of [500, 1000, 2000, 4000]) {
    expect(clients.at(-1)?.die()).toEqual({ action: 1, handled: true });
    expect(server.phase).toBe('starting');
    const before = clients.length;
    await vi.advanceTimersByTimeAsync(wait - 1);
    expect(clients).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(clients).toHaveLength(before + 1);
    expect(server.phase).toBe('running');
  }
  editor.window.showErrorMessage.mockResolvedValueOnce('Start Again');
  clients.at(-1)?.die();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([server.phase, clients.length]).toEqual(['failed', 5]);
  expect(editor.window.showErrorMessage.mock.calls[0]?.[0]).toContain('stopped five times');
  expect(editor.commands.executeCommand).toHaveBeenCalledWith('r1.restart');
});

test('one that is stopped is not started again', async () => {
  const server = serverOf(async () => PROGRAM);
  await server.start();
  clients[0]?.die();
  await server.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([server.phase, clients.length]).toEqual(['stopped', 1]);
});

test('what a code action carries goes to the extension where that shows it', async () => {
  const server = serverOf(async () => PROGRAM);
  await server.start();
  const { middleware } = clients[0]?.options ?? {};
  const next = vi.fn();
  server.instead.set('r1.explain', async (args) => args);
  expect(await middleware.executeCommand('r1.explain', [{ uri: 'a' }], next)).toEqual([{ uri: 'a' }]);
  expect(next).not.toHaveBeenCalled();
  middleware.executeCommand('r1.edit', [1], next);
  expect(next).toHaveBeenCalledWith('r1.edit', [1]);
});

test('completions are asked for only while they are wanted', async () => {
  const server = serverOf(async () => PROGRAM);
  await server.start();
  const { provideInlineCompletionItems } = clients[0]?.options.middleware ?? {};
  const next = vi.fn(() => ['code']);
  expect(provideInlineCompletionItems('document', 1, {}, 'token', next)).toEqual(['code']);
  server.suggests = () => false;
  expect(provideInlineCompletionItems('document', 1, {}, 'token', next)).toBeNull();
  expect(next).toHaveBeenCalledTimes(1);
});

test('what the server tells reaches who listens', async () => {
  const server = serverOf(async () => PROGRAM);
  await server.start();
  const told: unknown[] = [];
  server.onFindings((params) => told.push(params));
  server.onStream((params) => told.push(params));
  server.onStatus((status) => told.push(status));
  for (const name of ['findings', 'stream', 'status']) clients[0]?.handlers.get(`r1/${name}`)?.(name);
  expect(told).toEqual(['findings', 'stream', 'status']);
  expect(server.status).toBe('status');
});
