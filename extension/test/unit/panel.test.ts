import { expect, test } from 'vitest';
import { append, begin, type Entry, linkOf, MOST, page, TEXTS, texts, words } from '../../shared/entries.ts';

const ask = (entries: Entry[], id: string) => begin(entries, { id, title: id, unfold: false });

test('pieces go to their entry, and tell how far it is', () => {
  const entries: Entry[] = [];
  const [one, two] = [ask(entries, 'one'), ask(entries, 'two')];
  append(entries, { id: 'one', part: 'reasoning', delta: 'Let me ' });
  expect(append(entries, { id: 'one', part: 'reasoning', delta: 'see' })).toEqual({
    kind: 'delta',
    id: 'one',
    part: 'reasoning',
    delta: 'see',
  });
  expect([one.reasoning, one.state, two.state]).toEqual(['Let me see', 'thinking', 'waiting']);
  append(entries, { id: 'one', part: 'answer', delta: 'It is' });
  expect([one.answer, one.state]).toEqual(['It is', 'writing']);
});

test('what belongs to no entry, and the end of a stream, tell the panel nothing', () => {
  const entries: Entry[] = [];
  ask(entries, 'one');
  expect(append(entries, { id: 'review-1', part: 'answer', delta: 'x' })).toBeUndefined();
  expect(append(entries, { id: 'one', done: true, stopped: false })).toBeUndefined();
});

test('the oldest entries are forgotten', () => {
  const entries: Entry[] = [];
  for (let at = 0; at <= MOST; at++) ask(entries, `id${at}`);
  expect([entries.length, entries[0]?.id, entries.at(-1)?.id]).toEqual([MOST, 'id1', `id${MOST}`]);
});

test('a link is looked up in its own entry', () => {
  const entries: Entry[] = [];
  const at = { line: 1, character: 0 };
  const link = { name: 'load', uri: 'file:///a.py', range: { start: at, end: at } };
  ask(entries, 'one').links.push(link);
  ask(entries, 'two');
  expect(linkOf(entries, 'one', 'load')).toBe(link);
  expect(linkOf(entries, 'two', 'load')).toBeUndefined();
});

test('words', () => {
  expect([' a b\n c ', '', ' '].map(words)).toEqual([3, 0, 0]);
});

test('every text is translated', () => {
  const translated = texts((text) => `(${text})`);
  expect(Object.keys(translated)).toEqual([...TEXTS]);
  expect(translated.Stop).toBe('(Stop)');
});

test('the page allows its own style sheet and script alone', () => {
  const html = page({ script: 's.js', style: 's.css', source: 'https://own', nonce: 'n1' });
  expect(html).toContain(`content="default-src 'none'; style-src https://own; script-src 'nonce-n1'"`);
  expect(html.match(/<script nonce="n1" src="s.js">/g)).toHaveLength(1);
});
