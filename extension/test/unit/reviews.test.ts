/** Reviews that a user starts: what is asked of the server, and what is said at the end. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { run, together, Uri } from './vscode.ts';

vi.mock('vscode', async () => (await import('./vscode.ts')).editor);
const { editor } = await import('./vscode.ts');
const { registerReviews } = await import('../../src/reviews.ts');

const at = (line: number, character: number) => ({ line, character });
const RANGE = { start: at(2, 0), end: at(4, 1) };
const RESULT = { findings: 2, files: 3, hunks: 7, skipped: [], stopped: false };
const SKIPPED = [{ path: 'a.bin', reason: 'binary' }];
let r1: ReturnType<typeof together>;

beforeEach(() => {
  vi.resetAllMocks();
  r1 = together();
  r1.server.executeShown.mockResolvedValue(RESULT);
  editor.window.showInformationMessage.mockResolvedValue(undefined);
  const document = { uri: Uri.parse('file:///project/shop/cart.py') };
  editor.window.activeTextEditor = { document, selection: RANGE };
  registerReviews(r1);
});

describe('the summary', () => {
  test.each([
    [{}, ['Findings: 2 in 7 hunks of 3 files.', 'Show']],
    [{ findings: 0 }, ['Nothing to report in 7 hunks of 3 files.']],
    [{ skipped: SKIPPED }, ['Findings: 2 in 7 hunks of 3 files. Skipped: 1.', 'Show']],
    [
      { findings: 0, stopped: true, skipped: [...SKIPPED, ...SKIPPED] },
      ['Stopped. Nothing to report in 7 hunks of 3 files. Skipped: 2.'],
    ],
    [{ stopped: true }, ['Stopped. Findings: 2 in 7 hunks of 3 files.', 'Show']],
  ])('of %j', async (more, said) => {
    const result = { ...RESULT, ...more };
    r1.server.executeShown.mockResolvedValue(result);
    expect(await run('r1.reviewStaged')).toEqual(result);
    expect(editor.window.showInformationMessage.mock.calls).toEqual([said]);
  });

  test('leads to the findings, and nowhere unless that is chosen', async () => {
    await run('r1.reviewStaged');
    expect(editor.commands.executeCommand).not.toHaveBeenCalled();
    editor.window.showInformationMessage.mockResolvedValue('Show');
    await run('r1.reviewStaged');
    await vi.waitFor(() => expect(editor.commands.executeCommand).toHaveBeenCalledWith('r1.findings.focus'));
  });

  test('of a review that the user cancelled says that what it found is shown', async () => {
    r1.server.executeShown.mockRejectedValue(Object.assign(new Error('cancelled'), { code: -32800 }));
    await run('r1.reviewStaged');
    const said = 'The review was stopped. What it has found until then is shown.';
    expect(editor.window.showInformationMessage.mock.calls).toEqual([[said]]);
    expect(editor.window.showErrorMessage).not.toHaveBeenCalled();
  });

  test('of one that failed is the reason', async () => {
    r1.server.executeShown.mockRejectedValue(new Error('There is no repository.'));
    await run('r1.reviewStaged');
    expect(editor.window.showErrorMessage.mock.calls).toEqual([['R1: There is no repository.']]);
    expect(editor.window.showInformationMessage).not.toHaveBeenCalled();
  });
});

const ROOT = 'file:///project/shop';
const FILE = `${ROOT}/cart.py`;
const OTHER = Uri.parse('file:///project/other');

describe('what is reviewed', () => {
  test.each([
    ['r1.reviewStaged', [], 'r1.reviewChanges', { scope: 'staged', root: ROOT }],
    ['r1.reviewWorking', [], 'r1.reviewChanges', { scope: 'working', root: ROOT }],
    ['r1.reviewBranch', [{ rootUri: OTHER }], 'r1.reviewChanges', { scope: 'branch', root: String(OTHER) }],
    ['r1.reviewThisFile', [], 'r1.reviewFile', { uri: FILE }],
    ['r1.reviewThisFile', [OTHER], 'r1.reviewFile', { uri: String(OTHER) }],
    ['r1.reviewThisSelection', [], 'r1.reviewSelection', { uri: FILE, range: RANGE }],
  ])('%s of %j', async (id, given, command, argument) => {
    await run(id, ...given);
    expect(r1.server.executeShown.mock.calls).toEqual([[expect.stringMatching(/^R1 reviews /), command, argument]]);
  });

  test('is nothing without a file', async () => {
    editor.window.activeTextEditor = undefined;
    await run('r1.reviewThisFile');
    expect(r1.server.executeShown).not.toHaveBeenCalled();
    const told = 'R1: No file is open in the editor; open one first.';
    expect(editor.window.showErrorMessage).toHaveBeenCalledWith(told);
  });
});

describe('a finding', () => {
  const finding = { fingerprint: 'f1' };

  test('is dismissed with its reason, and stays where none is given', async () => {
    await run('r1.finding.dismiss', { finding });
    expect(r1.server.execute).not.toHaveBeenCalled();
    editor.window.showQuickPick.mockResolvedValueOnce("Won't fix");
    await r1.server.instead.get('r1.dismiss')([finding]);
    const argument = { fingerprint: 'f1', reason: "Won't fix" };
    expect(r1.server.execute.mock.calls).toEqual([['r1.dismiss', argument]]);
  });

  test('is fixed; the file is saved unless something else in it waits for that', async () => {
    r1.server.execute.mockResolvedValue({ applied: true, uri: FILE });
    const document = { uri: Uri.parse(FILE), isDirty: false, save: vi.fn() };
    editor.workspace.openTextDocument.mockResolvedValue(document);
    await run('r1.finding.apply', { finding });
    expect(r1.server.execute).toHaveBeenCalledWith('r1.applyFix', { fingerprint: 'f1' });
    expect(document.save).toHaveBeenCalledTimes(1);
    editor.workspace.textDocuments = [{ ...document, isDirty: true }];
    await run('r1.finding.apply', { finding });
    editor.workspace.textDocuments = [];
    expect(document.save).toHaveBeenCalledTimes(1);
  });

  test('that was not fixed, or is gone, is said to be', async () => {
    r1.server.execute.mockResolvedValue({ applied: false, uri: FILE });
    await run('r1.finding.apply', { finding });
    await run('r1.finding.apply', {});
    expect(editor.window.showErrorMessage.mock.calls).toEqual([
      ['R1: The editor did not apply the fix; try again.'],
      ['R1: This finding is gone; review again to see what is left.'],
    ]);
    expect(editor.workspace.openTextDocument).not.toHaveBeenCalled();
  });
});
