/** The status bar's item in each state, and its menu. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Status } from '../../shared/protocol.ts';
import { run, seen, together } from './vscode.ts';

vi.mock('vscode', async () => (await import('./vscode.ts')).editor);
const { editor } = await import('./vscode.ts');
const { registerCompletions } = await import('../../src/completions.ts');
const { registerStatus } = await import('../../src/status.ts');

const STATUS: Status = {
  model: 'small',
  title: 'Small 1B',
  contextLength: 8192,
  device: 'cpu',
  state: 'ready',
  tokensPerSecond: 11.62,
  queue: 0,
  loading: 0,
  jobs: [],
};
const { item } = seen;
let r1: ReturnType<typeof together>;

/** What is shown once the server says this. */
function shown(phase: string, status?: Partial<Status>): [text: string, background: unknown] {
  Object.assign(r1.server, { phase, status: status && { ...STATUS, ...status } });
  (status ? r1.fire.status : r1.fire.phase).fire(undefined);
  return [item.text, item.backgroundColor?.id];
}

beforeEach(async () => {
  vi.clearAllMocks();
  vi.useFakeTimers();
  r1 = together();
  registerStatus(r1);
  registerCompletions(r1);
  return async () => {
    await run('r1.resume'); // the snooze is the module's
    for (const one of r1.context.subscriptions) one.dispose?.();
    vi.useRealTimers();
  };
});

const WARNING = 'statusBarItem.warningBackground';

describe('the label', () => {
  test.each([
    ['stopped', undefined, '$(circle-slash) R1: stopped', undefined],
    ['installing', undefined, '$(sync~spin) R1: installing', undefined],
    ['starting', undefined, '$(sync~spin) R1: starting', undefined],
    ['running', undefined, '$(sync~spin) R1: starting', undefined],
    ['failed', undefined, '$(error) R1: failed', WARNING],
    ['running', { model: '' }, '$(warning) R1: no model', WARNING],
    ['running', { state: 'failed' }, '$(error) R1: model failed', WARNING],
    ['running', { state: 'loading', loading: 0.396 }, '$(sync~spin) R1: loading 40%', undefined],
    ['running', { state: 'busy' }, '$(loading~spin) R1: 12 tok/s', undefined],
    ['running', { state: 'busy', tokensPerSecond: 0.2 }, '$(loading~spin) R1: working', undefined],
    ['running', { state: 'ready', queue: 1 }, '$(loading~spin) R1: 12 tok/s', undefined],
    ['running', { state: 'ready' }, '$(sparkle) R1: ready', undefined],
    ['running', { state: 'stopped' }, '$(sparkle) R1: ready', undefined],
    // the last thing that was heard of a server is not the state of the next
    ['failed', { state: 'ready' }, '$(error) R1: failed', WARNING],
    ['stopped', { state: 'busy' }, '$(circle-slash) R1: stopped', undefined],
    ['starting', { state: 'ready' }, '$(sync~spin) R1: starting', undefined],
  ] as const)('%s with %j', (phase, status, text, background) => {
    expect(shown(phase, status)).toEqual([text, background]);
    const spoken = text.replace(/^\S+ R1/, 'R1 Assistant');
    expect(item.accessibilityInformation).toEqual({ label: spoken, role: 'button' });
  });

  test('is there from the start, and follows the phase', () => {
    expect(item).toMatchObject({ name: 'R1 Assistant', command: 'r1.statusMenu' });
    expect(item.show).toHaveBeenCalled();
    shown('installing');
    expect(shown('failed')[0]).toBe('$(error) R1: failed');
  });

  test('says that completions are snoozed, until they wake by themselves', async () => {
    shown('running', {});
    editor.window.showQuickPick.mockImplementationOnce(async (choices) => choices[0]);
    await run('r1.snooze');
    expect(item.text).toBe('$(bell-slash) R1: snoozed');
    const automatic = { triggerKind: editor.InlineCompletionTriggerKind.Automatic };
    const invoked = { triggerKind: editor.InlineCompletionTriggerKind.Invoke };
    expect([automatic, invoked].map(r1.server.suggests)).toEqual([false, true]);
    expect(shown('running', { state: 'busy' })[0]).toBe('$(loading~spin) R1: 12 tok/s');
    shown('running', {});
    vi.advanceTimersByTime(5 * 60_000 - 1);
    expect(item.text).toBe('$(bell-slash) R1: snoozed');
    vi.advanceTimersByTime(3);
    expect(item.text).toBe('$(sparkle) R1: ready');
    expect(r1.server.suggests(automatic)).toBe(true);
  });
});

test('the tooltip says what is used and what is done', () => {
  shown('running', { jobs: [{ id: '1', kind: 'review' }] });
  expect(item.tooltip).toBe('Small 1B\nCPU\n11.6 tokens per second\nreview');
  shown('running', { model: '' });
  expect(item.tooltip).toBe('R1 Assistant: click for what can be done');
});

test('menus are told whether there is a model', () => {
  shown('running', { model: '' });
  expect(editor.commands.executeCommand).toHaveBeenLastCalledWith('setContext', 'r1.hasModel', false);
  shown('running', {});
  expect(editor.commands.executeCommand).toHaveBeenLastCalledWith('setContext', 'r1.hasModel', true);
});

describe('the menu', () => {
  const offered = () => editor.window.showQuickPick.mock.lastCall?.[0].map((one: { run: string }) => one.run);

  test('offers what can be done now, and does what is chosen', async () => {
    shown('running', {});
    await run('r1.statusMenu');
    const always = ['r1.openWalkthrough', 'r1.showLog', 'r1.restart'];
    expect(offered()).toEqual(['r1.chooseModel', 'r1.snooze', ...always]);
    expect(editor.commands.executeCommand).not.toHaveBeenCalledWith('r1.showLog');
    shown('running', { jobs: [{ id: '1', kind: 'review' }] });
    editor.window.showQuickPick.mockImplementationOnce(async (items) =>
      items.find((one: { run: string }) => one.run === 'r1.showLog'),
    );
    await run('r1.statusMenu');
    expect(offered()[0]).toBe('r1.stopAll');
    expect(editor.commands.executeCommand).toHaveBeenLastCalledWith('r1.showLog');
  });

  test('resumes what is snoozed', async () => {
    editor.window.showQuickPick.mockImplementationOnce(async (choices) => choices[0]);
    await run('r1.snooze');
    await run('r1.statusMenu');
    expect(offered()).toContain('r1.resume');
    expect(offered()).not.toContain('r1.snooze');
    await run('r1.resume');
    await run('r1.statusMenu');
    expect(offered()).toContain('r1.snooze');
  });
});

test('stopping stops everything', async () => {
  await run('r1.stopAll');
  expect(r1.server.execute).toHaveBeenCalledWith('r1.stop', null);
});
