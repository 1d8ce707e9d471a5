/** The status bar's item: what the model does, and the way to what can be done about it. */
import * as vscode from 'vscode';
import type { Status } from '../shared/protocol.ts';
import { snoozeChanged, snoozed } from './completions.ts';
import { command, type R1 } from './r1.ts';

const { t } = vscode.l10n;

export function registerStatus(r1: R1): void {
  const { server, context } = r1;
  const item = vscode.window.createStatusBarItem('r1.status', vscode.StatusBarAlignment.Right, 90);
  const warning = new vscode.ThemeColor('statusBarItem.warningBackground');
  Object.assign(item, { name: 'R1 Assistant', command: 'r1.statusMenu' });
  const show = () => {
    const [icon, text] = labelOf(r1);
    item.text = `$(${icon}) R1: ${text}`;
    item.accessibilityInformation = { label: `R1 Assistant: ${text}`, role: 'button' };
    item.backgroundColor = ['error', 'warning'].includes(icon) ? warning : undefined;
    item.tooltip = tooltipOf(server.status);
    void vscode.commands.executeCommand('setContext', 'r1.hasModel', !!server.status?.model);
  };
  show();
  item.show();
  context.subscriptions.push(item, ...[server.onPhase, server.onStatus, snoozeChanged].map((on) => on(show)));
  command(r1, 'r1.statusMenu', () => menu(r1));
  command(r1, 'r1.stopAll', () => server.execute('r1.stop', null));
}

/** An icon and a word; `error` and `warning` where nothing works until the user does something. */
function labelOf({ server: { phase, status } }: R1): [icon: string, text: string] {
  if (phase === 'failed') return ['error', t('failed')];
  if (phase === 'stopped') return ['circle-slash', t('stopped')];
  if (phase === 'installing') return ['sync~spin', t('installing')];
  if (phase === 'starting' || !status) return ['sync~spin', t('starting')];
  if (!status.model) return ['warning', t('no model')];
  if (status.state === 'failed') return ['error', t('model failed')];
  if (status.state === 'loading') return ['sync~spin', t('loading {0}%', Math.round(100 * status.loading))];
  const speed = Math.round(status.tokensPerSecond);
  const busy = status.state === 'busy' || status.queue > 0;
  if (busy) return ['loading~spin', speed ? t('{0} tok/s', speed) : t('working')];
  return snoozed() ? ['bell-slash', t('snoozed')] : ['sparkle', t('ready')];
}

function tooltipOf(status: Status | undefined): string {
  if (!status?.model) return t('R1 Assistant: click for what can be done');
  const speed = t('{0} tokens per second', status.tokensPerSecond.toFixed(1));
  const jobs = status.jobs.map((job) => job.kind);
  return [status.title || status.model, status.device.toUpperCase(), speed, ...jobs].join('\n');
}

async function menu({ server: { status } }: R1): Promise<void> {
  const asleep = snoozed();
  const entries = [
    ...(status?.jobs.length ? [['debug-stop', t('Stop'), 'r1.stopAll']] : []),
    ['list-selection', t('Choose Model…'), 'r1.chooseModel'],
    asleep ? ['bell', t('Resume Completions'), 'r1.resume'] : ['bell-slash', t('Snooze Completions…'), 'r1.snooze'],
    ['book', t('Get Started'), 'r1.openWalkthrough'],
    ['output', t('Show Log'), 'r1.showLog'],
    ['refresh', t('Restart Server'), 'r1.restart'],
  ];
  const items = entries.map(([icon, text, run = '']) => ({ label: `$(${icon}) ${text}`, run }));
  const title = tooltipOf(status?.model ? status : undefined).replaceAll('\n', ' · ');
  const chosen = await vscode.window.showQuickPick(items, { title });
  if (chosen) await vscode.commands.executeCommand(chosen.run);
}
