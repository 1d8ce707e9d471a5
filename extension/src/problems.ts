/** What can go wrong while the server is installed. */

/** `platform`: a Python or a machine for which there are no wheels. */
export type Kind =
  | ('missing' | 'unusable' | 'old' | 'venvless' | 'platform') // Python itself
  | ('network' | 'disk' | 'hash' | 'other');

/** A failure that is understood; `detail` names what was found, or is what a program said last. */
export class Problem extends Error {
  readonly kind: Kind;
  readonly detail: string;

  constructor(kind: Kind, detail = '') {
    super(`${kind}: ${detail}`);
    this.kind = kind;
    this.detail = detail;
  }
}

// The first that matches counts. Of an index out of reach, too, pip says that it has no matching
// distribution, and of the first package already, which is one for every machine.
const SIGNS: [Kind, RegExp][] = [
  ['disk', /ENOSPC|EDQUOT|No space left|quota exceeded|WinError 112|not enough space/i],
  ['hash', /DO NOT MATCH THE HASHES|hashes are required/i],
  ['network', /connection broken by|(Connection|Timeout|Proxy|SSL|Retry)Error|CERTIFICATE_VERIFY/],
  ['network', /Could not fetch URL|HTTP error [45]|Connection (refused|reset)|IncompleteRead/i],
  ['network', /R1: fetching(?!.*(Collecting|Processing) ).*No matching distribution/s],
  ['venvless', /No module named '?(venv|ensurepip)/],
  ['platform', /No matching distribution|not a supported wheel|requires a different Python/i],
];

/** What an error, with the output of the program that failed as its message, is to the user. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const text = error instanceof Error ? error.message : String(error);
  const kind = SIGNS.find(([, sign]) => sign.test(text))?.[0] ?? 'other';
  return new Problem(kind, text.trim().split('\n').at(-1)?.trim());
}
