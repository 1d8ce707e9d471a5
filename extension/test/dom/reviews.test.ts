/** A review of staged changes: threads on their lines, their fixes, and questions about them. */
import assert from 'node:assert/strict';
import { BEFORE, BUGGY, FIXED, REVIEWED } from '../support/samples.ts';
import { Stage } from '../support/scene.ts';
import { eventually } from '../support/wait.ts';
import type { Window } from '../support/window.ts';
import { read } from '../support/workspace.ts';

const stage = new Stage({ settings: { 'git.enabled': true } });
const scene = {
  files: { 'shop.py': BEFORE },
  staged: { 'shop.py': BUGGY },
  script: { ...REVIEWED, by_slot: { ask: 'Because the *last* index is one less.' } },
};

const thread = (window: Window) => window.page.locator('.review-widget').first();

async function review(window: Window): Promise<void> {
  await window.run('R1: Review Staged Changes');
  await thread(window).locator('.comment-body', { hasText: 'one item too many' }).waitFor();
}

stage.scene('a finding has its fix and its reasoning, and a place in the tree', scene, async (window) => {
  await review(window);
  const body = thread(window).locator('.comment-body').first();
  await body.getByText('for i in range(len(items)):').waitFor();
  const reasoning = body.locator('details');
  assert.equal(await reasoning.evaluate((element) => (element as HTMLDetailsElement).open), false);
  await reasoning.locator('summary').click();
  await reasoning.getByText('The index reaches the length').waitFor();
  await window.page.locator('.squiggly-error, .squiggly-warning').first().waitFor();
  await (await window.notification('Findings: 1')).getByRole('button', { name: 'Show' }).click();
  await window.page.locator('.tree-explorer-viewlet-tree-view', { hasText: 'one item too many' }).waitFor();
});

stage.scene('Apply Fix changes the file on disk, and the thread goes', scene, async (window, folder) => {
  await review(window);
  await thread(window).getByRole('button', { name: 'Apply Fix' }).click();
  await eventually('the fix on disk', () => read(folder, 'shop.py') === FIXED);
  await thread(window).waitFor({ state: 'detached' });
  await window.page.locator('.tab.active:not(.dirty)').first().waitFor();
});

stage.scene('a question is answered below, and an edit of the line ends it', scene, async (window) => {
  await review(window);
  await window.again(async () => {
    await thread(window).locator('.review-thread-reply-button').click({ timeout: 5000 });
    await thread(window).locator('.comment-form .monaco-editor').click({ timeout: 5000 });
  });
  await window.page.keyboard.type('Why?');
  // the key does nothing before VS Code has noticed that something was typed
  await eventually('the question', async () => {
    await window.page.keyboard.press('Control+Enter');
    const asked = thread(window).locator('.comment-body', { hasText: 'Why?' }).first();
    return asked.waitFor({ timeout: 2000 }).then(
      () => true,
      () => false,
    );
  });
  await thread(window).locator('.comment-body em', { hasText: 'last' }).first().waitFor();
  await window.goto(7, 1);
  await window.page.keyboard.press('End');
  await window.page.keyboard.type('#');
  await thread(window).waitFor({ state: 'detached' });
});
