/** The tree of findings; of VS Code's API only what holds data stands in, the view records. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Finding } from '../../shared/protocol.ts';

const view = { badge: undefined as unknown, reveal: vi.fn(), dispose: vi.fn() };

vi.mock('vscode', () => {
  class Data {
    readonly values: unknown[];
    constructor(...values: unknown[]) {
      this.values = values;
    }
  }
  class EventEmitter {
    private readonly listeners: (() => void)[] = [];
    event = (listener: () => void) => this.listeners.push(listener);
    fire = () => {
      for (const listener of this.listeners) listener();
    };
  }
  return {
    TreeItem: Data,
    ThemeIcon: Data,
    ThemeColor: Data,
    MarkdownString: Data,
    EventEmitter,
    TreeItemCollapsibleState: { Expanded: 2 },
    window: { createTreeView: () => view },
    workspace: { asRelativePath: (uri: { path: string }) => uri.path.slice(1) },
    commands: { executeCommand: vi.fn() },
    l10n: {
      t: (text: string, ...values: unknown[]) => text.replace(/\{(\d)\}/g, (_, at) => String(values[at])),
    },
  };
});

const { commands } = await import('vscode');
const { Tree } = await import('../../src/tree.ts');
type Uri = Parameters<InstanceType<typeof Tree>['update']>[0];

const uri = (path: string) => ({ path, toString: () => `file://${path}` }) as unknown as Uri;

function finding(line: number, given: Partial<Finding> = {}): Finding {
  return {
    fingerprint: `f${line}`,
    range: { start: { line, character: 0 }, end: { line, character: 5 } },
    severity: 'warning',
    category: 'error-handling',
    message: 'Nobody hears of [it](command:x).',
    confidence: 0.9,
    path: 'a.py',
    fix: null,
    diff: null,
    reasoning: null,
    ...given,
  };
}

describe('the tree', () => {
  let tree: InstanceType<typeof Tree>;
  let changes: number;
  const all = () => tree.getChildren().flatMap((file) => tree.getChildren(file));

  beforeEach(() => {
    vi.clearAllMocks();
    tree = new Tree();
    changes = 0;
    tree.onDidChangeTreeData(() => changes++);
    tree.update(uri('/b.py'), [finding(4)]);
    tree.update(uri('/a.py'), [finding(1), finding(2, { fix: '', severity: 'error' })]);
  });

  test('has files by their names, and their findings in order', () => {
    const files = tree.getChildren();
    expect(files.map((file) => file.uri.path)).toEqual(['/a.py', '/b.py']);
    expect(all().map((node) => node.finding?.fingerprint)).toEqual(['f1', 'f2', 'f4']);
    for (const file of files) {
      const parents = tree.getChildren(file).map((node) => tree.getParent(node));
      expect(parents).toEqual(Array(parents.length).fill(file));
      expect(tree.getParent(file)).toBeUndefined();
    }
    expect(changes).toBe(2);
  });

  test('counts in its badge, and has none when all is gone', () => {
    expect(view.badge).toEqual({ value: 3, tooltip: 'Findings: 3' });
    tree.update(uri('/a.py'), []);
    expect(view.badge).toEqual({ value: 1, tooltip: 'Findings: 1' });
    tree.update(uri('/b.py'), []);
    expect(view.badge).toBeUndefined();
    expect(tree.getChildren()).toEqual([]);
  });

  test('says of a file how many findings it has, aloud as well', () => {
    const item = tree.getTreeItem({ uri: uri('/a.py'), findings: [finding(1), finding(2)] });
    expect(item).toMatchObject({
      values: ['a.py', 2],
      description: '2',
      accessibilityInformation: { label: 'a.py, Findings: 2' },
    });
  });

  test('says of a finding what it is and where, and offers a fix only if there is one', () => {
    const [plain, fixed] = all().map((node) => tree.getTreeItem(node));
    expect(plain).toMatchObject({
      values: ['Nobody hears of [it](command:x).'],
      description: 'line 2',
      contextValue: 'r1',
      iconPath: { values: ['warning', { values: ['list.warningForeground'] }] },
      command: { command: 'r1.finding.open', arguments: [{ finding: { fingerprint: 'f1' } }] },
      accessibilityInformation: {
        label: 'Warning: error handling, 90% sure, Nobody hears of [it](command:x)., a.py, line 2',
      },
    });
    expect(fixed).toMatchObject({ contextValue: 'r1Fix', iconPath: { values: ['error', {}] } });
    expect(plain).toHaveProperty('tooltip.values.0', expect.stringContaining('\\[it\\](command:x)'));
  });

  test('moves to its first finding, and only to the view where there is none', async () => {
    await tree.show();
    const { finding: first } = view.reveal.mock.calls[0]?.[0] ?? {};
    expect(first).toBe(all()[0]?.finding);
    expect(view.reveal.mock.calls[0]?.[1]).toEqual({ focus: true });
    for (const path of ['/a.py', '/b.py']) tree.update(uri(path), []);
    await tree.show();
    expect(view.reveal).toHaveBeenCalledTimes(1);
    expect(commands.executeCommand).toHaveBeenCalledWith('r1.findings.focus');
  });
});
