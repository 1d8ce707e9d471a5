/** What the server is told of the settings. */
import { beforeEach, expect, test, vi } from 'vitest';
import { together } from './vscode.ts';

vi.mock('vscode', async () => (await import('./vscode.ts')).editor);
const { editor, Uri } = await import('./vscode.ts');
const { editorSettings } = await import('../../src/settings.ts');

type Found = { workspaceFolderValue?: unknown; workspaceValue?: unknown; globalValue?: unknown };
let set: Record<string, Found & { defaultValue?: unknown }>;

function told(keys: string[], scope?: string): Record<string, unknown> {
  const properties = Object.fromEntries(keys.map((key) => [`r1.${key}`, {}]));
  const { context } = together();
  context.extension = { packageJSON: { contributes: { configuration: { properties } } } };
  // as it is sent: what is undefined is not there
  return JSON.parse(JSON.stringify(editorSettings(context, scope)));
}

beforeEach(() => {
  set = {};
  editor.workspace.isTrusted = true;
  editor.workspace.getConfiguration.mockReset();
  editor.workspace.getConfiguration.mockImplementation(() => ({ inspect: (key: string) => set[key] }));
});

test('defaults are left out, and what somebody set is not, even if it says no', () => {
  set = {
    model: { defaultValue: '' },
    max_findings: { defaultValue: 20, globalValue: 5 },
    'completion.enabled': { defaultValue: true, globalValue: false },
    exclude: { defaultValue: [], workspaceValue: [] },
  };
  const keys = [...Object.keys(set), 'fail_on'];
  expect(told(keys)).toEqual({ max_findings: 5, 'completion.enabled': false, exclude: [], trusted: true });
});

test('the nearest place counts', () => {
  const all = { globalValue: 'user', workspaceValue: 'workspace', workspaceFolderValue: 'folder' };
  set = { a: all, b: { ...all, workspaceFolderValue: undefined }, c: { globalValue: 'user' } };
  expect(told(['a', 'b', 'c'])).toMatchObject({ a: 'folder', b: 'workspace', c: 'user' });
});

test('whether the folder is trusted is said, either way', () => {
  expect(told([]).trusted).toBe(true);
  editor.workspace.isTrusted = false;
  expect(told([]).trusted).toBe(false);
});

test("what names the server's program stays in the editor", () => {
  set = { 'server.path': { globalValue: '/bin/r1' }, 'serverless.x': { globalValue: 1 } };
  expect(told(Object.keys(set))).toEqual({ 'serverless.x': 1, trusted: true });
});

test('the settings are those of the folder that the server asks about', () => {
  told([], 'file:///project/shop');
  expect(editor.workspace.getConfiguration).toHaveBeenLastCalledWith('r1', Uri.parse('file:///project/shop'));
  told([]);
  expect(editor.workspace.getConfiguration).toHaveBeenLastCalledWith('r1', null);
});
