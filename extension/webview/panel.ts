/** The panel's script: shows what the extension tells, and tells what the reader wants. */
import { append, type Entry, type FromPanel, type Texts, type ToPanel } from '../shared/entries.ts';
import { type Render, renderer } from './markdown.ts';
import { build, list, show, type View } from './view.ts';

/** Kept by VS Code while the panel is hidden: the answer that is shown, thoughts set by hand. */
interface Kept {
  shown: string;
  open: Record<string, boolean>;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
};

const host = acquireVsCodeApi();
const kept: Kept = host.getState() ?? { shown: '', open: {} };
let entries: Entry[] = [];
let texts: Texts;
let view: View | undefined;
let render: Render;
let drawing = false;

addEventListener('message', ({ data }: MessageEvent<ToPanel>) => take(data));
document.addEventListener('click', clicked);
tell('ready');

function take(message: ToPanel): void {
  if (message.kind === 'all') start(message.texts, message.entries, message.show);
  else if (message.kind === 'delta') append(entries, message);
  else entries = entries.map((one) => (one.id === message.entry.id ? message.entry : one));
  if (message.kind !== 'delta' && view) list(view, entries, kept.shown);
  if (!drawing) requestAnimationFrame(draw); // however many pieces come for a frame
  drawing = true;
}

function start(translated: Texts, all: Entry[], asked: string): void {
  entries = all;
  texts = translated;
  const known = (id: string) => entries.some((one) => one.id === id);
  kept.shown = [asked, kept.shown].find(known) ?? entries.at(-1)?.id ?? '';
  if (!view) {
    view = build(texts);
    view.earlier.addEventListener('change', () => choose(view?.earlier.value ?? ''));
    render = renderer({
      copy: texts.Copy,
      copyCode: texts['Copy this code'],
      insert: texts.Insert,
      insertCode: texts['Insert this code at the cursor'],
      open: texts['Go to the definition of {0}'],
    });
  }
}

function draw(): void {
  drawing = false;
  const entry = shown();
  if (view && entry) show(view, entry, texts, render, kept.open[entry.id]);
}

function shown(): Entry | undefined {
  return entries.find((one) => one.id === kept.shown);
}

function choose(id: string): void {
  kept.shown = id;
  host.setState(kept);
  draw();
  scrollTo(0, 0);
}

function clicked(event: MouseEvent): void {
  const target = event.target as Element;
  const entry = shown();
  if (!entry || !view) return;
  const link = target.closest('a');
  if (link) {
    // by itself VS Code would open an address without a question, and scroll up for a name
    event.preventDefault();
    event.stopPropagation();
    tell(link.dataset.name ? 'open' : 'follow', entry.id, link.dataset.name ?? link.href);
  }
  const code = () => target.closest('.code')?.querySelector('pre')?.textContent ?? '';
  const does = target.closest<HTMLElement>('[data-does]')?.dataset.does;
  if (does === 'stop') tell('stop', entry.id);
  if (does === 'answer-now') tell('answerNow', entry.id);
  if (does === 'copy') tell('copy', entry.id, entry.answer);
  if (does === 'copy-code') tell('copy', entry.id, code());
  if (does === 'insert') tell('insert', entry.id, code());
  if (target.closest('summary')) {
    kept.open[entry.id] = !view.thought.open; // it is turned over after this event
    host.setState(kept);
  }
}

function tell(kind: FromPanel['kind'], id = '', text = ''): void {
  host.postMessage({ kind, id, text });
}
