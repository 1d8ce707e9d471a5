/** The review before each commit: nothing is written that was not shown and agreed to. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { Hook } from '../../shared/protocol.ts';
import { run, seen, together } from './vscode.ts';

vi.mock('vscode', async () => (await import('./vscode.ts')).editor);
const { editor } = await import('./vscode.ts');
const { registerHooks } = await import('../../src/hooks.ts');

const FRAMEWORK: Hook = {
  path: '/project/shop/.pre-commit-config.yaml',
  uri: 'file:///project/shop/.pre-commit-config.yaml',
  before: 'repos: []\n',
  after: 'repos:\n- repo: local # 100%?\n',
};
const GIT: Hook = {
  path: '/home/a/hooks/pre-commit',
  uri: 'file:///home/a/hooks/pre-commit',
  before: null,
  after: '#!/bin/sh\n',
};
let r1: ReturnType<typeof together>;

/** Set up a hook of which the server says this; the user answers so. */
async function setUp(hook: Hook, answer?: string, how = 'framework'): Promise<void> {
  r1.server.request.mockResolvedValue(hook);
  editor.window.showQuickPick.mockImplementationOnce(async (ways) =>
    ways.find((one: { how: string }) => one.how === how),
  );
  editor.window.showInformationMessage.mockResolvedValueOnce(answer);
  await run('r1.setUpHook');
}

const question = () => editor.window.showInformationMessage.mock.lastCall?.[0];
/** The two sides of what was shown, and its title. */
function compared(): unknown[] {
  const [command, left, right, title] = editor.commands.executeCommand.mock.lastCall ?? [];
  expect(command).toBe('vscode.diff');
  const { provideTextDocumentContent } = seen.providers.get(left.scheme);
  return [...[left, right].map((uri) => provideTextDocumentContent(uri)), title];
}

beforeEach(() => {
  vi.clearAllMocks();
  r1 = together();
  registerHooks(r1);
});

test('the change is shown, and written when the user says so', async () => {
  await setUp(FRAMEWORK, 'Write');
  expect(compared()).toEqual([FRAMEWORK.before, FRAMEWORK.after, '.pre-commit-config.yaml']);
  expect(question()).toBe('R1: Write .pre-commit-config.yaml as it is shown?');
  const argument = { root: 'file:///project/shop', kind: 'framework' };
  expect(r1.server.request).toHaveBeenCalledWith('r1/hook', argument);
  expect(r1.server.execute.mock.calls).toEqual([['r1.installHook', argument]]);
  const [shown] = editor.window.showTextDocument.mock.lastCall ?? [];
  expect(String(shown)).toBe(FRAMEWORK.uri);
});

test.each([['Cancel'], [undefined]])('nothing is written when the user answers %j', async (answer) => {
  await setUp(FRAMEWORK, answer);
  expect(editor.window.showInformationMessage).toHaveBeenCalledTimes(1);
  expect(r1.server.execute).not.toHaveBeenCalled();
  expect(editor.window.showTextDocument).not.toHaveBeenCalled();
});

test('a file that is not there yet is shown as empty; one elsewhere by its whole path', async () => {
  await setUp(GIT, undefined, 'git');
  expect(r1.server.request.mock.lastCall?.[1]).toMatchObject({ kind: 'git' });
  expect(compared()).toEqual(['', GIT.after, GIT.path]);
});

test('what else is to be known is said with the question', async () => {
  await setUp({ ...FRAMEWORK, note: 'Run `pre-commit install` once.' });
  expect(question()).toBe('R1: Write .pre-commit-config.yaml as it is shown? Run `pre-commit install` once.');
});

test.each([
  [{ problem: 'Husky makes the hooks here.' }, 'showWarningMessage', 'R1: Husky makes the hooks here.'],
  [{}, 'showInformationMessage', 'R1: .pre-commit-config.yaml has the review already.'],
  [
    { problem: null, note: 'Run it.' },
    'showInformationMessage',
    'R1: .pre-commit-config.yaml has the review already. Run it.',
  ],
] as const)('where there is nothing to write, the user is told why: %j', async (more, how, told) => {
  await setUp({ ...FRAMEWORK, after: String(FRAMEWORK.before), ...more }, 'Write');
  expect(editor.window[how]).toHaveBeenCalledWith(told);
  expect(editor.commands.executeCommand).not.toHaveBeenCalled();
  expect(r1.server.execute).not.toHaveBeenCalled();
});

test('the server is not asked if no way is chosen', async () => {
  await setUp(FRAMEWORK, 'Write', 'none');
  expect(r1.server.request).not.toHaveBeenCalled();
});
