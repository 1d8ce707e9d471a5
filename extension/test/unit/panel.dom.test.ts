/** The panel's page in a real browser, under its own policy, with this test in place of the extension. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Entry, FromPanel, ToPanel } from '../../shared/entries.ts';
import { page as html, texts } from '../../shared/entries.ts';

const executablePath = process.env.R1_CHROMIUM ?? '/usr/bin/chromium';
const translated = texts((text) => text);
const given = `window.sent = [];
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => window.sent.push(message),
    getState: () => JSON.parse(sessionStorage.kept ?? 'null') ?? undefined,
    setState: (state) => { sessionStorage.kept = JSON.stringify(state); },
  });`;

let server: Server;
let browser: Browser;
let page: Page;
let origin: string;
let problems: string[];

beforeAll(async () => {
  const entryPoints = ['webview/panel.ts', 'webview/panel.css'];
  const built = await build({ entryPoints, bundle: true, write: false, outdir: 'dist' });
  server = createServer((request, response) => {
    const file = built.outputFiles.find(({ path }) => path.endsWith(request.url ?? ''));
    const type = /css$/.test(request.url ?? '') ? 'text/css' : 'text/javascript';
    const own = { script: '/panel.js', style: '/panel.css', source: origin, nonce: 'n1' };
    response.setHeader('content-type', request.url === '/' ? 'text/html' : type);
    response.end(request.url === '/' ? html(own) : file?.contents);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  server?.close();
});

beforeEach(async () => {
  problems = [];
  page = await browser.newPage({ viewport: { width: 420, height: 700 } });
  page.setDefaultTimeout(5_000);
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.addInitScript(given);
  await page.goto(origin);
});

afterEach(async () => {
  await page.close();
  // a breach of the policy is told on the console, and there must be none
  expect(problems).toEqual([]);
});

const at = (id: string): Locator => page.getByTestId(id);
const sent = () => page.evaluate(() => (window as unknown as { sent: FromPanel[] }).sent);

/** Tell the panel something, and wait until it has drawn it. */
const post = (...messages: ToPanel[]) =>
  page.evaluate(async (all) => {
    for (const data of all) dispatchEvent(new MessageEvent('message', { data }));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }, messages);

const entry = (id: string, more: Partial<Entry> = {}): Entry => {
  const empty = { reasoning: '', answer: '', links: [], state: 'waiting' as const, unfold: false };
  return { id, time: 0, title: `Explanation of ${id}`, ...empty, ...more };
};
const all = (entries: Entry[], show = ''): ToPanel => ({
  kind: 'all',
  texts: translated,
  entries,
  show,
});
const piece = (part: 'reasoning' | 'answer', delta: string): ToPanel => ({
  kind: 'delta',
  id: 'load',
  part,
  delta,
});
const opened = () => at('thought').evaluate((element) => (element as HTMLDetailsElement).open);

test('an empty panel tells what to do', async () => {
  expect(await sent()).toEqual([{ kind: 'ready', id: '', text: '' }]);
  await post(all([]));
  expect(await at('empty').textContent()).toContain('choose "R1: Explain"');
  expect(await at('answer').isVisible()).toBe(false);
});

test('the page can load nothing but its own, not even from where it came', async () => {
  const loaded = await page.evaluate(() =>
    fetch('/panel.js').then(
      () => true,
      () => false,
    ),
  );
  expect(loaded).toBe(false);
  expect(problems.splice(0).join()).toContain('Content Security Policy');
});

test('the thought unfolds while it is written, and folds when the answer begins', async () => {
  await post(all([entry('load')], 'load'));
  expect(await at('status').textContent()).toBe('Waiting for the model');
  expect(await at('thought').isVisible()).toBe(false);

  await post(piece('reasoning', 'It reads '), piece('reasoning', 'a file'));
  expect(await opened()).toBe(true);
  expect(await at('thought').textContent()).toBe('Thinking: 4 wordsIt reads a file');
  expect(await at('status').textContent()).toBe('Thinking');
  await at('answer-now').click();

  await post(piece('answer', 'Reads **a fi'), piece('answer', 'le**.'));
  expect(await opened()).toBe(false);
  expect(await at('answer').innerHTML()).toBe('<p>Reads <strong>a file</strong>.</p>');
  expect(await at('answer-now').isVisible()).toBe(false);
  await at('stop').click();
  expect((await sent()).slice(1)).toEqual([
    { kind: 'answerNow', id: 'load', text: '' },
    { kind: 'stop', id: 'load', text: '' },
  ]);

  await post({ kind: 'entry', entry: entry('load', { state: 'stopped', answer: 'Reads' }) });
  expect(await at('status').textContent()).toBe('Stopped');
  expect(await at('stop').isVisible()).toBe(false);
});

test('a thought that the reader opened or folded stays as it is, also in a page made anew', async () => {
  await post(all([entry('load')], 'load'), piece('reasoning', 'Hm'));
  await page.keyboard.press('Tab'); // answer now
  await page.keyboard.press('Tab'); // stop
  await page.keyboard.press('Tab'); // the thought's summary
  await page.keyboard.press('Enter');
  await post(piece('reasoning', ' and hm'));
  expect(await opened()).toBe(false);
  await at('thought').locator('summary').click();
  await post(piece('answer', 'So'));
  expect(await opened()).toBe(true);

  await page.reload();
  await post(all([entry('load', { state: 'done', reasoning: 'Hm', answer: 'So' })]));
  expect(await opened()).toBe(true);
});

test('an earlier answer comes back, and stays when the page is made anew', async () => {
  const [one, two] = [
    entry('one', { state: 'done', answer: 'First' }),
    entry('two', { state: 'done', answer: 'Second' }),
  ];
  await post(all([one]));
  expect(await at('history').isVisible()).toBe(false);
  await post(all([one, two], 'two'));
  expect(await at('answer').textContent()).toBe('Second');
  expect(await at('history').locator('option').allTextContents()).toEqual([
    expect.stringContaining('Explanation of two'),
    expect.stringContaining('Explanation of one'),
  ]);
  await at('history').selectOption('one');
  expect(await at('answer').textContent()).toBe('First');
  await page.reload();
  await post(all([one, two]));
  expect(await at('answer').textContent()).toBe('First');
  expect(await at('history').inputValue()).toBe('one');
});

test('code and answers are copied and inserted as they were written, and names lead to their place', async () => {
  const answer = 'Calls `parse(x)`, see [there](https://example.org/?a=1):\n\n```py\nif a < b:\n    run()\n```\n';
  const place = { line: 0, character: 0 };
  const links = [{ name: 'parse', uri: 'file:///a.py', range: { start: place, end: place } }];
  await post(all([entry('load', { state: 'done', answer, links })]));
  await at('copy').click();
  await at('copy-code').click();
  await at('insert').click();
  await page.getByRole('link', { name: 'parse(x)' }).click();
  await page.getByRole('link', { name: 'there' }).click();
  expect((await sent()).slice(1)).toEqual([
    { kind: 'copy', id: 'load', text: answer },
    { kind: 'copy', id: 'load', text: 'if a < b:\n    run()\n' },
    { kind: 'insert', id: 'load', text: 'if a < b:\n    run()\n' },
    { kind: 'open', id: 'load', text: 'parse' },
    { kind: 'follow', id: 'load', text: 'https://example.org/?a=1' },
  ]);
  expect(page.url()).toBe(`${origin}/`);
});

test('an error is told in the entry', async () => {
  const error = 'No model is installed: choose one.';
  await post(all([entry('load', { state: 'failed', error })]));
  expect(await page.getByRole('alert').textContent()).toBe(error);
  expect(await at('status').textContent()).toBe('Failed');
});

test('the reasoning of a finding is shown unfolded, and said to be missing if it is', async () => {
  await post(all([entry('a', { state: 'done', unfold: true, reasoning: 'Because' })]));
  expect(await opened()).toBe(true);
  await post(all([entry('b', { state: 'done', unfold: true })], 'b'));
  expect(await at('thought').textContent()).toContain('The model did not say what it thought.');
});

test('the page follows what is written, unless the reader has gone elsewhere', async () => {
  const lines = (count: number) => 'Line\n\n'.repeat(count);
  const below = () =>
    page.evaluate(() => {
      const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
      return scrollHeight - scrollTop - clientHeight;
    });
  await post(all([entry('load')], 'load'), piece('answer', lines(40)));
  await post(piece('answer', lines(40)));
  expect(await below()).toBeLessThan(2);
  await page.evaluate(() => scrollTo(0, 100));
  await post(piece('answer', lines(40)));
  expect(await page.evaluate(() => scrollY)).toBe(100);
});

test('blocks that are written stay the same elements, so that a selection in them survives', async () => {
  await post(all([entry('load')], 'load'), piece('answer', 'First.\n\nSec'));
  const first = await at('answer').locator('p').first().elementHandle();
  await post(piece('answer', 'ond.'));
  expect(await at('answer').textContent()).toBe('First.Second.');
  expect(await first?.evaluate((element) => element.isConnected)).toBe(true);
});

test('a thousand pieces are drawn in few frames', async () => {
  await post(all([entry('load')], 'load'));
  const drawn = await page.evaluate(
    async (message) => {
      let changes = 0;
      const answer = document.querySelector('[data-testid=answer]') as Element;
      new MutationObserver(() => changes++).observe(answer, { childList: true });
      for (let count = 0; count < 1000; count++) window.postMessage(message);
      await new Promise((resolve) => setTimeout(resolve));
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      return { changes, length: answer.textContent?.length };
    },
    piece('answer', 'word '),
  );
  expect(drawn.length).toBe(4999);
  expect(drawn.changes).toBeLessThan(100);
});
