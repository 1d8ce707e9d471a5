/** Completions as ghost text, taken whole, by the word, or not at all. */
import assert from 'node:assert/strict';
import { Stage } from '../support/scene.ts';
import { eventually } from '../support/wait.ts';
import type { Window } from '../support/window.ts';

const stage = new Stage();
const scene = {
  files: { 'a.py': 'def add(first, second):\n    \n' },
  script: { fim: true, by_slot: { completion: 'turn first + second' } },
};

const ghost = (window: Window) => window.page.locator('.ghost-text-decoration').first();

/** What is suggested now. */
async function suggested(window: Window): Promise<string> {
  const parts = await window.page.locator('.ghost-text-decoration').allTextContents();
  return parts.join('').replace(/\s/g, ' ');
}

/** Take a word, or the blanks before it, and wait until the rest is suggested. */
async function takeWord(window: Window): Promise<void> {
  const before = await suggested(window);
  await window.page.keyboard.press('Control+ArrowRight');
  await eventually('the rest', async () => ![before, ''].includes(await suggested(window)));
}

/** Type where a completion is to come, and wait for it. */
async function suggest(window: Window): Promise<void> {
  await window.goto(2, 5);
  await window.page.keyboard.type('re', { delay: 20 });
  await ghost(window).waitFor();
}

stage.scene('Tab takes a completion', scene, async (window) => {
  await suggest(window);
  await window.page.keyboard.press('Tab');
  await window.line(/return\sfirst\s\+\ssecond/);
});

stage.scene('Ctrl+Right takes its next word', scene, async (window) => {
  await suggest(window);
  for (let taken = 0; (await suggested(window)).includes('first'); taken++) {
    assert.ok(taken < 3, 'two words with the blanks between them');
    await takeWord(window);
  }
  assert.match(await suggested(window), /^ ?\+ second$/);
  await window.page.keyboard.press('Escape');
  await ghost(window).waitFor({ state: 'detached' });
  await window.line(/^\s*return\sfirst\s*$/);
});

stage.scene('Escape dismisses it', scene, async (window) => {
  await suggest(window);
  await window.page.keyboard.press('Escape');
  await ghost(window).waitFor({ state: 'detached' });
  await window.line(/^\s*re$/);
});

stage.scene('snoozed, it comes only when it is asked for', scene, async (window) => {
  await window.run('R1: Snooze Completions');
  await window.choose('5 minutes');
  await window.status('R1: snoozed');
  await window.goto(2, 5);
  await window.page.keyboard.type('re', { delay: 20 });
  await window.page.keyboard.press('Alt+\\');
  await ghost(window).waitFor();
  assert.equal(stage.server.prompts().length, 1, 'nothing was asked of the model before');
});
