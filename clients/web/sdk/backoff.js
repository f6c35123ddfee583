const BASE_MILLIS = 500;
const CAP_MILLIS = 30_000;

/**
 * Full jitter: the n-th wait (from 0) is uniform between 0 and 500 ms · 2ⁿ, at most 30 s. Spreads the clients
 * of a lost gateway evenly (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/, read
 * 2026-11).
 *
 * @param {number} attempt
 * @param {() => number} random
 */
export function backoffMillis(attempt, random) {
  return Math.floor(random() * (Math.min(CAP_MILLIS, BASE_MILLIS * 2 ** Math.min(attempt, 16)) + 1));
}
