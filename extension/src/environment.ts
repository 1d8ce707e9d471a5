/** The private Python environment that the server runs in: made once for each version of it. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from './problems.ts';
import { type Python, run } from './python.ts';

const MARKER = 'complete';
const INTERPRETER = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
const PIP = [
  '-P',
  '-m',
  'pip',
  'install',
  '--disable-pip-version-check',
  '--no-input',
  '--progress-bar=off',
];

/** What is installed, and where; full paths. */
export interface Environment {
  folder: string;
  requirements: string;
  wheel: string;
}

export type Step = 'waiting' | 'creating' | 'fetching' | 'unpacking';

export interface Installing {
  /** Bytes that have to be free. */
  needed: number;
  findPython: () => Promise<Python>;
  /** Takes what is done now, and of which package. */
  report: (step: Step, name?: string) => void;
  /** Takes each line that a program prints. */
  line: (text: string) => void;
  signal: AbortSignal;
}

/** The environment below `storage` for what the extension carries in the folder `carried`. */
export async function environmentFor(storage: string, carried: string): Promise<Environment> {
  const names = await readdir(carried);
  const path = (end: string) =>
    join(carried, names.find((name) => name.endsWith(end)) ?? `*${end}`);
  const [requirements, wheel] = [path('.txt'), path('.whl')];
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .update(await readFile(wheel));
  return {
    folder: join(storage, `server-${hash.digest('hex').slice(0, 12)}`),
    requirements,
    wheel,
  };
}

export const interpreter = (folder: string): string => join(folder, INTERPRETER);

/** Whether the environment was made to its end, and the Python that it needs is still there. */
export function isComplete(folder: string): boolean {
  try {
    const made = statSync(join(folder, MARKER)).isFile();
    const text = readFileSync(join(folder, 'pyvenv.cfg'), 'utf8');
    const value = (key: string) => RegExp(`^${key} *= *(.*)$`, 'm').exec(text)?.[1] ?? '';
    // its link may lead to another version after an upgrade of the system
    const minor = /python(3\.\d+)$/.exec(realpathSync(interpreter(folder)))?.[1];
    return (
      made && existsSync(value('home')) && (!minor || value('version').startsWith(`${minor}.`))
    );
  } catch {
    return false;
  }
}

/**
 * Make the environment, or wait while another window does, and remove those of other versions.
 * Throws a Problem, or an Error of what a program printed; leaves nothing that is not complete.
 */
export async function install(environment: Environment, how: Installing): Promise<void> {
  const { folder } = environment;
  await mkdir(dirname(folder), { recursive: true });
  const unlock = await lock(`${folder}.lock`, how);
  try {
    if (isComplete(folder)) return;
    await make(environment, how);
    await removeOthers(folder);
  } finally {
    if (!isComplete(folder)) await remove(folder).catch(() => {});
    unlock();
  }
}

async function make({ folder, requirements, wheel }: Environment, how: Installing): Promise<void> {
  const { signal, line, report } = how;
  const python = await how.findPython();
  await remove(folder);
  const { bavail, bsize } = await statfs(dirname(folder));
  if (bavail * bsize < how.needed) throw new Problem('disk');
  report('creating');
  await run([python.executable, '-I', '-m', 'venv', folder], signal, line);
  const pip = [interpreter(folder), ...PIP];
  const shown = (text: string) => {
    line(text);
    const name = /^Collecting ([\w.-]+)/.exec(text)?.[1];
    if (name) report('fetching', name);
    if (text.startsWith('Installing collected')) report('unpacking');
  };
  await run([...pip, '--require-hashes', '--only-binary=:all:', '-r', requirements], signal, shown);
  await run([...pip, '--no-deps', wheel], signal, line);
  await writeFile(join(folder, MARKER), '');
}

/** Have the lock file alone; gives what lets go of it. */
async function lock(path: string, { report, signal }: Installing): Promise<() => void> {
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    // looked at and removed without a turn for anything else in between
    if (isStale(path)) rmSync(path, { force: true });
    else {
      report('waiting');
      await pause(500, undefined, { signal });
    }
  }
}

/** Whether the process that took the lock is gone, with the machine's last run or by itself. */
function isStale(path: string): boolean {
  try {
    if (statSync(path).mtimeMs < Date.now() - uptime() * 1000) return true;
    process.kill(Number(readFileSync(path, 'utf8')), 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

const remove = (folder: string) => rm(folder, { recursive: true, force: true, maxRetries: 5 });

async function removeOthers(folder: string): Promise<void> {
  const storage = dirname(folder);
  const all = (await readdir(storage)).filter((name) => /^server-[0-9a-f]{12}$/.test(name));
  for (const other of all.map((name) => join(storage, name)))
    if (other !== folder && !existsSync(`${other}.lock`)) await remove(other).catch(() => {}); // in use
}
