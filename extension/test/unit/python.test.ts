import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { choosePython, pythonEnvironment, pythonsOnPath } from '../../installer/python.ts';

const WINDOWS = process.platform === 'win32';
const PYTHON = process.env.R1_TEST_PYTHON || 'python3';
const executable = execFileSync(PYTHON, ['-c', 'import sys; print(sys.executable)']).toString().trim();

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'r1-python-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A program that says that it is some other Python than the one that is here. */
function pretender(name: string, said: object): string[] {
  const path = join(folder, name);
  const python = { executable: path, version: [3, 12, 1], common: true, venv: true, ...said };
  writeFileSync(path, `#!/bin/sh\ncat <<'END'\n${JSON.stringify(python)}\nEND\n`);
  chmodSync(path, 0o755);
  return [path];
}

describe('choosePython', () => {
  test('takes the real one', async () => {
    expect(await choosePython([[PYTHON]])).toBe(executable);
  });

  test('passes over what is not there, fails or is no Python', async () => {
    const commands = [[join(folder, 'none')], [process.execPath], [PYTHON]];
    expect(await choosePython(commands)).toBe(executable);
  });

  test('is not misled by the environment', async () => {
    writeFileSync(join(folder, 'json.py'), 'raise SystemExit(3)');
    vi.stubEnv('PYTHONPATH', folder);
    vi.stubEnv('PYTHONHOME', folder);
    expect(await choosePython([[PYTHON]])).toBe(executable);
  });

  test('says that there is none', async () => {
    await expect(choosePython([])).rejects.toMatchObject({ kind: 'missing' });
  });

  test('says which one of the settings cannot be run', async () => {
    const wanted = join(folder, 'python');
    const chosen = choosePython([[wanted]], 'unusable');
    await expect(chosen).rejects.toMatchObject({ kind: 'unusable', detail: wanted });
  });

  test.skipIf(WINDOWS)('says which one is too old, and prefers one that is not', async () => {
    const old = pretender('old', { version: [3, 10, 13] });
    await expect(choosePython([old])).rejects.toMatchObject({
      kind: 'old',
      detail: `Python 3.10.13 (${old[0]})`,
    });
    expect(await choosePython([old, [PYTHON]])).toBe(executable);
  });

  test.skipIf(WINDOWS)('says which one is incomplete, as that one is the nearest', async () => {
    const old = pretender('old', { version: [3, 8, 1] });
    const venvless = pretender('venvless', { venv: false });
    const small = pretender('small', { common: false });
    const all = choosePython([old, small, venvless]);
    await expect(all).rejects.toMatchObject({ kind: 'venvless' });
    await expect(choosePython([old, small])).rejects.toMatchObject({ kind: 'platform' });
  });

  test.skipIf(WINDOWS)('takes the first that fits', async () => {
    const [first, second] = [pretender('a', {}), pretender('b', { version: [3, 13, 0] })];
    expect(await choosePython([first, second])).toBe(first[0]);
  });
});

describe('pythonsOnPath', () => {
  const end = WINDOWS ? '.exe' : '';
  const place = (name: string) => {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    copyFileSync(process.execPath, path);
    return path;
  };

  test('gives full paths, known versions first, and keeps the order of folders', () => {
    const any = place(`one/python3${end}`);
    const known = place(`two/python3.12${end}`);
    const path = [join(folder, 'one'), join(folder, 'two')].join(delimiter);
    expect(pythonsOnPath(path)).toEqual([[known], [any]]);
  });

  test('never looks into the present folder', () => {
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
    place(`python3${end}`);
    expect(pythonsOnPath(['.', '', 'bin'].join(delimiter))).toEqual([]);
    vi.restoreAllMocks();
  });

  test('finds a Python here', async () => {
    expect(await choosePython(pythonsOnPath())).toMatch(/python/);
  });
});

test("a Python that is started sees none of the user's other packages", () => {
  vi.stubEnv('PYTHONPATH', folder);
  vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:9');
  const environment = pythonEnvironment();
  expect(environment).not.toHaveProperty('PYTHONPATH');
  expect(environment).toMatchObject({ PYTHONNOUSERSITE: '1', HTTPS_PROXY: 'http://127.0.0.1:9' });
});
