/** When a server that died is started again. */
import { expect, test } from 'vitest';
import { delayAfter } from '../../shared/backoff.ts';

const NOW = 1_000_000_000;

test('each time it waits twice as long, and after the fifth there is no next', () => {
  const crashes: number[] = [];
  const delays = Array.from({ length: 6 }, () => {
    crashes.push(NOW);
    return delayAfter(crashes, NOW);
  });
  expect(delays).toEqual([500, 1000, 2000, 4000, undefined, undefined]);
});

test('what is three minutes ago counts no more', () => {
  const old = Array(5).fill(NOW - 180_000);
  expect(delayAfter([...old, NOW], NOW)).toBe(500);
  expect(delayAfter([...old.map((time) => time + 1), NOW], NOW)).toBeUndefined();
});

test('it starts again where the crashes are far apart, however many', () => {
  const seldom = Array.from({ length: 50 }, (_, at) => NOW - at * 60_000);
  expect(delayAfter(seldom, NOW)).toBe(2000);
});
