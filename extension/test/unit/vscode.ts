/** As much of VS Code as the extension's parts need that talk to a user: it records, and a test answers. */
import { vi } from 'vitest';

// biome-ignore lint/suspicious/noExplicitAny: what the extension passes is looked at by the tests
type Any = any;

/** What the extension registered or showed, by the names that it gave. */
export const seen = {
  commands: new Map<string, (...args: Any[]) => Promise<Any>>(),
  providers: new Map<string, Any>(),
  item: {} as Any,
};

class Emitter<T> {
  private readonly listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }
}

/** A URI; `with` and `toString` as in VS Code, as far as it goes without escapes. */
export class Uri {
  readonly scheme: string;
  readonly path: string;
  readonly query: string;
  constructor(scheme: string, path: string, query = '') {
    // what VS Code refuses as well
    if (path.startsWith('//')) throw new Error('The path cannot begin with two slashes.');
    [this.scheme, this.path, this.query] = [scheme, path, query];
  }
  static parse(text: string): Uri {
    const [, scheme = '', path = ''] = /^([\w-]+):\/\/(.*)$/.exec(text) ?? [];
    return new Uri(scheme, path);
  }
  static from({ scheme, path, query }: Uri): Uri {
    return new Uri(scheme, path, query);
  }
  static joinPath({ scheme, path }: Uri, ...parts: string[]): Uri {
    return new Uri(scheme, [path, ...parts].join('/'));
  }
  with(other: Partial<Uri>): Uri {
    return Uri.from({ ...this, ...other } as Uri);
  }
  toString(): string {
    return `${this.scheme}://${this.path}${this.query && `?${this.query}`}`;
  }
}

class ThemeColor {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}
class Range {
  readonly numbers: number[];
  constructor(...numbers: number[]) {
    this.numbers = numbers;
  }
}

/** A stand-in for the module, whose functions do nothing until a test says what. */
export const editor = {
  ThemeColor,
  EventEmitter: Emitter,
  Uri,
  Range,
  MarkdownString: class {},
  ThemeIcon: class {},
  TreeItem: class {},
  CancellationError: class extends Error {},
  StatusBarAlignment: { Right: 2 },
  ConfigurationTarget: { Global: 1 },
  InlineCompletionTriggerKind: { Invoke: 0, Automatic: 1 },
  TreeItemCollapsibleState: { Expanded: 2 },
  CommentThreadCollapsibleState: { Collapsed: 0, Expanded: 1 },
  CommentMode: { Preview: 1 },
  CommentThreadState: { Unresolved: 0 },
  l10n: {
    t: (text: string, ...values: unknown[]) => text.replace(/\{(\d)\}/g, (_, at) => String(values[at])),
  },
  commands: {
    registerCommand: (id: string, run: Any) => {
      seen.commands.set(id, run);
      return { dispose() {} };
    },
    executeCommand: vi.fn(async (..._: Any[]): Promise<Any> => undefined),
  },
  comments: {
    createCommentController: () => ({ createCommentThread: vi.fn(() => ({})), dispose() {} }),
  },
  window: {
    activeTextEditor: undefined as Any,
    createStatusBarItem: () => Object.assign(seen.item, { show: vi.fn() }),
    createTreeView: () => ({ reveal: vi.fn(async () => {}), dispose() {} }),
    showQuickPick: vi.fn(async (..._: Any[]): Promise<Any> => undefined),
    showInformationMessage: vi.fn(async (..._: Any[]): Promise<Any> => undefined),
    showWarningMessage: vi.fn(async (..._: Any[]): Promise<Any> => undefined),
    showErrorMessage: vi.fn(async (..._: Any[]): Promise<Any> => undefined),
    showTextDocument: vi.fn(async (..._: Any[]): Promise<Any> => undefined),
  },
  workspace: {
    isTrusted: true,
    textDocuments: [] as Any[],
    workspaceFolders: [{ uri: Uri.parse('file:///project/shop') }],
    getWorkspaceFolder: (uri: Uri) =>
      editor.workspace.workspaceFolders.find((one) => uri.path.startsWith(one.uri.path)),
    asRelativePath: (uri: Uri | string) => String((uri as Uri).path ?? uri).replace('/project/shop/', ''),
    openTextDocument: vi.fn(async (..._: Any[]): Promise<Any> => undefined),
    registerTextDocumentContentProvider: (scheme: string, provider: Any) => {
      seen.providers.set(scheme, provider);
      return { dispose() {} };
    },
    getConfiguration: vi.fn((..._: Any[]): Any => ({})),
    fs: { copy: vi.fn(async (..._: Any[]): Promise<Any> => undefined) },
  },
};

/** The extension's own part of what its parts share, with a server that a test plays. */
export function together() {
  const [status, phase, findings, stream] = [0, 0, 0, 0].map(() => new Emitter<Any>()) as [
    Emitter<Any>,
    Emitter<Any>,
    Emitter<Any>,
    Emitter<Any>,
  ];
  const server: Any = {
    phase: 'running',
    status: undefined,
    suggests: () => true,
    instead: new Map(),
    onStatus: status.event,
    onPhase: phase.event,
    onFindings: findings.event,
    onStream: stream.event,
    request: vi.fn(),
    execute: vi.fn(),
    executeShown: vi.fn(),
  };
  const state = new Map<string, unknown>();
  const context: Any = {
    subscriptions: [],
    extensionUri: Uri.parse('file:///extension'),
    globalStorageUri: Uri.parse('file:///storage'),
    globalState: {
      get: (key: string) => state.get(key),
      update: async (key: string, value: unknown) => state.set(key, value),
    },
  };
  const log: Any = { error: vi.fn(), warn: vi.fn(), info: vi.fn(), show: vi.fn() };
  return { server, context, log, fire: { status, phase, findings, stream } };
}

/** Run a command as a user would. */
export function run(id: string, ...args: unknown[]): Promise<Any> {
  const command = seen.commands.get(id);
  if (!command) throw new Error(`${id} is no command`);
  return command(...args);
}
