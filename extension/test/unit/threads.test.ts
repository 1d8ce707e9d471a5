/** Threads of findings: kept while their finding stays, and asked below. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { Finding } from '../../shared/protocol.ts';
import { together } from './vscode.ts';

// biome-ignore lint/suspicious/noExplicitAny: VS Code's threads, as far as they are needed
type Any = any;

vi.mock('vscode', async () => (await import('./vscode.ts')).editor);
const { editor, Uri } = await import('./vscode.ts');

class Markdown {
  readonly value: string;
  supportHtml = false;
  constructor(value: string) {
    this.value = value;
  }
}
const threads: Any[] = [];
Object.assign(editor, { MarkdownString: Markdown });
Object.assign(editor.comments, {
  createCommentController: () => ({
    dispose: vi.fn(),
    createCommentThread: (uri: unknown, range: unknown, comments: unknown) => {
      threads.push({ uri, range, comments, dispose: vi.fn() });
      return threads.at(-1);
    },
  }),
});
const { Threads } = await import('../../src/threads.ts');

const FILE = Uri.parse('file:///project/shop/a.py');
const FINDING: Finding = {
  fingerprint: 'one',
  range: { start: { line: 2, character: 4 }, end: { line: 2, character: 9 } },
  severity: 'warning',
  category: 'bug',
  message: 'It goes too far.',
  confidence: 0.9,
  path: 'a.py',
  fix: 'x = 1',
  diff: '-x = 2\n+x = 1',
  reasoning: null,
};
const at = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 5 } });
const body = (thread: Any, which = 0): string => thread.comments[which].body.value ?? thread.comments[which].body;

let r1: ReturnType<typeof together>;
let shown: InstanceType<typeof Threads>;

beforeEach(() => {
  threads.length = 0;
  r1 = together();
  shown = new Threads(r1);
});

test('a finding that moves keeps its thread, and one that is gone loses it', () => {
  shown.update(FILE as Any, [FINDING, { ...FINDING, fingerprint: 'two' }]);
  const [first, second] = threads;
  const comments = first.comments;
  shown.update(FILE as Any, [{ ...FINDING, range: at(7) }]);
  expect(threads).toHaveLength(2);
  expect(first.range.numbers).toEqual([7, 0, 7, 5]);
  expect(first.comments, 'what it says is not drawn anew').toBe(comments);
  expect(first.dispose).not.toHaveBeenCalled();
  expect(second.dispose).toHaveBeenCalledOnce();
  shown.update(FILE as Any, []);
  expect(first.dispose).toHaveBeenCalledOnce();
});

test('findings of another file are left alone', () => {
  shown.update(FILE as Any, [FINDING]);
  shown.update(Uri.parse('file:///project/shop/b.py') as Any, []);
  expect(threads[0].dispose).not.toHaveBeenCalled();
});

test('a finding that says something else gets a thread of its own', () => {
  shown.update(FILE as Any, [FINDING]);
  shown.update(FILE as Any, [{ ...FINDING, message: 'It stops too early.' }]);
  expect(threads).toHaveLength(2);
  expect(threads[0].dispose).toHaveBeenCalledOnce();
  expect(body(threads[1])).toContain('It stops too early.');
});

test('a fix that no longer fits is not offered', () => {
  shown.update(FILE as Any, [FINDING]);
  expect(threads[0]).toMatchObject({ contextValue: 'r1Fix', label: 'Warning: bug, 90% sure' });
  expect(body(threads[0])).toContain('+x = 1');
  shown.update(FILE as Any, [{ ...FINDING, fix: null, diff: null }]);
  expect(threads[0].contextValue).toBe('r1');
  expect(body(threads[0])).not.toContain('+x = 1');
});

test('a question is answered below the finding, with what was said before', async () => {
  shown.update(FILE as Any, [FINDING]);
  const thread = threads[0];
  let seen = '';
  const asked: Any[] = [];
  r1.server.executeShown.mockImplementation(async (_title: string, _command: string, argument: object) => {
    asked.push(structuredClone(argument));
    seen = body(thread, thread.comments.length - 1);
    return { answer: 'Because ![x](https://far.example).', stopped: false };
  });
  await shown.ask({ thread, text: 'Why?' } as Any);
  expect(seen).toBe('Thinking…');
  expect(thread.comments.map((one: Any) => one.author.name)).toEqual(['R1', 'You', 'R1']);
  expect(body(thread, 2)).toMatch(/^Because !\\\[x/);
  await shown.ask({ thread, text: 'And then?' } as Any);
  expect(asked.at(-1)).toEqual({
    fingerprint: 'one',
    question: 'And then?',
    history: [{ question: 'Why?', answer: 'Because ![x](https://far.example).' }],
  });
});

test('a question that fails is told in its place', async () => {
  shown.update(FILE as Any, [FINDING]);
  r1.server.executeShown.mockRejectedValue(new Error('No model is installed.'));
  await shown.ask({ thread: threads[0], text: 'Why?' } as Any);
  expect(body(threads[0], 2)).toBe('No model is installed.');
  await shown.ask({ thread: threads[0], text: '   ' } as Any);
  expect(threads[0].comments).toHaveLength(3);
});

test('the finding of a thread is known while it is there', () => {
  shown.update(FILE as Any, [FINDING]);
  expect(shown.of(threads[0])).toBe(FINDING);
  shown.update(FILE as Any, []);
  expect(shown.of(threads[0])).toBeUndefined();
});
