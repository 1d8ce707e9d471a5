/** No process of the tests may speak to another machine: written down by each, asserted here. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const HOOKS = join(import.meta.dirname, 'guard');

export class Guard {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** The environment in which every Node and Python process is watched. */
  environment(): Record<string, string> {
    const node = `--require=${join(HOOKS, 'guard.cjs')}`;
    return { R1_GUARD: this.folder, NODE_OPTIONS: node, PYTHONPATH: HOOKS };
  }

  /** Assert that processes were watched which contain each text, and that none spoke to outside. */
  assertQuiet(...watched: string[]): void {
    const names = readdirSync(this.folder).filter((name) => /^(node|python)-\d+$/.test(name));
    const lines = names.map((name) => this.read(name).replaceAll('\n', ' '));
    for (const text of watched)
      assert.ok(
        lines.some((line) => line.includes(text)),
        `a process "${text}" was watched; there were:\n${lines.join('\n')}`,
      );
    const outside = existsSync(join(this.folder, 'outside')) ? this.read('outside') : '';
    assert.equal(outside, '', 'nothing leaves the machine');
  }

  private read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }
}
