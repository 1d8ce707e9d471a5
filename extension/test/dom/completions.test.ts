/** Completions as ghost text, taken whole, by the word, or not at all. */
import assert from 'node:assert/strict';
import { Stage } from '../support/scene.ts';
import type { Window } from '../support/window.ts';
import { read } from '../support/workspace.ts';

const stage = new Stage();
const scene = {
  files: { 'a.py': 'def add(first, second):\n    \n' },
  script: { fim: true, by_slot: { complete: 'turn first + second' } },
};

const ghost = (window: Window) => window.page.locator('.ghost-text-decoration').first();

/** Type where a completion is to come, and wait for it. */
async function suggest(window: Window): Promise<void> {
  await window.goto(2, 5);
  await window.page.keyboard.type('re', { delay: 20 });
  await ghost(window).waitFor();
}

stage.scene('Tab takes the whole of a completion', scene, async (window, folder) => {
  await suggest(window);
  await window.page.keyboard.press('Tab');
  await ghost(window).waitFor({ state: 'detached' });
  await window.save();
  assert.equal(read(folder, 'a.py'), 'def add(first, second):\n    return first + second\n');
});

stage.scene('Ctrl+Right takes one word of it, and the rest stays', scene, async (window, folder) => {
  await suggest(window);
  await window.page.keyboard.press('Control+ArrowRight');
  await ghost(window).filter({ hasText: /^\s*first/ }).waitFor();
  await window.page.keyboard.press('Escape');
  await window.save();
  assert.equal(read(folder, 'a.py'), 'def add(first, second):\n    return\n');
});

stage.scene('Escape takes it away', scene, async (window, folder) => {
  await suggest(window);
  await window.page.keyboard.press('Escape');
  await ghost(window).waitFor({ state: 'detached' });
  await window.save();
  assert.equal(read(folder, 'a.py'), 'def add(first, second):\n    re\n');
});

const quiet = { ...scene, settings: { 'r1.completion.disabled_languages': ['python'] } };
stage.scene('In a language that is switched off it comes when asked for', quiet, async (window) => {
  await window.goto(2, 5);
  await window.page.keyboard.type('re', { delay: 20 });
  await window.again(async () => {
    await window.run('R1: Suggest Code Here');
    await ghost(window).waitFor({ timeout: 4000 });
  });
  assert.equal(stage.server.prompts().length, 1, 'nothing was asked for while typing');
});
