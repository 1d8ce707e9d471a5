/** A model's Markdown as HTML that loads nothing, runs nothing and goes nowhere by itself. */
import MarkdownIt from 'markdown-it';

/** What the buttons and links in an answer are called (HTML); `{0}` in `open` is the name. */
export interface Labels {
  copy: string;
  copyCode: string;
  insert: string;
  insertCode: string;
  open: string;
}

/** @param names what is linked to its definition where it stands in `inline code` */
export type Render = (source: string, names: ReadonlySet<string>) => string;

export function renderer(labels: Labels): Render {
  const markdown = new MarkdownIt({ html: false, linkify: false });
  const escaped = markdown.utils.escapeHtml;
  const { rules } = markdown.renderer;
  // what is no web address stays the text that it is; before one is opened, VS Code asks
  markdown.validateLink = (url) => /^https?:\/\//i.test(url);
  rules.link_open = (tokens, at, options, _, self) => {
    const token = tokens[at];
    token?.attrSet('title', String(token.attrGet('href')));
    return self.renderToken(tokens, at, options);
  };
  rules.image = (tokens, at) => escaped(tokens[at]?.content ?? '');
  rules.fence = rules.code_block = (tokens, at) => block(escaped(tokens[at]?.content ?? ''), labels);
  rules.code_inline = (tokens, at, _, env) => inline(tokens[at]?.content ?? '', env?.names as ReadonlySet<string>);
  // markdown-it aligns columns with a style attribute, which the panel's policy forbids
  rules.th_open = () => '<th>';
  rules.td_open = () => '<td>';
  return (source, names) => markdown.render(source, { names });

  function inline(code: string, names: ReadonlySet<string>): string {
    const text = escaped(code);
    const name = [code, code.replace(/\(.*\)$/s, '')].find((one) => names.has(one));
    if (name === undefined) return `<code>${text}</code>`;
    const title = escaped(labels.open.replace('{0}', () => name));
    return `<code><a href="#" data-name="${escaped(name)}" title="${title}">${text}</a></code>`;
  }
}

/** A block of code under buttons that take it elsewhere; `code` is HTML already. */
function block(code: string, labels: Labels): string {
  const buttons = [
    ['copy-code', labels.copy, labels.copyCode],
    ['insert', labels.insert, labels.insertCode],
  ].map(
    ([does, label, title]) =>
      `<button data-does="${does}" data-testid="${does}" title="${title}" aria-label="${title}">${label}</button>`,
  );
  const tools = `<div class="tools">${buttons.join('')}</div>`;
  return `<div class="code">${tools}<pre tabindex="0"><code>${code}</code></pre></div>\n`;
}
