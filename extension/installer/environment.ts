/** The private Python environment that the server runs in: one for each version of the server. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pythonEnvironment } from './python.ts';

/** Full paths of the environment and of what it is made from. */
export interface Environment {
  folder: string;
  requirements: string;
  wheel: string;
  installer: string;
}

/** The environment below `storage` for what the extension carries in the folder `carried`. */
export async function environmentFor(storage: string, carried: string): Promise<Environment> {
  const wheel = (await readdir(carried)).find((name) => name.endsWith('.whl')) ?? 'no wheel';
  const paths = ['runtime.txt', wheel, 'install.py'].map((name) => join(carried, name));
  const [requirements, path, installer] = paths as [string, string, string];
  const hash = createHash('sha256');
  for (const file of [requirements, path]) hash.update(await readFile(file));
  const folder = join(storage, `server-${hash.digest('hex').slice(0, 12)}`);
  return { folder, requirements, wheel: path, installer };
}

export function interpreter(folder: string): string {
  return join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
}

/** Whether the environment was made to its end, and the Python that it needs is still there. */
export function isComplete(folder: string): boolean {
  try {
    const text = readFileSync(join(folder, 'pyvenv.cfg'), 'utf8');
    const value = (key: string) => RegExp(`^${key} *= *(.*?)\r?$`, 'm').exec(text)?.[1] ?? '';
    // the link may lead to another version since the system was upgraded
    const now = /python(3\.\d+)$/.exec(realpathSync(interpreter(folder)))?.[1];
    const same = !now || value('version').startsWith(`${now}.`);
    return same && existsSync(value('home')) && existsSync(join(folder, 'complete'));
  } catch {
    return false;
  }
}

/**
 * Make the environment with this Python, or wait for another window that does.
 * @param needed bytes that have to be free
 * @param line takes each line that is printed
 * Throws an Error of all that was printed. The signal ends what was started, and nothing is left.
 */
export async function install(
  { folder, requirements, wheel, installer }: Environment,
  python: string,
  needed: number,
  line: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const args = ['-I', '-X', 'utf8', '-u', installer, folder, requirements, wheel, String(needed)];
  const child = spawn(python, args, { env: pythonEnvironment(), windowsHide: true });
  const said: string[] = [];
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on('line', (text) => said.push(text) && line(text));
  // the end of its input tells it to stop and to clean up
  signal.addEventListener('abort', () => child.stdin.end());
  child.stdin.on('error', () => {}); // it has ended by itself
  const code = await new Promise((end, fail) => child.on('error', fail).on('close', end));
  signal.throwIfAborted();
  if (code !== 0) throw new Error(said.join('\n'));
}
