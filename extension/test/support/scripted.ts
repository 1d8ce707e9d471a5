/** A program that is the real language server with a model that answers from a script. */
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT, python } from './paths.ts';

/** tests/support/scripted_server.py says what each member does; `gate` is this helper's. */
export interface Script {
  answer?: string;
  reasoning?: string;
  piece?: number;
  pause?: number;
  fim?: boolean;
  by_slot?: Record<string, string>;
  by_text?: Record<string, string>;
  missing?: boolean;
  error?: string;
  /** Pieces that come before the gate is opened; without it there is no gate. */
  free?: number;
}

const SERVER = join(CHECKOUT, 'tests', 'support', 'scripted_server.py');
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

export class ScriptedServer {
  /** An executable; each start of it reads the script anew. */
  readonly program: string;
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    this.program = join(folder, 'r1-server');
    mkdirSync(folder, { recursive: true });
    const lines = [
      '#!/bin/sh',
      `export R1_SCRIPT="$(cat ${quoted(this.path('script.json'))})"`,
      `export R1_HOME="$(cat ${quoted(this.path('home'))})" R1_MODEL_FLAG=${quoted(this.path('flag'))}`,
      `export R1_PROMPTS=${quoted(this.path('prompts'))} R1_MODEL=`,
      `echo $$ >> ${quoted(this.path('pids'))}`,
      `exec ${quoted(python())} -P ${quoted(SERVER)} "$@"`,
    ];
    writeFileSync(this.program, `${lines.join('\n')}\n`, { mode: 0o755 });
    this.play({});
  }

  /** What the next server plays; whatever the one before did is forgotten. */
  play(script: Script): void {
    for (const name of ['gate', 'flag', 'prompts', 'pids']) rmSync(this.path(name), { force: true });
    const gate = script.free === undefined ? {} : { gate: this.path('gate') };
    // a home of its own: explanations and reviews are kept there
    writeFileSync(this.path('home'), mkdtempSync(this.path('home-')));
    writeFileSync(this.path('script.json'), JSON.stringify({ ...script, ...gate }));
  }

  /** Let the model write on. */
  openGate(): void {
    appendFileSync(this.path('gate'), '');
  }

  /** Have a model that was missing. */
  installModel(): void {
    appendFileSync(this.path('flag'), '');
  }

  /** What the model was asked since the script began, one by one. */
  prompts(): string[] {
    if (!existsSync(this.path('prompts'))) return [];
    return readFileSync(this.path('prompts'), 'utf8').trim().split('\n');
  }

  /** What there is to know after a failure. */
  state(): string {
    const gate = existsSync(this.path('gate')) ? 'open' : 'closed';
    return `gate ${gate}, servers ${this.pids()}, prompts ${this.prompts().length}`;
  }

  /** The process ids of the servers that were started, the last one last. */
  pids(): number[] {
    if (!existsSync(this.path('pids'))) return [];
    return readFileSync(this.path('pids'), 'utf8').trim().split('\n').map(Number);
  }

  private path(name: string): string {
    return join(this.folder, name);
  }
}
