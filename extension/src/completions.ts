/** Completions: asked for by hand, and kept quiet for a while. */
import * as vscode from 'vscode';
import { command, type R1 } from './r1.ts';

const changed = new vscode.EventEmitter<void>();
const { t } = vscode.l10n;
let until = 0;

/** Fires when completions are snoozed and when they wake. */
export const snoozeChanged = changed.event;

export function snoozed(): boolean {
  return Date.now() < until;
}

export function registerCompletions(r1: R1): void {
  const trigger = 'editor.action.inlineSuggest.trigger';
  command(r1, 'r1.suggest', () => vscode.commands.executeCommand(trigger));
  command(r1, 'r1.snooze', chooseSnooze);
  command(r1, 'r1.resume', () => snooze(0));
  r1.server.suggests = ({ triggerKind }) => triggerKind === vscode.InlineCompletionTriggerKind.Invoke || !snoozed();
}

async function chooseSnooze(): Promise<void> {
  const choices = [5, 30, 60, 480].map((minutes) => ({ label: t('{0} minutes', minutes), minutes }));
  const title = t('No suggestions while you type for …');
  const chosen = await vscode.window.showQuickPick(choices, { title });
  if (chosen) snooze(chosen.minutes * 60_000);
}

function snooze(milliseconds: number): void {
  until = Date.now() + milliseconds;
  changed.fire();
  if (milliseconds) setTimeout(() => changed.fire(), milliseconds + 1).unref();
}
