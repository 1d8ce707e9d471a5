/** Where things are that the tests use, and the folders that they make. */
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const EXTENSION = resolve(import.meta.dirname, '../..');
export const CHECKOUT = resolve(EXTENSION, '..');

/** The value of an environment variable that test/all.sh sets; throws if it is missing. */
export function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`${name} is not set: run extension/test/all.sh, or source what it prints.`);
}

/** The Python that has the server's package and what it needs. */
export const python = (): string => required('R1_TEST_PYTHON');

/** The packaged extension: R1_VSIX, or the one that scripts/package.mjs makes. */
export function vsix(): string {
  const file = resolve(process.env.R1_VSIX ?? join(EXTENSION, 'r1-assistant.vsix'));
  if (existsSync(file)) return file;
  throw new Error(`There is no ${file}: run node scripts/package.mjs.`);
}

/** A new folder below the system's temporary one; the path is real and has no blanks. */
export function temporary(name: string): string {
  return mkdtempSync(join(tmpdir(), `r1-${name}-`));
}

/** Where pictures of failures go. */
export function pictures(): string {
  const folder = process.env.R1_TEST_PICTURES ?? join(tmpdir(), 'r1-failures');
  mkdirSync(folder, { recursive: true });
  return folder;
}
