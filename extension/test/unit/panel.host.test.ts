/** The panel's side in the extension, with a server and a view that the test plays. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { Entry, FromPanel } from '../../shared/entries.ts';

// biome-ignore lint/suspicious/noExplicitAny: what VS Code would be handed
const given: any = {};
const position = (line: number, character: number) => ({ line, character });
const editor = {
  document: { uri: 'file:///a.py' },
  selection: { isEmpty: true, start: position(1, 4), end: position(1, 4) },
};

vi.mock('vscode', () => ({
  l10n: { t: (english: string) => english },
  window: {
    get activeTextEditor() {
      return given.editor;
    },
    registerWebviewViewProvider: (_: string, provider: object) => {
      given.provider = provider;
    },
    showErrorMessage: vi.fn(),
  },
  commands: {
    registerCommand: (id: string, run: () => unknown) => {
      given[id] = run;
    },
    executeCommand: vi.fn(async () => {}),
  },
  Uri: { joinPath: (...parts: string[]) => parts.join('/'), parse: String },
  env: { clipboard: { writeText: vi.fn() } },
  CancellationError: class {},
  CancellationTokenSource: class {
    token = { isCancellationRequested: false, onCancel: () => {} };
    cancel() {
      this.token.isCancellationRequested = true;
      this.token.onCancel();
    }
  },
}));

let posted: { kind: string; entries?: Entry[]; entry?: Entry; show?: string }[];
let tell: (message: FromPanel) => void;
// biome-ignore lint/suspicious/noExplicitAny: as much of a server as the panel needs
let server: any;

beforeEach(async () => {
  posted = [];
  const onStream = (listener: unknown) => {
    server.stream = listener;
  };
  server = { instead: new Map(), execute: vi.fn(), onStream };
  const r1 = { server, log: { error: vi.fn() }, context: { subscriptions: [], extensionUri: '/r1' } };
  given.editor = editor;
  const { registerPanel } = await import('../../src/panel.ts');
  // biome-ignore lint/suspicious/noExplicitAny: as above
  registerPanel(r1 as any);
  const webview = {
    cspSource: 'https://own',
    asWebviewUri: (uri: string) => `webview:${uri}`,
    postMessage: (message: object) => posted.push(structuredClone(message) as (typeof posted)[0]),
    onDidReceiveMessage: (listener: typeof tell) => {
      tell = listener;
    },
    html: '',
  };
  given.provider.resolveWebviewView({ webview, onDidDispose: (end: () => void) => (given.end = end) });
  expect(webview.html).toContain('src="webview:/r1/dist/panel.js"');
});

const last = () => posted.at(-1)?.entry;

test('the symbol at the cursor is explained, streamed into an entry of its own', async () => {
  server.execute.mockImplementation(async (_: string, { id }: { id: string }) => {
    server.stream({ id, part: 'answer', delta: 'It' });
    return { id, title: 'Explanation of f', answer: 'It is.', reasoning: '', stopped: false, links: [] };
  });
  await given['r1.explainHere']();
  const [command, asked, token] = server.execute.mock.calls[0];
  const range = { start: position(1, 4), end: position(1, 4) };
  expect([command, asked]).toEqual(['r1.explain', { uri: 'file:///a.py', range, id: expect.any(String) }]);
  expect(token).toMatchObject({ isCancellationRequested: false });
  expect(posted.map(({ kind }) => kind)).toEqual(['all', 'delta', 'entry']);
  expect(posted[0]?.show).toBe(asked.id);
  expect(last()).toMatchObject({ id: asked.id, title: 'Explanation of f', state: 'done' });
});

test('a selection is explained as it is selected', async () => {
  const selection = { isEmpty: false, start: position(0, 0), end: position(2, 1) };
  given.editor = { ...editor, selection };
  server.execute.mockResolvedValue({});
  await given['r1.explainHere']();
  const range = { start: position(0, 0), end: position(2, 1) };
  expect(server.execute.mock.calls[0][1]).toMatchObject({ uri: 'file:///a.py', range });
});

test('what a code action carries is explained here, and what goes wrong is told in the entry', async () => {
  server.execute.mockRejectedValue(new Error('No model is installed.'));
  await server.instead.get('r1.explain')([{ uri: 'file:///b.py', range: null }]);
  expect(last()).toMatchObject({ state: 'failed', error: 'No model is installed.' });
});

test('the reasoning of a finding is shown unfolded', async () => {
  server.execute.mockResolvedValue({ title: 'Reasoning about line 2', reasoning: 'Because.' });
  await server.instead.get('r1.showReasoning')([{ fingerprint: 'f1' }]);
  expect(last()).toMatchObject({ unfold: true, reasoning: 'Because.', state: 'done' });
});

test('what the server does not work on yet is stopped all the same', async () => {
  const running = (token: { onCancel: () => void }) =>
    new Promise((_, reject) => {
      token.onCancel = () => reject(new Error('cancelled'));
    });
  server.execute.mockImplementation((command: string, _: unknown, token: { onCancel: () => void }) =>
    command === 'r1.explain' ? running(token) : Promise.resolve(0),
  );
  const explained = given['r1.explainHere']();
  await vi.waitFor(() => expect(server.execute).toHaveBeenCalled());
  const id = posted[0]?.show ?? '';
  tell({ kind: 'stop', id, text: '' });
  await explained;
  expect(server.execute).toHaveBeenCalledWith('r1.stop', id);
  expect(last()).toMatchObject({ id, state: 'stopped' });
});

test('answers go on while the view is closed, and are there when it asks again', async () => {
  server.execute.mockImplementation(async () => {
    given.end();
    return { answer: 'It is.', stopped: true };
  });
  await given['r1.explainHere']();
  expect(posted.map(({ kind }) => kind)).toEqual(['all']);
  given.provider.resolveWebviewView({
    onDidDispose: () => {},
    webview: {
      asWebviewUri: String,
      onDidReceiveMessage: (listener: typeof tell) => {
        tell = listener;
      },
      postMessage: (message: never) => posted.push(message),
    },
  });
  tell({ kind: 'ready', id: '', text: '' });
  expect(posted.at(-1)?.entries).toMatchObject([{ answer: 'It is.', state: 'stopped' }]);
});

test('without an editor the user is told what to do', async () => {
  const vscode = await import('vscode');
  given.editor = undefined;
  await given['r1.explainHere']();
  expect(vscode.window.showErrorMessage).toHaveBeenCalledWith('R1: No file is open in the editor; open one first.');
  expect(server.execute).not.toHaveBeenCalled();
});
