/** What can go wrong while the server is installed. */

export type Button = 'Get Python' | 'Open Settings' | 'Try Again' | 'Show Log';

/** What the user is told, in English, and the button that helps; `{0}` stands for the detail. */
export const PROBLEMS = {
  // Python itself, or the program that is named in its place
  absent: ['R1 finds no {0}, which the setting r1.server.path names.', 'Open Settings'],
  missing: ['R1 needs Python 3.11 or later, and there is none on this machine.', 'Get Python'],
  unusable: ['R1 cannot run {0}, which the setting r1.server.python names.', 'Open Settings'],
  old: ['R1 needs Python 3.11 or later, and found only {0}.', 'Open Settings'],
  venvless: ['{0} has no venv. Install it (Debian: python3-venv) or name another one.', 'Open Settings'],
  // a Python, or a machine, for which there are no wheels
  platform: ['Some packages of R1 do not exist for this Python. Name another one: {0}', 'Open Settings'],
  network: ['R1 could not download its packages. Check the network and the proxy.', 'Try Again'],
  disk: ['R1 needs {0} MB of free disk in {1}.', 'Try Again'],
  hash: ['A package was refused, because it is not the one that R1 was tested with.', 'Open Settings'],
  other: ['R1 could not be installed: {0}', 'Show Log'],
} as const satisfies Record<string, readonly [string, Button]>;

export type Kind = keyof typeof PROBLEMS;

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
