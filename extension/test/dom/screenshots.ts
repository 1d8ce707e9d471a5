/**
 * Pictures of every view, light and dark: `node test/dom/screenshots.ts FOLDER`, with what
 * scripts/toolchain.sh prints in the environment, and a .vsix.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BEFORE, BUGGY, REVIEWED } from '../support/samples.ts';
import { Stage } from '../support/scene.ts';
import type { Window } from '../support/window.ts';

const FOLDER = resolve(process.argv[2] ?? 'pictures');
const ANSWER =
  'Prints every item of `items` by its index.\n\nThe last round asks for `items[len(items)]`, ' +
  'which does not exist; `last` shows the index of the last one:\n\n```python\nreturn items[len(items) - 1]\n```\n';
const THOUGHT =
  'The loop runs over range(len(items) + 1), so i takes the values from 0 to len(items). ' +
  'The index len(items) is one too many.';

mkdirSync(FOLDER, { recursive: true });
const stage = new Stage({
  settings: {
    'window.autoDetectColorScheme': true,
    'workbench.preferredLightColorTheme': 'Default Light Modern',
    'workbench.preferredDarkColorTheme': 'Default Dark Modern',
    'r1.hover.wait_ms': 10000,
  },
});
const files = { 'shop.py': BUGGY };
const script = { answer: ANSWER, reasoning: THOUGHT };

/** Take a picture in light and one in dark of what a gesture shows, made anew for each. */
async function picture(window: Window, name: string, gesture: () => Promise<void>): Promise<void> {
  await window.page.setViewportSize({ width: 1040, height: 620 });
  for (const scheme of ['light', 'dark'] as const) {
    await window.page.emulateMedia({ colorScheme: scheme });
    await window.page.locator(`.monaco-workbench.vs${scheme === 'dark' ? '-dark' : ''}`).waitFor();
    await window.again(gesture);
    await window.page.screenshot({ path: join(FOLDER, `${name}-${scheme}.png`), animations: 'disabled' });
    await window.page.keyboard.press('Escape');
  }
}

const panel = (window: Window) => window.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
const row = (window: Window, text: string) =>
  window.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();

stage.scene('hover, menus and first steps', { files, script }, async (window) => {
  await picture(window, 'hover', async () => {
    await window.goto(6, 5);
    await window.run('Show or Focus Hover');
    await window.page.locator('.monaco-hover', { hasText: 'every item' }).first().waitFor();
  });
  await picture(window, 'status-menu', async () => {
    await window.page.locator('.statusbar-item', { hasText: 'R1: ready' }).click();
    await row(window, 'Get Started').waitFor({ timeout: 5000 });
  });
  await picture(window, 'model-choice', async () => {
    await window.run('R1: Choose Model');
    await row(window, 'recommended').waitFor();
  });
  await picture(window, 'walkthrough', async () => {
    await window.run('R1: Get Started');
    await window.page.locator('.gettingStartedContainer').getByText('Choose a model').first().waitFor();
  });
});

stage.scene('panel', { files, script: { ...script, free: 16, piece: 8 } }, async (window) => {
  const frame = panel(window);
  await window.goto(6, 5);
  await window.run('R1: Explain');
  await picture(window, 'thinking', async () => {
    await frame.getByTestId('thought').getByText('one too').waitFor();
  });
  stage.server.openGate();
  await frame.getByTestId('status').getByText('Done').waitFor();
  await picture(window, 'explanation', async () => {
    await frame.getByTestId('answer').getByText('which does not exist').waitFor();
  });
});

const staged = { files: { 'shop.py': BEFORE }, staged: { 'shop.py': BUGGY }, script: REVIEWED };
stage.scene('review', staged, async (window) => {
  await window.run('R1: Review Staged Changes');
  await window.page.locator('.review-widget').first().waitFor();
  await window.run('View: Show R1');
  await picture(window, 'review', async () => {
    await window.page.locator('.pane', { hasText: 'one item too many' }).first().waitFor();
    await window.page.locator('.review-widget').first().waitFor();
  });
});

const typed = { files: { 'a.py': 'def add(first, second):\n    \n' } };
const fim = { fim: true, by_slot: { completion: 'turn first + second' } };
stage.scene('ghost text', { ...typed, script: fim }, async (window) => {
  await window.goto(2, 5);
  await window.page.keyboard.type('re', { delay: 20 });
  await picture(window, 'completion', async () => {
    await window.run('R1: Suggest Code Here');
    await window.page.locator('.ghost-text-decoration').first().waitFor({ timeout: 5000 });
  });
});
