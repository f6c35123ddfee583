import assert from 'node:assert/strict';

const WAIT_MILLIS = 10_000;

/** Waits for it, not longer than 10 s. @param {() => any} condition @param {string} what */
export async function until(condition, what) {
  const end = Date.now() + WAIT_MILLIS;
  while (!condition()) {
    assert.ok(Date.now() < end, `in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
