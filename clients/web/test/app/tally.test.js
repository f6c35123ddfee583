import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tally } from '../../app/tally.js';

/** @param {Tally} tally @param {number} count */
function sendAcked(tally, count) {
  for (let i = 0; i < count; i++) tally.acknowledged(tally.sending());
}

test('what arrives once and in order is neither lost nor doubled, however often it is looked at', () => {
  const tally = new Tally({ now: () => 0 });
  sendAcked(tally, 3);
  const there = [{ seq: 5, number: 1 }, { seq: 6, number: 2 }, { seq: 9, number: 3 }];
  tally.received(there);
  tally.received(there);
  assert.deepEqual(tally.counts(), { sent: 3, acked: 3, received: 3, lost: 0, doubled: 0, outOfOrder: 0 });
});

test('an acknowledged message is lost once the patience is over, and not before', () => {
  let now = 0;
  const tally = new Tally({ patienceMillis: 1000, now: () => now });
  sendAcked(tally, 2);
  tally.received([{ seq: 5, number: 1 }]);
  now = 1000;
  assert.equal(tally.counts().lost, 0);
  now = 1001;
  assert.equal(tally.counts().lost, 1);
  tally.received([{ seq: 6, number: 2 }]);
  assert.equal(tally.counts().lost, 0);
  assert.equal(tally.late, 1);
});

test('a message that was never acknowledged is not lost', () => {
  let now = 0;
  const tally = new Tally({ patienceMillis: 1000, now: () => now });
  tally.sending();
  now = 5000;
  assert.equal(tally.counts().lost, 0);
});

test('the same number at two places, and the same place twice in one look, are doubled', () => {
  const tally = new Tally({ now: () => 0 });
  sendAcked(tally, 2);
  tally.received([{ seq: 5, number: 1 }, { seq: 6, number: 1 }]);
  assert.equal(tally.counts().doubled, 1);
  tally.received([{ seq: 7, number: 2 }, { seq: 7, number: 2 }]);
  assert.equal(tally.counts().doubled, 2);
});

test('a lower number after a higher one is out of order', () => {
  const tally = new Tally({ now: () => 0 });
  sendAcked(tally, 3);
  tally.received([{ seq: 5, number: 1 }, { seq: 6, number: 3 }, { seq: 7, number: 2 }]);
  assert.equal(tally.counts().outOfOrder, 1);
});
