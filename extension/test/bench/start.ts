/**
 * How the extension starts in a real VS Code with its own environment, installed by itself before:
 * `poe bench-extension [--quick] [--json FILE]`.
 *
 *   vsix_mb             the packaged extension, with the server's wheel (MB = 1e6 bytes)
 *   activation_ms       what VS Code says that its activation took, median of 7 windows
 *   activation_most_ms  the most of them
 *   ready_s             from the status item's first word until it is `ready`, median of the same
 *   ready_most_s        the most of them
 *
 * --quick opens 3 windows. The exit code is 1 if a bar was missed.
 */
import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CodeServer } from '../support/codeserver.ts';
import { python, temporary, vsix } from '../support/paths.ts';
import { BUGGY } from '../support/samples.ts';
import { Chromium, type Window } from '../support/window.ts';
import { write } from '../support/workspace.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, json: { type: 'string' } } });
const WINDOWS = values.quick ? 3 : 7;
const BARS: Record<string, number> = { vsix_mb: 3, activation_ms: 50, ready_s: 3 };

const root = temporary('bench');
const workspace = join(root, 'workspace');
const settings = { 'r1.server.python': python() };
const environment = { R1_HOME: join(root, 'models'), R1_GUARD_PIP: 'yes' };
const code = new CodeServer({ root, extensions: [vsix()], settings, environment });
const chromium = new Chromium();

interface Start {
  activation: number;
  ready: number;
}

/** Runs in the page: note when the status item says its first word, and when it is at rest. */
function watch(): void {
  const seen: Record<string, number> = {};
  Object.assign(globalThis, { seen });
  setInterval(() => {
    const text = document.querySelector('[id$="r1.status"]')?.textContent ?? '';
    if (text.includes('R1:')) seen.first ??= performance.now();
    if (/R1: (ready|no model)/.test(text)) seen.ready ??= performance.now();
  }, 5);
}

async function start(): Promise<Start> {
  const window = await chromium.open();
  await window.page.addInitScript(watch);
  await window.page.goto(code.url(workspace));
  await window.status(/R1: (ready|no model)/, 300_000);
  const seen = await window.page.evaluate(() => (globalThis as unknown as { seen: Record<string, number> }).seen);
  const activation = await activationOf(window);
  await window.page.close();
  return { activation, ready: ((seen.ready ?? 0) - (seen.first ?? 0)) / 1000 };
}

async function activationOf(window: Window): Promise<number> {
  await window.run('Developer: Show Running Extensions');
  const row = window.page.locator('.runtime-extensions-editor .extension', { hasText: 'R1 Assistant' });
  const said = (await row.locator('.activation-time').first().textContent()) ?? '';
  const found = /(\d+)ms/.exec(said)?.[1];
  assert.ok(found, `VS Code says: ${said}`);
  return Number(found);
}

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

async function measure(): Promise<Record<string, number>> {
  write(workspace, { 'a.py': BUGGY });
  await Promise.all([code.start(), chromium.start()]);
  await start(); // installs the environment
  const starts: Start[] = [];
  for (let left = WINDOWS; left > 0; left--) starts.push(await start());
  const [activations, ready] = [starts.map((one) => one.activation), starts.map((one) => one.ready)];
  return {
    vsix_mb: statSync(vsix()).size / 1e6,
    activation_ms: median(activations),
    activation_most_ms: Math.max(...activations),
    ready_s: median(ready),
    ready_most_s: Math.max(...ready),
  };
}

let metrics: Record<string, number> = {};
try {
  metrics = await measure();
} finally {
  await chromium.stop();
  await code.stop();
}
for (const [name, value] of Object.entries(metrics)) {
  const bar = BARS[name] === undefined ? '' : `  (at most ${BARS[name]})`;
  console.log(`${name.padEnd(20)} ${value.toFixed(2).padStart(8)}${bar}`);
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(metrics, null, 2)}\n`);
process.exitCode = Object.entries(BARS).some(([name, bar]) => !((metrics[name] ?? Number.NaN) <= bar)) ? 1 : 0;
