/** Waiting for what another process does. */
import { setTimeout as pause } from 'node:timers/promises';

/** Look again and again until there is a value; throws, with what is missing, after `seconds`. */
export async function eventually<T>(what: string, look: () => T | Promise<T>, seconds = 20): Promise<NonNullable<T>> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`Not seen in ${seconds} s: ${what}`);
    await pause(25);
  }
}
