/** The extension and its editor, as the tests in the extension host see them. */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { R1 } from '../../src/r1.ts';
import { type Script, ScriptedServer } from '../support/scripted.ts';
import { eventually } from '../support/wait.ts';

const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
const stage = process.env.R1_HOST_STAGE ?? '';

export const scripted = new ScriptedServer(stage);
export const uri = vscode.Uri.joinPath(folder, 'a.py');

export async function extension(): Promise<R1> {
  const found = vscode.extensions.getExtension<R1>('r1-assistant.r1-assistant');
  assert.ok(found, 'the extension is there');
  return found.activate();
}

/** Restart the server with another script, and show the file with the bug. */
export async function play(script: Script): Promise<R1> {
  const r1 = await extension();
  scripted.play(script);
  await r1.server.restart();
  assert.equal(r1.server.phase, 'running');
  await vscode.window.showTextDocument(uri);
  return r1;
}

export async function hover(line: number, character: number): Promise<string> {
  const at = new vscode.Position(line, character);
  const found = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, at);
  return found
    .flatMap((one) => one.contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

export async function actions(line: number): Promise<string[]> {
  const range = new vscode.Range(line, 4, line, 4);
  const command = 'vscode.executeCodeActionProvider';
  const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(command, uri, range);
  return found.map((action) => action.title);
}

/** Wait until the window shows the message that the server is not started again. */
export async function messageShown(): Promise<void> {
  writeFileSync(join(stage, 'show'), '');
  await eventually('the message', () => existsSync(join(stage, 'shown')));
}

/** Wait until the server is in a phase. */
export async function phase(r1: R1, wanted: R1['server']['phase']): Promise<void> {
  await eventually(`the phase ${wanted}`, () => r1.server.phase === wanted);
}
