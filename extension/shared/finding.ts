/** What is said about a finding, as Markdown in which nothing of the finding itself is markup. */
import type { Finding } from './protocol.ts';

/** Puts an English text into the user's language; `{0}` stands for the first of `values`. */
export type Translate = (text: string, ...values: (string | number)[]) => string;

const NAMES: Record<Finding['severity'], string> = { error: 'Error', warning: 'Warning', info: 'Note' };
/** What would hide text or turn it around: control characters, line and paragraph separators. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
/** `Code` as its first group, or a sign that starts code, a link, HTML, a table or a fence. */
const LINKS = /`([^`\n]+)`|[\\`~[\]<>&|@]|:(?=\/\/)|(?<=www)\./gi;
/** The same, and emphasis, headings, lists and rules. */
const SIGNIFICANT = new RegExp(`${LINKS.source}|[*_]|^[#+=-]|(?<=^\\d+)[.)]`, 'gim');
const FENCED = /^[ \t]*(`{3,}|~{3,})([\w+#-]*).*\n?([\s\S]*?)(?:^[ \t]*\1[`~]*[ \t]*$|(?![\s\S]))|.+/gm;

/** What a finding is, in a few words: "Warning: error handling, 90% sure". */
export function titleOf({ severity, category, confidence }: Finding, t: Translate): string {
  const sure = t('{0}% sure', Math.round(confidence * 100));
  return `${t(NAMES[severity])}: ${t(category.replaceAll('-', ' '))}, ${sure}`;
}

/** Describe a finding; the only HTML in it folds the reasoning, which is left out if it is empty. */
export function findingMarkdown(finding: Finding, t: Translate): string {
  const { message, reason, diff, reasoning } = finding;
  const parts = [plain(message)];
  if (reason && reason !== message) parts.push(`${t('Why it was raised:')} ${plain(reason)}`);
  if (diff !== null) parts.push(t('Proposed fix:'), fenced(visible(diff), 'diff'));
  if (reasoning) parts.push(`<details><summary>${t('Reasoning')}</summary>`, plain(reasoning), '</details>');
  return parts.join('\n\n');
}

/** Keep emphasis, lists and code of an answer; links, images, tables and HTML become text. */
export function answerMarkdown(answer: string): string {
  return visible(answer).replace(FENCED, (line, mark, language, code) =>
    mark ? fenced(code.replace(/\n$/, ''), language) : inert(line, LINKS),
  );
}

/** Text of which only `code` is set apart; lines stay lines. */
export function plain(text: string): string {
  const lines = visible(text).split('\n');
  return lines.map((line) => inert(line.trim(), SIGNIFICANT)).join('  \n');
}

function inert(text: string, signs: RegExp): string {
  return text.replace(signs, (found, code) => (code ? found : `\\${found}`));
}

/** A block of code whose fence is longer than any in it; of very long lines the end is left out. */
function fenced(code: string, language: string): string {
  const runs = code.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}${language}\n${code.replace(/^(.{400}).+/gm, '$1…')}\n${fence}`;
}

/** Unify line ends, show what is unseen, and leave out the end of what is too long to render. */
function visible(text: string): string {
  const shown = text.length > 20_000 ? `${text.slice(0, 20_000)}…` : text;
  return shown
    .replace(/\r\n?/g, '\n')
    .replace(UNSEEN, (sign) => (/[\n\t]/.test(sign) ? sign : `⟨${sign.charCodeAt(0).toString(16)}⟩`));
}
