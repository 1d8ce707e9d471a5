/** Python on this machine: found, judged and run. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Kind, Problem } from './problems.ts';

const WINDOWS = process.platform === 'win32';

/** Changes to the environment that keep the user's other packages away from ours. */
const ISOLATED = { PYTHONPATH: undefined, PYTHONHOME: undefined, __PYVENV_LAUNCHER__: undefined };

/** The environment of every Python that is started here, the server included. */
export const pythonEnvironment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  ...ISOLATED,
  PYTHONNOUSERSITE: '1',
  PYTHONUTF8: '1',
});

/** What a Python says of itself; `common`: 64-bit CPython with a global lock, as wheels are for. */
export interface Python {
  executable: string;
  version: [major: number, minor: number, micro: number];
  common: boolean;
  venv: boolean;
}

const SCRIPT = `
import json, sys, sysconfig
from importlib.util import find_spec
common = sys.maxsize > 2**32 and sys.implementation.name == "cpython"
common = common and not sysconfig.get_config_var("Py_GIL_DISABLED")
venv = bool(find_spec("venv") and find_spec("ensurepip"))
print(json.dumps(dict(executable=sys.executable, version=sys.version_info[:3], common=common, venv=venv)))`;

const RANK = [undefined, 'venvless', 'platform', 'old'] as const;

function unfit({ version: [major, minor], common, venv }: Python): (typeof RANK)[number] {
  if (major !== 3 || minor < 11) return 'old';
  if (!common) return 'platform';
  return venv ? undefined : 'venvless';
}

/**
 * Give the first of these command lines that is a Python which will do.
 * Throws a Problem that names the one that comes nearest, of the kind `none` if there is none.
 */
export async function choosePython(
  commands: string[][],
  signal: AbortSignal,
  none: Kind = 'missing',
): Promise<Python> {
  const found = (await Promise.all(commands.map((command) => probe(command, signal)))).flat();
  const [best] = found.sort((a, b) => RANK.indexOf(unfit(a)) - RANK.indexOf(unfit(b)));
  if (!best) throw new Problem(none, commands[0]?.[0]);
  const why = unfit(best);
  if (why) throw new Problem(why, `Python ${best.version.join('.')} (${best.executable})`);
  return best;
}

async function probe([program = '', ...args]: string[], signal: AbortSignal): Promise<Python[]> {
  try {
    const patient = AbortSignal.any([signal, AbortSignal.timeout(15_000)]);
    return [JSON.parse(await run([program, ...args, '-I', '-c', SCRIPT], patient))];
  } catch {
    signal.throwIfAborted();
    return [];
  }
}

/** Command lines on PATH that may be a Python, those first for which wheels are known to exist. */
export function pythonsOnPath(path = process.env.PATH ?? ''): string[][] {
  // by full path: Windows would look into the present folder first
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder));
  const names = ['python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3', 'python', 'py'];
  const all = names.flatMap((name) => folders.map((f) => join(f, WINDOWS ? `${name}.exe` : name)));
  // macOS's own is too old, or a stub that opens a window
  const stub = (p: string) => process.platform === 'darwin' && p.startsWith('/usr/bin/');
  return all
    .filter((p) => existsSync(p) && !stub(p))
    .map((p) => (/\bpy.exe$/.test(p) ? [p, '-3'] : [p]));
}

/**
 * Run a program and give what it printed, each line of which goes to `line` at once.
 * Throws an Error of all that it printed if it fails; the signal ends it with all that it started.
 */
export async function run(
  [program = '', ...args]: string[],
  signal: AbortSignal,
  line: (text: string) => void = () => {},
): Promise<string> {
  signal.throwIfAborted();
  const child = spawn(program, args, {
    env: pythonEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: !WINDOWS, // a process group of its own
    windowsHide: true,
  });
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on('line', (text) => lines.push(text) && line(text));
  const end = () => {
    if (!child.pid) return;
    if (WINDOWS)
      spawn('taskkill', ['/pid', String(child.pid), '/t', '/f']).on('error', () => child.kill());
    else process.kill(-child.pid, 'SIGKILL');
  };
  signal.addEventListener('abort', end);
  try {
    const code = await new Promise((ended, failed) => child.on('error', failed).on('close', ended));
    signal.throwIfAborted();
    if (code !== 0) throw new Error(lines.join('\n') || `${program}: ${code}`);
  } finally {
    signal.removeEventListener('abort', end);
  }
  return lines.join('\n');
}
