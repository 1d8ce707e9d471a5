/** The messages that the server adds to the protocol: docs/lsp-extensions.md describes them. */
import type { Position, Range } from 'vscode-languageserver-protocol';

export type Severity = 'error' | 'warning' | 'info';

export interface StreamParams {
  id: string;
  part?: 'reasoning' | 'answer';
  delta?: string;
  done?: true;
  stopped?: boolean;
}

/** A finding as it is shown now; `fix` replaces its whole lines. */
export interface Finding {
  fingerprint: string;
  range: Range;
  severity: Severity;
  category: string;
  message: string;
  confidence: number;
  path: string;
  fix: string | null;
  diff: string | null;
  reason?: string | null;
  hasReasoning: boolean;
}

export interface FindingsParams {
  uri: string;
  findings: Finding[];
}

/** `installed` is whether there is a model to use at all. */
export interface Status {
  installed: boolean;
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

export interface Model {
  id: string;
  title: string;
  device: string;
  parameters: string;
  size: number;
  download: number;
  installed: boolean;
  current: boolean;
  reasoning: boolean;
  fits: boolean;
  why?: string;
  recommended: boolean;
}

/** What an explanation or an answer came to. */
export interface Answer {
  id: string;
  title?: string;
  answer: string;
  reasoning: string;
  stopped: boolean;
  links?: Link[];
}

export interface Link {
  name: string;
  uri: string;
  range: Range;
}

export interface ReviewResult {
  findings: number;
  files: number;
  hunks: number;
  skipped: { path: string; reason: string; line?: number }[];
  stopped: boolean;
}

export interface Hook {
  path: string;
  uri: string;
  before: string | null;
  after: string;
  problem?: string | null;
}

export interface ExplainArgument {
  uri: string;
  range?: Range;
  position?: Position;
  id?: string;
}
