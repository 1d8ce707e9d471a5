/** What the editor gets of the server through the extension. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { BUG_LINE, REVIEWED } from '../support/samples.ts';
import { eventually } from '../support/wait.ts';
import { actions, extension, hover, phase, play, uri } from './editor.ts';

describe('features', () => {
  it('starts by itself, and knows the model', async () => {
    const r1 = await extension();
    await phase(r1, 'running');
    assert.equal(r1.server.status?.model, 'scripted');
    const commands = await vscode.commands.getCommands(true);
    for (const { command } of r1.context.extension.packageJSON.contributes.commands)
      assert.ok(commands.includes(command), `${command} is there`);
  });

  it('explains what the mouse is over', async () => {
    await play({ answer: 'It shows each item.' });
    await eventually('the hover', async () => (await hover(5, 5)).includes('It shows each item.'));
  });

  it('offers to explain, and marks what a review finds until it is fixed', async () => {
    const r1 = await play(REVIEWED);
    assert.deepEqual(marks(), []);
    assert.ok((await actions(5)).some((title) => /explain/i.test(title)));
    await vscode.commands.executeCommand('r1.reviewThisFile');
    const mark = await eventually('a diagnostic', () => marks()[0]);
    assert.match(mark.message, /one item too many/);
    assert.equal(mark.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(mark.range.start.line, BUG_LINE - 1);
    assert.ok((await actions(BUG_LINE - 1)).some((title) => /apply fix/i.test(title)));
    await r1.server.execute('r1.clear', null);
    await eventually('no diagnostic', () => marks().length === 0);
  });

  it('tells the server of changed settings', async () => {
    await play({ answer: 'It shows each item.' });
    const settings = vscode.workspace.getConfiguration('r1');
    const target = vscode.ConfigurationTarget.Workspace;
    await settings.update('hover.enabled', false, target);
    await eventually('no hover', async () => (await hover(5, 5)) === '');
    await settings.update('hover.enabled', undefined, target);
    await eventually('the hover', async () => (await hover(5, 5)) !== '');
  });

  it('lets other extensions talk to the model', async () => {
    await play({ answer: 'Two and two are four.', piece: 4 });
    const models = () => vscode.lm.selectChatModels({ vendor: 'r1' });
    const model = await eventually('the model', async () => (await models())[0]);
    assert.equal(model.vendor, 'r1');
    assert.ok((await model.countTokens('two and two')) > 1);
    const answer = await model.sendRequest([vscode.LanguageModelChatMessage.User('Two and two?')]);
    const pieces: string[] = [];
    for await (const piece of answer.text) pieces.push(piece);
    assert.equal(pieces.join(''), 'Two and two are four.');
    assert.ok(pieces.length > 1, 'streamed');
  });
});

const marks = () => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'r1');
