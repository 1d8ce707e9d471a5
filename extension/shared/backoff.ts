/** When a server that died is started again. */

const MOST_CRASHES = 5;
const WINDOW = 180_000; // ms; what is longer ago counts no more

/**
 * Milliseconds until the next start, undefined if there is to be none.
 * @param crashes when the server died (ms), the last one included
 */
export function delayAfter(crashes: readonly number[], now: number): number | undefined {
  const recent = crashes.filter((time) => now - time < WINDOW).length;
  return recent >= MOST_CRASHES ? undefined : 500 * 2 ** (recent - 1);
}
