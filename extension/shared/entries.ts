/** What the panel shows, and what it and the extension say to each other. Neither DOM nor editor. */
import type { Link, StreamParams } from './protocol.ts';

export type State = 'waiting' | 'thinking' | 'writing' | 'done' | 'stopped' | 'failed';

/** One answer; `time` is when it was asked for (ms), `unfold` keeps its thought open. */
export interface Entry {
  id: string;
  time: number;
  title: string;
  reasoning: string;
  answer: string;
  links: Link[];
  state: State;
  unfold: boolean;
  error?: string;
}

export type ToPanel =
  | { kind: 'all'; texts: Texts; entries: Entry[]; show: string }
  | { kind: 'entry'; entry: Entry }
  | Delta;

export interface Delta {
  kind: 'delta';
  id: string;
  part: 'reasoning' | 'answer';
  delta: string;
}

/** What the reader wants done with an entry or a `text`: code, a linked name, or a web address. */
export interface FromPanel {
  kind: 'ready' | 'stop' | 'answerNow' | 'copy' | 'insert' | 'open' | 'follow';
  id: string;
  text: string;
}

/** Every text that the panel shows by itself, in English; `{0}` is where a number or name goes. */
export const TEXTS = [
  'Select code in an editor and choose "R1: Explain" from its context menu: the answer appears here.',
  'Earlier answers',
  'Thought ({0} words)',
  'Thinking: {0} words',
  'Answer',
  'Answer Now',
  'Stop',
  'Copy',
  'Copy this code',
  'Insert',
  'Insert this code at the cursor',
  'Go to the definition of {0}',
  'Waiting for the model',
  'Thinking',
  'Writing',
  'Done',
  'Stopped',
  'Failed',
  'The model did not say what it thought.',
] as const;

type Text = (typeof TEXTS)[number];
export type Texts = Record<Text, string>;

/** Translate what the panel shows. */
export function texts(translate: (english: string) => string): Texts {
  return Object.fromEntries(TEXTS.map((text) => [text, translate(text)])) as Texts;
}

/** To how many answers one can go back; older ones are forgotten. */
export const MOST = 50;

/** Add an entry that waits for its answer, and forget the oldest ones if there are too many. */
export function begin(entries: Entry[], asked: Pick<Entry, 'id' | 'title' | 'unfold'>): Entry {
  const empty = { reasoning: '', answer: '', links: [], state: 'waiting' as const };
  const entry: Entry = { ...asked, ...empty, time: Date.now() };
  entries.push(entry);
  entries.splice(0, entries.length - MOST);
  return entry;
}

/** Append what was streamed, unless it belongs to no entry; gives what the panel is to be told. */
export function append(entries: Entry[], { id, part, delta }: StreamParams): Delta | undefined {
  const entry = entries.find((one) => one.id === id);
  if (!entry || !part || !delta) return undefined;
  entry[part] += delta;
  entry.state = part === 'answer' ? 'writing' : 'thinking';
  return { kind: 'delta', id, part, delta };
}

/** Where a name of an entry's answer is defined; a panel is not asked for the place. */
export function linkOf(entries: readonly Entry[], id: string, name: string): Link | undefined {
  return entries.find((one) => one.id === id)?.links.find((one) => one.name === name);
}

/** How many words a text has, in any language that puts spaces between them. */
export function words(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

/** The panel's document: it loads its own script and style sheet, and nothing else from anywhere. */
export function page(own: { script: string; style: string; source: string; nonce: string }): string {
  const policy = `default-src 'none'; style-src ${own.source}; script-src 'nonce-${own.nonce}'`;
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${own.style}">
<title>R1</title>
</head>
<body><script nonce="${own.nonce}" src="${own.script}"></script></body>
</html>`;
}
