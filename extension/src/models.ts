/** Choosing a model: what this machine is fit for on top, installed when it is chosen. */
import * as vscode from 'vscode';
import type { Model } from '../shared/protocol.ts';
import { command, type R1 } from './r1.ts';

const WALKTHROUGH = 'r1-assistant.r1-assistant#start';
const { t } = vscode.l10n;

export function registerModels(r1: R1): void {
  const { context, server } = r1;
  command(r1, 'r1.chooseModel', () => choose(r1));
  command(r1, 'r1.openSample', () => openSample(r1));
  command(r1, 'r1.openWalkthrough', () =>
    vscode.commands.executeCommand('workbench.action.openWalkthrough', WALKTHROUGH, false),
  );
  const greeted = server.onStatus(({ model }) => {
    greeted.dispose();
    if (model || context.globalState.get('greeted')) return;
    void context.globalState.update('greeted', true);
    void vscode.commands.executeCommand('r1.openWalkthrough');
  });
  context.subscriptions.push(greeted);
}

async function choose({ server }: R1): Promise<void> {
  const { models } = await server.request<{ models: Model[] }>('r1/models');
  const options = { title: t('Choose the model of R1'), matchOnDescription: true };
  const chosen = await vscode.window.showQuickPick(models.map(itemOf), options);
  if (!chosen) return;
  const { id, installed, title } = chosen.model;
  if (!installed) await server.executeShown(t('Installing {0}', title), 'r1.installModel', id);
  await vscode.workspace.getConfiguration('r1').update('model', id, vscode.ConfigurationTarget.Global);
}

function itemOf(model: Model): vscode.QuickPickItem & { model: Model } {
  const { current, device, download, fits, installed, recommended, size, title } = model;
  const icon = current ? 'check' : !fits ? 'warning' : recommended ? 'star' : 'blank';
  const sizes = [t('{0} on disk', bytes(size)), download && t('{0} to download', bytes(download))];
  const detail = [
    current ? t('in use') : installed && t('installed'),
    recommended && t('recommended for this machine'),
    model.reasoning && t('thinks before it answers'),
    model.why,
  ];
  const join = (texts: unknown[]) => texts.filter(Boolean).join(' · ');
  const description = join([device.toUpperCase(), ...sizes]);
  return { label: `$(${icon}) ${title}`, description, detail: join(detail), model };
}

function bytes(count: number): string {
  return count < 1e9 ? `${Math.ceil(count / 1e6)} MB` : `${(count / 1e9).toFixed(1)} GB`;
}

/** Open a file to try things on; it is the user's own copy, so that it can be edited. */
async function openSample({ context }: R1): Promise<void> {
  const file = vscode.Uri.joinPath(context.globalStorageUri, 'sample', 'orders.py');
  const given = vscode.Uri.joinPath(context.extensionUri, 'media', 'orders.py');
  await vscode.workspace.fs.copy(given, file, { overwrite: true });
  await vscode.window.showTextDocument(file);
}
