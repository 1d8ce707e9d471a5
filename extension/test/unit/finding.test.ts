/** What is made of findings, read by a Markdown parser as editors do. */
import markdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { answerMarkdown, findingMarkdown, plain, titleOf } from '../../shared/finding.ts';
import type { Finding } from '../../shared/protocol.ts';

const t = (text: string, ...values: (string | number)[]) =>
  text.replace(/\{(\d)\}/g, (_, at) => String(values[Number(at)]));

const FINDING: Finding = {
  fingerprint: '0123456789abcdef',
  range: { start: { line: 1, character: 4 }, end: { line: 1, character: 20 } },
  severity: 'warning',
  category: 'error-handling',
  message: 'The result of `open` is never closed.',
  confidence: 0.876,
  path: 'a/b.py',
  fix: 'with open(x) as f:',
  diff: '-f = open(x)\n+with open(x) as f:',
  reason: 'Read off the line.',
  reasoning: 'It swallows.',
};

/** What a parser that allows everything makes of it: an editor renders at most this. */
function rendered(markdown: string): string {
  return markdownIt({ html: true, linkify: true }).render(markdown);
}

/** The names of the tags in `html`. */
function tags(html: string): string[] {
  return [...html.matchAll(/<\/?(\w+)[^>]*>/g)].map(([, name]) => name ?? '');
}

const HARMLESS = new Set(['p', 'br', 'code', 'pre', 'strong', 'em', 'ul', 'ol', 'li']);

const NASTY = [
  '<img src="https://evil.example/x.png" onerror="alert(1)">',
  '<script>alert(1)</script>',
  '<details open><summary>Nothing to see</summary>',
  '</details><a href="command:r1.clear">x</a>',
  '![pixel](https://evil.example/x.png)',
  '[Apply](command:workbench.action.terminal.sendSequence?%5B%5D)',
  '[ref]: https://evil.example\n[ref]',
  '![ref]\n\n[ref]: https://evil.example/x.png',
  '<https://evil.example>',
  'see https://evil.example/a_b_c and www.evil.example and me@evil.example',
  '`code` ![x](https://evil.example/x.png) `code`',
  '\\`[x](https://evil.example)`',
  '`` ` `` [x](https://evil.example) ``',
  '`a`` [x](https://evil.example) ``b`',
  '`open\n[x](https://evil.example)`',
  'a `b | ![x](https://evil.example/x.png)` | c\n--|--|--\n1|2|3',
  '```\n</code></pre><img src=x>\n```\n![x](https://evil.example/x.png)',
  '~~~\n![x](https://evil.example/x.png)\n~~~~\n![x](https://evil.example/x.png)',
  '- ```\n  ![x](https://evil.example/x.png)\n  ```\n  ![x](https://evil.example/x.png)',
  '````\n```\n![x](https://evil.example/x.png)\n````\n![x](https://evil.example/x.png)',
  '    ```\n![x](https://evil.example/x.png)\n    ```\n',
  '```js\nunfinished ![x](https://evil.example/x.png)',
  '&lt;img src=x&gt; &#60;b&#62;',
];

describe('whatever a finding says is text', () => {
  test.each(NASTY)('%j in every part', (text) => {
    const diff = `-${text}\n+${text}`;
    const finding = { ...FINDING, message: text, reason: text, diff, reasoning: text };
    const [html, ...folded] = rendered(findingMarkdown(finding, t)).split('<details>');
    expect(tags(html ?? '').filter((name) => !HARMLESS.has(name))).toEqual([]);
    expect(folded).toHaveLength(1);
    const [inside, ...after] = (folded[0] ?? '').split('</details>');
    expect(after.map((rest) => rest.trim())).toEqual(['']);
    expect(tags(inside ?? '').filter((name) => !HARMLESS.has(name))).toEqual(['summary', 'summary']);
  });

  test.each(NASTY)('%j as an answer', (text) => {
    expect(tags(rendered(answerMarkdown(text))).filter((name) => !HARMLESS.has(name))).toEqual([]);
  });

  test('headings, lists, rules and quotations of a message are text', () => {
    const text = '# a\n- b\n1. c\n> d\n---\n===\n+ e\n* f\n_g_ **h** ~~i~~';
    const html = rendered(plain(text));
    expect(tags(html).filter((name) => name !== 'br')).toEqual(['p', 'p']);
    const shown = html.replaceAll('&gt;', '>').replace(/<[^>]+>/g, '');
    expect(shown.trim()).toBe(text);
  });

  test('a fence in the fix does not end the block', () => {
    const diff = '-```\n+````\n+</pre>';
    const html = rendered(findingMarkdown({ ...FINDING, diff }, t));
    expect(html.match(/<pre>/g)).toHaveLength(1);
    expect(html).toContain('-```\n+````\n+&lt;/pre&gt;');
  });

  test('what turns text around or hides it is seen', () => {
    const diff = '-if admin:\n+if \u202eadmin\u2066:\u0000';
    expect(findingMarkdown({ ...FINDING, diff }, t)).toContain('+if ⟨202e⟩admin⟨2066⟩:⟨0⟩');
    expect(plain('a\r\nb\tc')).toBe('a  \nb\tc');
  });

  test('very long lines and texts lose their ends, and say so', () => {
    const long = findingMarkdown({ ...FINDING, diff: `-${'x'.repeat(5000)}\n+y` }, t);
    expect(long).toContain(`-${'x'.repeat(399)}…\n+y\n`);
    expect(long.length).toBeLessThan(1000);
    const endless = findingMarkdown({ ...FINDING, reasoning: 'word '.repeat(50_000) }, t);
    expect(endless.length).toBeLessThan(25_000);
    expect(endless).toMatch(/…\n\n<\/details>$/);
  });
});

describe('a finding in words', () => {
  test('has all its parts, in order', () => {
    const reasoning = 'First, `open`.\nThen nothing.';
    expect(findingMarkdown({ ...FINDING, reasoning }, t)).toBe(
      [
        'The result of `open` is never closed.',
        'Why it was raised: Read off the line.',
        'Proposed fix:',
        '```diff\n-f = open(x)\n+with open(x) as f:\n```',
        '<details><summary>Reasoning</summary>',
        'First, `open`.  \nThen nothing.',
        '</details>',
      ].join('\n\n'),
    );
  });

  test.each([null, ''])('leaves out what it has not, and reasoning that is %j', (reasoning) => {
    const finding = { ...FINDING, diff: null, reason: FINDING.message, reasoning };
    expect(findingMarkdown(finding, t)).toBe('The result of `open` is never closed.');
  });

  test.each([
    ['error', 'Error: error handling, 88% sure'],
    ['warning', 'Warning: error handling, 88% sure'],
    ['info', 'Note: error handling, 88% sure'],
  ] as const)('has a title, also as %s', (severity, title) => {
    expect(titleOf({ ...FINDING, severity }, t)).toBe(title);
  });

  test('speaks the language of the user', () => {
    const indonesian: Record<string, string> = {
      Note: 'Catatan',
      bug: 'kutu',
      '{0}% sure': '{0}% yakin',
    };
    const title = titleOf({ ...FINDING, severity: 'info', category: 'bug', confidence: 0.5 }, (text, ...values) =>
      t(indonesian[text] ?? text, ...values),
    );
    expect(title).toBe('Catatan: kutu, 50% yakin');
  });
});

describe('an answer', () => {
  test('keeps its paragraphs, emphasis, lists and code', () => {
    const answer = 'It is **wrong** as *a* rule:\n\n- `a[0]`\n- b\n\n1. one\n\n```py\nx = a[0] < 1\n```\nDone.';
    const html = rendered(answerMarkdown(answer));
    for (const part of [
      '<strong>wrong</strong>',
      '<em>a</em>',
      '<li><code>a[0]</code></li>',
      '<ol>',
      '<pre><code class="language-py">x = a[0] &lt; 1\n</code></pre>',
      '<p>Done.</p>',
    ])
      expect(html).toContain(part);
  });

  test('an unfinished block is code already', () => {
    expect(rendered(answerMarkdown('So:\n```py\nx = [1]\n'))).toContain('x = [1]\n</code>');
    expect(rendered(answerMarkdown('So:\n```'))).toContain('<pre>');
  });
});
