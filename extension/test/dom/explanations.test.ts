/** The panel, the status bar and the first steps. */
import assert from 'node:assert/strict';
import { Stage } from '../support/scene.ts';
import type { Window } from '../support/window.ts';

const stage = new Stage();
const files = { 'a.py': 'def add(first, second):\n    return first + second\n' };
const script = { reasoning: 'Two names come in. '.repeat(6), answer: 'It adds with `add`.', piece: 19 };

/** The page within the panel's view. */
const panel = (window: Window) => window.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');

stage.scene('the thought unfolds while it is written', { files, script: { ...script, free: 3 } }, async (window) => {
  await window.goto(1, 6);
  await window.run('R1: Explain');
  const thought = panel(window).getByTestId('thought');
  await thought.getByText('Two names come in.').waitFor();
  const open = () => thought.evaluate((element) => (element as HTMLDetailsElement).open);
  assert.equal(await open(), true, 'open while it is written');
  assert.equal(await panel(window).getByTestId('answer').textContent(), '', 'no answer yet');
  await window.status(/R1: (working|\d+ tok\/s)/);
  stage.server.openGate();
  await panel(window).getByTestId('answer').getByText('It adds with').waitFor();
  await panel(window).getByTestId('status').getByText('Done').waitFor();
  assert.equal(await open(), false, 'folded above the answer');
  await panel(window).getByRole('link', { name: 'add' }).click();
  await window.page.locator('.editor-instance .monaco-editor.focused').waitFor();
  await window.status('R1: ready');
});

stage.scene(
  'a thought ends with Answer Now, an answer with Stop',
  { files, script: { ...script, free: 2 } },
  async (window) => {
    await window.goto(1, 6);
    await window.run('R1: Explain');
    await panel(window).getByTestId('thought').getByText('Two names come in.').waitFor();
    await panel(window).getByTestId('answer-now').click();
    await panel(window).getByTestId('stop').click();
    await panel(window).getByTestId('status').getByText('Stopped').waitFor();
  },
);

const missing = { files, script: { missing: true }, ready: 'R1: no model', covered: true };
stage.scene(
  'a model that is missing is said, offered with its size, and used when it is there',
  missing,
  async (window) => {
    await window.page.locator('.gettingStartedContainer').getByRole('button', { name: 'Choose Model' }).click();
    const offered = window.page.locator('.quick-input-list .monaco-list-row');
    await offered.filter({ hasText: 'recommended for this machine' }).first().waitFor();
    assert.match((await offered.first().getAttribute('aria-label')) ?? '', /Qwen2\.5.*GB.*recommended/);
    await window.page.keyboard.press('Escape');
    stage.server.installModel();
    await window.run('R1: Open the Sample');
    await window.line('Orders of a small shop');
    await window.goto(6, 6);
    await window.run('R1: Explain');
    await panel(window).getByTestId('answer').getByText('It adds two numbers.').waitFor();
    await window.status('R1: ready');
  },
);

stage.scene('the first steps lead to a sample', { files, script }, async (window) => {
  await window.run('R1: Get Started');
  const steps = window.page.locator('.gettingStartedContainer');
  await steps.getByText('Choose a model').first().waitFor();
  await steps.getByText('Have code explained').first().click();
  await steps.getByRole('button', { name: 'Open the Sample' }).click();
  await window.page.locator('.tab.active', { hasText: 'orders.py' }).waitFor();
  await window.line('Orders of a small shop');
});
