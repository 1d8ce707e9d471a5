/** The messages that the server adds to the protocol: docs/lsp-extensions.md describes them. */
import type { Range } from 'vscode-languageserver-protocol';

type Part = { part: 'reasoning' | 'answer'; delta: string; done?: never };
type End = { done: true; stopped: boolean; part?: never; delta?: never };
export type StreamParams = { id: string } & (Part | End);

/** A finding as it is shown now; `fix` replaces its whole lines. */
export interface Finding {
  fingerprint: string;
  range: Range;
  severity: 'error' | 'warning' | 'info';
  category: string;
  message: string;
  confidence: number;
  path: string;
  fix: string | null;
  diff: string | null;
  reason?: string | null;
  reasoning: string | null;
}

export type FindingsParams = { uri: string; findings: Finding[] };

/** `model` is empty if there is none to use. */
export interface Status {
  model: string;
  title: string;
  contextLength: number;
  device: string;
  state: 'stopped' | 'loading' | 'ready' | 'busy' | 'failed';
  tokensPerSecond: number;
  queue: number;
  loading: number;
  jobs: { id: string; kind: string }[];
}

/** A model of the catalogue, or an installed one; sizes are in bytes. */
export interface Model {
  id: string;
  title: string;
  device: string;
  size: number;
  download: number;
  installed: boolean;
  current: boolean;
  reasoning: boolean;
  fits: boolean;
  why?: string;
  recommended: boolean;
}

export type Link = { name: string; uri: string; range: Range };

/** What an explanation, or an answer, came to. */
export type Answer = { id: string; title?: string; stopped: boolean; links?: Link[] } & Said;
type Said = { answer: string; reasoning: string };

/** How much a review has read and found. */
export type ReviewResult = Record<'findings' | 'files' | 'hunks', number> & {
  skipped: { path: string; reason: string; line?: number }[];
  stopped: boolean;
};

/**
 * A file that has the review run before each commit; `before` is null where there is none. With a
 * `problem` nothing can be done; `note` is a sentence for a user who can go on.
 */
export type Hook = Record<'path' | 'uri' | 'after', string> & {
  before: string | null;
  problem?: string | null;
  note?: string | null;
};
