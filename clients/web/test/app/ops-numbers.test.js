import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distance, rates, timeline, totals } from '../../app/ops-numbers.js';

/** @param {string} name @param {Record<string, unknown>} overview */
const part = (name, overview) => ({ name, health: 'ready', port: 1, overview });

test('rates are the difference of two readings, summed over instances', () => {
  const before = { at: 1000, totals: totals([part('gateway-1', { accepted: 10 }), part('gateway-2', { accepted: 5 })]) };
  const now = { at: 3000, totals: totals([part('gateway-1', { accepted: 30 }), part('gateway-2', { accepted: 9 })]) };

  assert.equal(rates(before, now).accepted, 12);
});

test('an instance that came or began anew adds nothing until it is read twice', () => {
  const before = { at: 0, totals: totals([part('chat-1', { sequenced: 900, instance: 'a' })]) };
  const now = {
    at: 1000,
    totals: totals([part('chat-1', { sequenced: 950, instance: 'b' }), part('chat-2', { sequenced: 7, instance: 'c' })]),
  };

  assert.equal(rates(before, now).sequenced, null);
  assert.equal(rates(undefined, now).sequenced, null);
});

test('steps and marks are in one row by time, to the microsecond', () => {
  const step = (/** @type {string} */ name, /** @type {string} */ time) => ({ step: name, time, part: 'p', detail: '' });
  const items = timeline({
    messageId: '1',
    steps: [step('accepted', '2026-01-01T10:00:00Z'), step('acked', '2026-01-01T10:00:00.004500Z'), step('routed', '2026-01-01T10:00:00.003250Z')],
    marks: [step('read', '2026-01-01T10:00:02.0045Z')],
    silent: [],
  });

  assert.deepEqual(
    items.map((item) => [item.step, item.distance, item.isMark]),
    [
      ['accepted', null, false],
      ['routed', '+ 3.25 ms', false],
      ['acked', '+ 1.25 ms', false],
      ['read', '+ 2,000 ms', true],
    ],
  );
  assert.equal(items[1].clock, '10:00:00.003250');
});

test('distances have as many digits as one can use', () => {
  assert.equal(distance(0), '+ 0.00 ms');
  assert.equal(distance(9_876), '+ 9.88 ms');
  assert.equal(distance(45_678), '+ 45.7 ms');
});
