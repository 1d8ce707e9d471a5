/** When a server that died is started again. */

const MOST = 5;
const WINDOW = 180_000;

/**
 * Milliseconds until the next start, undefined if there is to be none.
 * @param crashes when the server died (ms), the last one included
 * @param now the time (ms); what is older than three minutes counts no more
 */
export function delayAfter(crashes: readonly number[], now: number): number | undefined {
  const recent = crashes.filter((time) => now - time < WINDOW).length;
  return recent >= MOST ? undefined : 500 * 2 ** (recent - 1);
}
