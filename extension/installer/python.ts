/** Python on this machine: found and judged. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { type Kind, Problem } from './problems.ts';

/** The environment of every Python that is started here: without the user's other packages. */
export function pythonEnvironment(): NodeJS.ProcessEnv {
  const { PYTHONPATH, PYTHONHOME, __PYVENV_LAUNCHER__, ...others } = process.env;
  return { ...others, PYTHONNOUSERSITE: '1', PYTHONUTF8: '1', PYTHONUNBUFFERED: '1' };
}

interface Python {
  executable: string;
  version: [major: number, minor: number, micro: number];
  common: boolean; // 64-bit CPython with a global lock: what wheels are made for
  venv: boolean;
}

const SCRIPT = `
import json, sys, sysconfig
from importlib.util import find_spec
common = sys.maxsize > 2**32 and sys.implementation.name == "cpython"
common = common and not sysconfig.get_config_var("Py_GIL_DISABLED")
venv = bool(find_spec("venv") and find_spec("ensurepip"))
print(json.dumps(dict(executable=sys.executable, version=sys.version_info[:3], common=common, venv=venv)))`;

const NEAREST_FIRST = [undefined, 'venvless', 'platform', 'old'] as const;

function unfit({ version: [major, minor], common, venv }: Python) {
  if (major !== 3 || minor < 11) return 'old';
  if (!common) return 'platform';
  return venv ? undefined : 'venvless';
}

/**
 * Give the path of the first Python that will do among command lines.
 * Throws a Problem that names the nearest, of the kind `none` if nothing there is a Python.
 */
export async function choosePython(commands: string[][], none: Kind = 'missing'): Promise<string> {
  const found = (await Promise.all(commands.map(probe))).flat();
  const distance = (python: Python) => NEAREST_FIRST.indexOf(unfit(python));
  const [best] = found.sort((a, b) => distance(a) - distance(b));
  if (!best) throw new Problem(none, commands[0]?.[0]);
  const why = unfit(best);
  if (why) throw new Problem(why, `Python ${best.version.join('.')} (${best.executable})`);
  return best.executable;
}

async function probe([program = '', ...args]: string[]): Promise<Python[]> {
  const options = { env: pythonEnvironment(), timeout: 15_000, windowsHide: true };
  const said = promisify(execFile)(program, [...args, '-I', '-c', SCRIPT], options);
  return said.then(({ stdout }) => [JSON.parse(stdout) as Python]).catch(() => []);
}

/** Command lines that may be a Python, those first for which wheels are known to be made. */
export function pythonsOnPath(path = process.env.PATH ?? ''): string[][] {
  const names = ['python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3', 'python', 'py'];
  const end = process.platform === 'win32' ? '.exe' : '';
  // by full path: Windows would look into the present folder first
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder));
  const all = names.flatMap((name) => folders.map((folder) => join(folder, name + end)));
  // macOS's own is too old, or a stub that opens a window
  const stub = (file: string) => process.platform === 'darwin' && file.startsWith('/usr/bin/');
  const there = all.filter((file) => existsSync(file) && !stub(file));
  return there.map((file) => (file.endsWith('py.exe') ? [file, '-3'] : [file]));
}
