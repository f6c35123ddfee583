import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TransportChoice } from '../../sdk/transport/transport-choice.js';

describe('the choice of a transport', () => {
  it('goes to the next after two failures in a row without a welcome, and round again', () => {
    const choice = new TransportChoice(3);
    const tried = [];
    for (let i = 0; i < 8; i++) {
      tried.push(choice.current);
      choice.ended(false);
    }
    assert.deepEqual(tried, [0, 0, 1, 1, 2, 2, 0, 0]);
  });

  it('stays with one that once worked', () => {
    const choice = new TransportChoice(3);
    choice.ended(false);
    choice.welcomed(0, 1);
    choice.ended(true);
    choice.ended(false);
    assert.equal(choice.current, 0);
  });

  it('has nowhere to go if there is one', () => {
    const choice = new TransportChoice(1);
    choice.ended(false);
    choice.ended(false);
    assert.equal(choice.current, 0);
  });

  it('tries the best again after 30 s, then doubling to 5 min', () => {
    const choice = new TransportChoice(3);
    choice.welcomed(1, 0);
    const times = [];
    for (let i = 0; i < 6; i++) {
      const at = choice.probeAtMillis;
      assert.equal(choice.probe(at - 1), undefined);
      assert.equal(choice.probe(at), 0);
      times.push(at);
      choice.probeFailed(at);
    }
    assert.deepEqual(
      times.map((at, i) => at - (times[i - 1] ?? 0)),
      [30_000, 60_000, 120_000, 240_000, 300_000, 300_000],
    );
  });

  it('is not put off by short sessions of the fallback', () => {
    const choice = new TransportChoice(3);
    choice.welcomed(1, 0);
    for (let now = 10_000; now < 30_000; now += 10_000) {
      choice.ended(true);
      choice.welcomed(1, now);
    }
    assert.equal(choice.probe(30_000), 0);
  });

  it('needs no try while the best carries the session', () => {
    const choice = new TransportChoice(3);
    choice.welcomed(1, 0);
    choice.welcomed(0, 31_000);
    assert.equal(choice.probe(1e9), undefined);
  });

  it('begins with the best again when the network has changed', () => {
    const choice = new TransportChoice(3);
    choice.ended(false);
    choice.ended(false);
    choice.reset();
    assert.equal(choice.current, 0);
  });
});
