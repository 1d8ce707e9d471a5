/** The panel's elements, and how an entry is shown in them. */
import { type Entry, type State, type Texts, words } from '../shared/entries.ts';
import type { Render } from './markdown.ts';

const STATES: Record<State, keyof Texts> = {
  waiting: 'Waiting for the model',
  thinking: 'Thinking',
  writing: 'Writing',
  done: 'Done',
  stopped: 'Stopped',
  failed: 'Failed',
};

/** How far from its end (pixels) a page still counts as read to the end. */
const NEAR = 24;

export type View = ReturnType<typeof build>;

/** Make the panel's elements, without anything in them yet. */
export function build(texts: Texts) {
  const button = (label: keyof Texts, id: string) =>
    make('button', { textContent: texts[label] }, { testid: id, does: id });
  const earlier = make('select', { ariaLabel: texts['Earlier answers'] }, { testid: 'history' });
  const title = make('h2');
  const status = make('span', { role: 'status', ariaLive: 'polite' }, { testid: 'status' });
  const [hurry, stop] = [button('Answer Now', 'answer-now'), button('Stop', 'stop')];
  const copy = button('Copy', 'copy');
  const summary = make('summary');
  const thought = make('details', {}, { testid: 'thought' });
  const thinking = make('div', { className: 'thinking' });
  const answer = make('div', { role: 'log', ariaLabel: texts.Answer }, { testid: 'answer' });
  const error = make('p', { className: 'error', role: 'alert' }, { testid: 'error' });
  const bar = make('div', { className: 'bar' });
  const empty = make('p', { className: 'empty' }, { testid: 'empty' });
  const entry = make('main');
  empty.textContent = texts[emptyText];
  thought.append(summary, thinking);
  bar.append(status, hurry, stop, copy);
  entry.append(earlier, title, bar, thought, answer, error);
  document.body.replaceChildren(empty, entry);
  return {
    empty,
    entry,
    earlier,
    title,
    status,
    hurry,
    stop,
    copy,
    summary,
    thought,
    thinking,
    answer,
    error,
  };
}

const emptyText = 'Select code in an editor and choose "R1: Explain" from its context menu: the answer appears here.';

/** List all answers, the newest first. */
export function list(view: View, entries: readonly Entry[], shown: string): void {
  view.empty.hidden = entries.length > 0;
  view.entry.hidden = !entries.length;
  view.earlier.hidden = entries.length < 2;
  const options = entries.map(({ id, title, time }) => {
    const clock = new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    return new Option(`${clock} · ${title}`, id, false, id === shown);
  });
  view.earlier.replaceChildren(...options.reverse());
}

/**
 * Show an entry as it is now; what has not changed is left alone.
 * @param open whether the reader opened or folded the thought; undefined: it follows the answer
 */
export function show(view: View, entry: Entry, texts: Texts, render: Render, open?: boolean): void {
  const scroller = document.documentElement;
  const follow = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
  const going = ['waiting', 'thinking', 'writing'].includes(entry.state);
  const thinks = entry.state === 'thinking';
  const counted = thinks ? texts['Thinking: {0} words'] : texts['Thought ({0} words)'];
  setText(view.title, entry.title);
  setText(view.status, texts[STATES[entry.state]]);
  setText(view.summary, counted.replace('{0}', String(words(entry.reasoning))));
  setText(view.error, entry.state === 'failed' ? (entry.error ?? '') : '');
  grow(view.thinking, entry.reasoning || (entry.unfold && !going ? texts[nothing] : ''));
  view.thought.hidden = !view.thinking.textContent;
  view.thought.open = open ?? (entry.unfold || thinks);
  view.hurry.hidden = !thinks;
  view.stop.hidden = !going;
  view.copy.hidden = going || !entry.answer;
  view.error.hidden = !view.error.textContent;
  view.answer.ariaBusy = String(going);
  blocks(view.answer, render(entry.answer, new Set(entry.links.map((link) => link.name))));
  if (follow && going) scroller.scrollTop = scroller.scrollHeight;
}

const nothing = 'The model did not say what it thought.';

/** Put HTML in place of an element's, from the first block on that differs: keeps what is selected. */
function blocks(element: HTMLElement, html: string): void {
  const template = document.createElement('template');
  template.innerHTML = html;
  const [old, now] = [[...element.children], [...template.content.children]];
  const same = now.findIndex((block, at) => !old[at]?.isEqualNode(block));
  const kept = same < 0 ? now.length : same;
  for (const block of old.slice(kept)) block.remove();
  element.append(...now.slice(kept));
}

/** Set a text, by appending to it if it only grew. */
function grow(element: HTMLElement, text: string): void {
  const before = element.textContent ?? '';
  if (text === before) return;
  const node = element.firstChild;
  if (node instanceof Text && text.startsWith(before)) node.appendData(text.slice(before.length));
  else element.textContent = text;
}

/** Set a text if it is another one: a screen reader says it again otherwise. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  data: Record<string, string> = {},
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties);
  Object.assign(element.dataset, data);
  return element;
}
