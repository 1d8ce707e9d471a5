/** The status bar's item: what the model does, and the way to what can be done about it. */
import * as vscode from 'vscode';
import { snoozeChanged, snoozed } from './completions.ts';
import type { Status } from './protocol.ts';
import { command, type R1 } from './r1.ts';
import type { Phase } from './server.ts';

export function registerStatus(r1: R1): void {
  const item = vscode.window.createStatusBarItem('r1.status', vscode.StatusBarAlignment.Right, 90);
  item.name = 'R1 Assistant';
  item.command = 'r1.statusMenu';
  const show = () => {
    const { icon, text, warn } = labelOf(r1.server.phase, r1.server.status, snoozed());
    item.text = `$(${icon}) R1: ${text}`;
    item.accessibilityInformation = { label: `R1 Assistant: ${text}`, role: 'button' };
    item.backgroundColor = warn
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    item.tooltip = tooltipOf(r1.server.status);
    const hasModel = r1.server.status?.installed === true;
    void vscode.commands.executeCommand('setContext', 'r1.hasModel', hasModel);
  };
  show();
  item.show();
  const { onPhase, onStatus } = r1.server;
  r1.context.subscriptions.push(item, onPhase(show), onStatus(show), snoozeChanged(show));
  command(r1, 'r1.statusMenu', () => menu(r1));
  command(r1, 'r1.stopAll', () => r1.server.execute('r1.stop', null));
}

/** What the item says; `warn` where nothing works until the user does something. */
function labelOf(phase: Phase, status: Status | undefined, asleep: boolean) {
  const { t } = vscode.l10n;
  if (phase === 'failed') return { icon: 'error', text: t('failed'), warn: true };
  if (phase === 'stopped') return { icon: 'circle-slash', text: t('stopped'), warn: false };
  if (phase === 'installing') return { icon: 'sync~spin', text: t('installing'), warn: false };
  if (phase === 'starting' || !status)
    return { icon: 'sync~spin', text: t('starting'), warn: false };
  if (!status.installed) return { icon: 'warning', text: t('no model'), warn: true };
  if (status.state === 'loading')
    return {
      icon: 'sync~spin',
      text: t('loading {0}%', Math.round(100 * status.loading)),
      warn: false,
    };
  if (status.state === 'failed') return { icon: 'error', text: t('model failed'), warn: true };
  if (status.state === 'busy' || status.queue > 0)
    return {
      icon: 'loading~spin',
      text: t('{0} tok/s', status.tokensPerSecond.toFixed(0)),
      warn: false,
    };
  if (asleep) return { icon: 'bell-slash', text: t('snoozed'), warn: false };
  return { icon: 'sparkle', text: t('ready'), warn: false };
}

function tooltipOf(status: Status | undefined): string {
  if (!status?.model) return vscode.l10n.t('R1 Assistant: click for what can be done');
  const speed = vscode.l10n.t('{0} tokens per second', status.tokensPerSecond.toFixed(1));
  return [status.title || status.model, status.device.toUpperCase(), speed]
    .concat(status.jobs.map((job) => job.kind))
    .join('\n');
}

async function menu(r1: R1): Promise<void> {
  const { t } = vscode.l10n;
  const status = r1.server.status;
  const entries = [
    { label: `$(debug-stop) ${t('Stop')}`, command: 'r1.stopAll', shown: !!status?.jobs.length },
    { label: `$(list-selection) ${t('Choose Model…')}`, command: 'r1.chooseModel', shown: true },
    { label: `$(bell-slash) ${t('Snooze Completions…')}`, command: 'r1.snooze', shown: !snoozed() },
    { label: `$(bell) ${t('Resume Completions')}`, command: 'r1.resume', shown: snoozed() },
    { label: `$(book) ${t('Get Started')}`, command: 'r1.openWalkthrough', shown: true },
    { label: `$(output) ${t('Show Log')}`, command: 'r1.showLog', shown: true },
    { label: `$(refresh) ${t('Restart Server')}`, command: 'r1.restart', shown: true },
  ];
  const title = status?.model
    ? `${status.title || status.model} · ${status.device}`
    : 'R1 Assistant';
  const chosen = await vscode.window.showQuickPick(
    entries.filter((entry) => entry.shown),
    { title },
  );
  if (chosen) await vscode.commands.executeCommand(chosen.command);
}
