/** Choosing a model: what this machine is fit for on top, installed when it is chosen. */
import * as vscode from 'vscode';
import type { Model } from './protocol.ts';
import { command, type R1 } from './r1.ts';

const WALKTHROUGH = 'r1-assistant.r1-assistant#start';

export function registerModels(r1: R1): void {
  command(r1, 'r1.chooseModel', () => choose(r1));
  command(r1, 'r1.openWalkthrough', () =>
    vscode.commands.executeCommand('workbench.action.openWalkthrough', WALKTHROUGH, false),
  );
  command(r1, 'r1.openSample', () => openSample(r1));
  const greeted = r1.server.onStatus((status) => {
    if (r1.context.globalState.get('greeted')) return greeted.dispose();
    void r1.context.globalState.update('greeted', true);
    if (!status.installed) void vscode.commands.executeCommand('r1.openWalkthrough');
  });
  r1.context.subscriptions.push(greeted);
}

async function choose(r1: R1): Promise<void> {
  const { models } = await r1.server.request<{ models: Model[] }>('r1/models');
  const title = vscode.l10n.t('Choose the model of R1');
  const options = { title, matchOnDescription: true, matchOnDetail: true };
  const chosen = await vscode.window.showQuickPick(models.map(itemOf), options);
  if (!chosen) return;
  const { id, installed, title: name } = chosen.model;
  if (!installed)
    await r1.server.execute('r1.installModel', id, vscode.l10n.t('Installing {0}', name));
  const settings = vscode.workspace.getConfiguration('r1');
  await settings.update('model', id, vscode.ConfigurationTarget.Global);
}

function itemOf(model: Model) {
  const { t } = vscode.l10n;
  const size = model.installed
    ? t('{0} on disk', gigabytes(model.size))
    : t('{0} to download, {1} on disk', gigabytes(model.download), gigabytes(model.size));
  const detail = [
    model.current && t('in use'),
    !model.current && model.installed && t('installed'),
    model.recommended && t('recommended for this machine'),
    model.reasoning && t('thinks before it answers'),
    !model.fits && (model.why ?? t('too large for this machine')),
  ];
  const icon = model.current
    ? 'check'
    : model.fits
      ? model.recommended
        ? 'star'
        : 'blank'
      : 'warning';
  return {
    label: `$(${icon}) ${model.title}`,
    description: `${model.device.toUpperCase()} · ${size}`,
    detail: detail.filter(Boolean).join(' · '),
    model,
  };
}

function gigabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Open a file to try things on; it is the user's own copy, so that it can be edited. */
async function openSample(r1: R1): Promise<void> {
  const { globalStorageUri, extensionUri } = r1.context;
  const file = vscode.Uri.joinPath(globalStorageUri, 'sample', 'orders.py');
  const given = vscode.Uri.joinPath(extensionUri, 'media', 'orders.py');
  await vscode.workspace.fs.copy(given, file, { overwrite: true });
  await vscode.window.showTextDocument(file);
}
