/** Choosing a model, and what a new user is shown. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Model } from '../../shared/protocol.ts';
import { run, together } from './vscode.ts';

vi.mock('vscode', async () => (await import('./vscode.ts')).editor);
const { editor } = await import('./vscode.ts');
const { registerModels } = await import('../../src/models.ts');

const SMALL: Model = {
  id: 'small',
  title: 'Small 1B',
  device: 'cpu',
  size: 900_000_001,
  download: 0,
  installed: true,
  current: true,
  reasoning: false,
  fits: true,
  recommended: false,
};
const MEDIUM: Model = {
  ...SMALL,
  id: 'medium',
  title: 'Medium 3B',
  size: 2_449_000_000,
  download: 2_400_000_000,
  installed: false,
  current: false,
  reasoning: true,
  recommended: true,
};
const LARGE: Model = {
  ...MEDIUM,
  id: 'large',
  title: 'Large 8B',
  device: 'gpu',
  fits: false,
  recommended: false,
  why: 'It needs 12 GB of memory.',
};
const SPARE: Model = { ...SMALL, id: 'spare', title: 'Spare 1B', current: false };

const WALKTHROUGH = ['r1.openWalkthrough'];
let r1: ReturnType<typeof together>;
/** What was done to the server and to the settings, in order. */
let done: unknown[][];

/** Open the list and choose the model of this id, or nothing; gives what was offered. */
async function choose(id?: string) {
  editor.window.showQuickPick.mockImplementationOnce(async (items) =>
    items.find((one: { model: Model }) => one.model.id === id),
  );
  await run('r1.chooseModel');
  return editor.window.showQuickPick.mock.lastCall?.[0];
}

beforeEach(() => {
  vi.clearAllMocks();
  r1 = together();
  done = [];
  r1.server.request.mockResolvedValue({ models: [MEDIUM, SMALL, SPARE, LARGE] });
  r1.server.executeShown.mockImplementation(async (...given: unknown[]) => done.push(given));
  const update = async (...given: unknown[]) => done.push(given);
  editor.workspace.getConfiguration.mockReturnValue({ update });
  registerModels(r1);
});

describe('the list of models', () => {
  test('says what each is, takes and needs, in the order of the server', async () => {
    expect(await choose()).toMatchObject([
      {
        label: '$(star) Medium 3B',
        description: 'CPU · 2.4 GB on disk · 2.4 GB to download',
        detail: 'recommended for this machine · thinks before it answers',
      },
      { label: '$(check) Small 1B', description: 'CPU · 901 MB on disk', detail: 'in use' },
      { label: '$(blank) Spare 1B', detail: 'installed' },
      {
        label: '$(warning) Large 8B',
        description: expect.stringContaining('GPU'),
        detail: 'thinks before it answers · It needs 12 GB of memory.',
      },
    ]);
    expect(r1.server.request).toHaveBeenCalledWith('r1/models');
  });

  test('changes nothing if nothing is chosen', async () => {
    await choose();
    expect(done).toEqual([]);
  });

  test('installs first, and uses the model for all folders then', async () => {
    await choose('medium');
    expect(done).toEqual([
      ['Installing Medium 3B', 'r1.installModel', 'medium'],
      ['model', 'medium', editor.ConfigurationTarget.Global],
    ]);
    expect(editor.workspace.getConfiguration).toHaveBeenCalledWith('r1');
  });

  test('only uses what is installed', async () => {
    await choose('spare');
    expect(done).toEqual([['model', 'spare', editor.ConfigurationTarget.Global]]);
  });

  test('leaves the setting if the installation fails or is cancelled', async () => {
    r1.server.executeShown.mockRejectedValueOnce(new Error('The disk is full.'));
    await choose('medium');
    expect(editor.window.showErrorMessage).toHaveBeenCalledWith('R1: The disk is full.');
    r1.server.executeShown.mockRejectedValueOnce(Object.assign(new Error('cancelled'), { code: -32800 }));
    await choose('medium');
    expect(editor.window.showErrorMessage).toHaveBeenCalledTimes(1);
    expect(done).toEqual([]);
  });
});

describe('the walkthrough', () => {
  const says = (model: string) => r1.fire.status.fire({ model });

  test('is opened once for a user who has no model', async () => {
    says('');
    says('');
    expect(editor.commands.executeCommand.mock.calls).toEqual([WALKTHROUGH]);
    registerModels(r1); // in another window
    says('');
    expect(editor.commands.executeCommand.mock.calls).toEqual([WALKTHROUGH]);
  });

  test('is not opened for one who has', () => {
    says('small');
    says('');
    expect(editor.commands.executeCommand).not.toHaveBeenCalled();
  });

  test('is one of the extension', async () => {
    await run('r1.openWalkthrough');
    const { name, publisher, contributes } = (await import('../../package.json')).default;
    const [walkthrough] = contributes.walkthroughs;
    expect(editor.commands.executeCommand).toHaveBeenCalledWith(
      'workbench.action.openWalkthrough',
      `${publisher}.${name}#${walkthrough?.id}`,
      false,
    );
  });
});

test('the sample is a copy that the user may edit', async () => {
  await run('r1.openSample');
  const [from, to, options] = editor.workspace.fs.copy.mock.lastCall ?? [];
  expect([String(from), String(to), options]).toEqual([
    'file:///extension/media/orders.py',
    'file:///storage/sample/orders.py',
    { overwrite: true },
  ]);
  expect(editor.window.showTextDocument).toHaveBeenCalledWith(to);
});
