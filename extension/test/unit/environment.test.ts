/** Real environments out of two small wheels: what pip would fetch, and what the extension carries. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Environment, environmentFor, install, interpreter, isComplete } from '../../installer/environment.ts';
import { problemOf } from '../../installer/problems.ts';
import { choosePython } from '../../installer/python.ts';

const WINDOWS = process.platform === 'win32';
const INSTALLER = join(import.meta.dirname, '../../installer/install.py');
const MAKE_WHEEL = `
import sys, zipfile
folder, name, version = sys.argv[1:]
info = f"{name}-{version}.dist-info"
with zipfile.ZipFile(f"{folder}/{name}-{version}-py3-none-any.whl", "w") as wheel:
    wheel.writestr(f"{name}/__init__.py", f"VERSION = {version!r}")
    wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(f"{info}/RECORD", "")
`;

let root = '';
let python = '';
let environment: Environment;
const at = (...names: string[]) => join(root, ...names);

function makeWheel(folder: string, name: string, version: string): string {
  mkdirSync(folder, { recursive: true });
  execFileSync(python, ['-c', MAKE_WHEEL, folder, name, version]);
  return join(folder, `${name}-${version}-py3-none-any.whl`);
}

/** A folder as the extension carries it. */
function carry(folder: string, hash: string, version = '1.0'): string {
  makeWheel(folder, 'r1_assistant', version);
  writeFileSync(join(folder, 'runtime.txt'), `needed==1.0 --hash=sha256:${hash}\n`);
  copyFileSync(INSTALLER, join(folder, 'install.py'));
  return folder;
}

/** Install, and give all that was printed. */
async function installed(
  which = environment,
  options: { needed?: number; signal?: AbortSignal; line?: (text: string) => void } = {},
) {
  const said: string[] = [];
  const line = (text: string) => {
    said.push(text);
    options.line?.(text);
  };
  const signal = options.signal ?? new AbortController().signal;
  await install(which, python, options.needed ?? 1, line, signal);
  return said;
}

const kindOf = (running: Promise<unknown>) =>
  running.then(
    () => 'none',
    (error) => problemOf(error).kind,
  );
const environments = () => readdirSync(at('storage')).filter((name) => name.startsWith('server-'));

let hash = '';
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'r1 environment-')); // with a space, as users' folders have
  python = await choosePython([[process.env.R1_TEST_PYTHON || 'python3']]);
  const wheel = makeWheel(at('index'), 'needed', '1.0');
  hash = createHash('sha256').update(readFileSync(wheel)).digest('hex');
  environment = await environmentFor(at('storage'), carry(at('carried'), hash));
});
beforeEach(() => {
  vi.stubEnv('PIP_CONFIG_FILE', WINDOWS ? 'nul' : '/dev/null');
  vi.stubEnv('PIP_NO_INDEX', '1');
  vi.stubEnv('PIP_FIND_LINKS', `file://${at('index').replaceAll(' ', '%20')}`);
  return () => vi.unstubAllEnvs();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('an installation that fails leaves nothing, and says what is wrong', {
  timeout: 120_000,
}, async () => {
  const refused = await environmentFor(at('storage'), carry(at('refused'), '0'.repeat(64)));
  expect(await kindOf(installed(refused))).toBe('hash');
  expect(await kindOf(installed(environment, { needed: Number.MAX_SAFE_INTEGER }))).toBe('disk');
  vi.stubEnv('PIP_NO_INDEX', undefined);
  vi.stubEnv('PIP_FIND_LINKS', undefined);
  vi.stubEnv('PIP_RETRIES', '0'); // with more it warns, and is easier to understand
  vi.stubEnv('PIP_INDEX_URL', 'http://127.0.0.1:9/');
  expect(await kindOf(installed())).toBe('network');
  expect(environments()).toEqual([]);
});

test('one that is cancelled stops at once and leaves nothing', { timeout: 200_000 }, async () => {
  const stop = new AbortController();
  const reason = new Error('the user');
  // pip says so of its own wheel, while it is put into the new environment
  const line = (text: string) => text.startsWith('Looking in links') && stop.abort(reason);
  await expect(installed(environment, { signal: stop.signal, line })).rejects.toBe(reason);
  expect(environments()).toEqual([]);
  await expect(installed(environment, { signal: stop.signal })).rejects.toBe(reason);
});

describe('an environment', { timeout: 200_000 }, () => {
  test('is made once by two windows that start together', async () => {
    expect(isComplete(environment.folder)).toBe(false);
    const both = await Promise.all([installed(), installed()]);
    const lines = both.flat();
    expect(lines.filter((line) => line === 'R1: waiting')).toHaveLength(1);
    expect(lines.filter((line) => line === 'R1: creating')).toHaveLength(1);
    expect(lines.join('\n')).toContain('Successfully installed needed-1.0');
    expect(isComplete(environment.folder)).toBe(true);
  });

  test('holds what was carried and what it needs', () => {
    const script = 'import needed, r1_assistant as r1; print(needed.VERSION, r1.VERSION)';
    const said = execFileSync(interpreter(environment.folder), ['-I', '-c', script]).toString();
    expect(said.trim()).toBe('1.0 1.0');
  });

  test('is known again without a process', async () => {
    vi.stubEnv('PATH', '');
    const again = await environmentFor(at('storage'), at('carried'));
    expect(again).toEqual(environment);
    expect(isComplete(again.folder)).toBe(true);
  });

  test('is not made again where it works', async () => {
    expect(await installed()).toEqual([]);
  });

  test('waits while another process has the lock, until the user cancels', async () => {
    const script = `import runpy, sys; m = runpy.run_path(sys.argv[1])
from pathlib import Path
with m["alone"](Path(sys.argv[2])): print("mine", flush=True); sys.stdin.read()`;
    const args = ['-c', script, INSTALLER, at('storage', 'install.lock')];
    const other = spawn(python, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(other.stdout, 'data');
    const stop = new AbortController();
    const line = (text: string) => text === 'R1: waiting' && stop.abort(new Error('the user'));
    await expect(installed(environment, { signal: stop.signal, line })).rejects.toThrow('the user');
    expect(isComplete(environment.folder)).toBe(true);
    const waiting = installed(environment, {
      line: (text) => text === 'R1: waiting' && other.kill('SIGKILL'),
    });
    expect(await waiting).toEqual(['R1: waiting']); // the lock of one that died is free
  });

  test('is incomplete without its marker', () => {
    const marker = join(environment.folder, 'complete');
    unlinkSync(marker);
    expect(isComplete(environment.folder)).toBe(false);
    writeFileSync(marker, '');
  });

  test('is incomplete where its Python is gone', () => {
    const told = join(environment.folder, 'pyvenv.cfg');
    const text = readFileSync(told, 'utf8');
    writeFileSync(told, text.replace(/^home = .*$/m, `home = ${at('gone')}`));
    expect(isComplete(environment.folder)).toBe(false);
    writeFileSync(told, text);
    expect(isComplete(environment.folder)).toBe(true);
  });

  test.skipIf(WINDOWS)('is made again where its Python became another', async () => {
    const link = interpreter(environment.folder);
    writeFileSync(at('python3.99'), '');
    unlinkSync(link);
    symlinkSync(at('python3.99'), link);
    expect(isComplete(environment.folder)).toBe(false);
    expect(await installed()).toContain('R1: creating');
    expect(isComplete(environment.folder)).toBe(true);
  });

  test('of another version is a new one, and the old one goes', async () => {
    const newer = await environmentFor(at('storage'), carry(at('newer'), hash, '1.1'));
    expect(newer.folder).not.toBe(environment.folder);
    await installed(newer);
    expect(isComplete(newer.folder)).toBe(true);
    expect(existsSync(environment.folder)).toBe(false);
  });
});
