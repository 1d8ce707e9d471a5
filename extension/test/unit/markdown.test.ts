import { expect, test } from 'vitest';
import { renderer } from '../../webview/markdown.ts';

const render = renderer({
  copy: 'Copy',
  copyCode: 'Copy this code',
  insert: 'Insert',
  insertCode: 'Insert this code at the cursor',
  open: 'Go to the definition of {0}',
});
const html = (source: string, ...names: string[]) => render(source, new Set(names)).trim();

test('HTML of the model is shown as text', () => {
  expect(html('<img src=x onerror=alert(1)> <b>')).toBe('<p>&lt;img src=x onerror=alert(1)&gt; &lt;b&gt;</p>');
});

test('an image is its description', () => {
  expect(html('![a <picture>](https://example.org/x.png)')).toBe('<p>a &lt;picture&gt;</p>');
});

test.each(['javascript:alert(1)', 'file:///etc/passwd', 'command:x', 'data:text/html,x', '//host/x'])(
  '%s is no link',
  (url) => expect(html(`[text](${url}) <${url}>`)).not.toContain('<a'),
);

test('a web address is a link that tells where it goes', () => {
  expect(html('[text](https://example.org/a)')).toBe(
    '<p><a href="https://example.org/a" title="https://example.org/a">text</a></p>',
  );
});

test('known names in inline code are links, also with arguments', () => {
  const link = (text: string) =>
    `<code><a href="#" data-name="load" title="Go to the definition of load">${text}</a></code>`;
  expect(html('`load`', 'load')).toBe(`<p>${link('load')}</p>`);
  expect(html('`load(a, b)`', 'load')).toBe(`<p>${link('load(a, b)')}</p>`);
  expect(html('`loads` and load', 'load')).toBe('<p><code>loads</code> and load</p>');
});

test('a name with quotes and dollars stays inside its attribute', () => {
  expect(html('`"$&<`', '"$&<')).toBe(
    '<p><code><a href="#" data-name="&quot;$&amp;&lt;" ' +
      'title="Go to the definition of &quot;$&amp;&lt;">&quot;$&amp;&lt;</a></code></p>',
  );
});

test('a block of code has its buttons, also before its end has come', () => {
  const block = html('```py"x\na < b');
  expect(block).toContain('<code>a &lt; b</code>');
  expect(block.match(/data-does="[a-z-]+"/g)).toEqual(['data-does="copy-code"', 'data-does="insert"']);
  expect(block).not.toMatch(/py"|quot/);
});

test('tables come without the style attributes that the policy forbids', () => {
  const table = html('| a | b |\n|:--|--:|\n| 1 | 2 |');
  expect(table).toContain('<td>2</td>');
  expect(table).not.toContain('style');
});
