import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Coverage } from '../../sdk/coverage.js';
import { MessageLog, reactionsOf } from '../../sdk/message-log.js';
import { randomFrom } from './faulty-network.js';

const ME = 'alice';
/** @param {number} seq @param {any} body @param {string} [userId] */
const event = (seq, body, userId = 'bob') => ({
  conversationId: 'g',
  seq: String(seq),
  sender: { userId },
  ...body,
});
/** @param {string} body */
const message = (body) => ({ message: { content: { text: { body } } } });

/** @param {any[]} events */
function logOf(...events) {
  const log = new MessageLog();
  events.forEach((one) => log.event(one, ME));
  return log;
}

describe('the messages of a conversation', () => {
  it('change with their edits, the latest stands', () => {
    const log = logOf(
      event(1, message('a')),
      event(3, { edited: { targetSeq: '1', content: { text: { body: 'c' } } } }),
    );
    log.event(event(2, { edited: { targetSeq: '1', content: { text: { body: 'b' } } } }), ME);
    assert.equal(log.entries.get(1)?.text, 'c');
    assert.equal(log.entries.get(1)?.editedSeq, 3);
  });

  it('stay deleted, whatever comes', () => {
    const log = logOf(event(1, message('a')), event(2, { deleted: { targetSeq: '1' } }));
    log.event(event(3, { edited: { targetSeq: '1', content: { text: { body: 'b' } } } }), ME);
    log.page([event(1, message('a'))], 1, 1);
    assert.deepEqual([log.entries.get(1)?.deleted, log.entries.get(1)?.text], [true, '']);
  });

  it('are as the history says, if it has seen more', () => {
    const log = logOf(event(1, message('a')));
    log.page([event(1, { ...message('b'), editedSeq: '9' })], 1, 1);
    assert.equal(log.entries.get(1)?.text, 'b');
    log.event(event(5, { edited: { targetSeq: '1', content: { text: { body: 'older' } } } }), ME);
    assert.equal(log.entries.get(1)?.text, 'b');
  });

  it('count each reaction once, however often it is told', () => {
    const log = logOf(event(1, message('a')));
    const like = event(2, { reacted: { targetSeq: '1', emoji: '👍' } });
    log.event(like, ME);
    log.event(like, ME);
    log.event(event(3, { reacted: { targetSeq: '1', emoji: '👍' } }, ME), ME);
    const entry = /** @type {any} */ (log.entries.get(1));
    assert.deepEqual(reactionsOf(entry, ME), [{ emoji: '👍', count: 2, mine: true }]);
    assert.equal(log.doubtful.size, 0);
  });

  it('from the history are counted by guess, and read again', () => {
    const log = new MessageLog();
    log.page([event(1, { ...message('a'), reactions: [{ emoji: '👍', count: 2, mine: true }] })], 1, 1);
    log.event(event(2, { reacted: { targetSeq: '1', emoji: '👍', removed: true } }, ME), ME);
    assert.deepEqual(reactionsOf(/** @type {any} */ (log.entries.get(1)), ME), [
      { emoji: '👍', count: 1, mine: false },
    ]);
    assert.deepEqual([...log.doubtful], [1]);
    log.reread(event(1, { ...message('a'), reactions: [{ emoji: '🎉', count: 1 }] }));
    assert.deepEqual(reactionsOf(/** @type {any} */ (log.entries.get(1)), ME), [
      { emoji: '🎉', count: 1, mine: false },
    ]);
    assert.equal(log.doubtful.size, 0);
  });

  it('are gone when their time is over', () => {
    const expiresAt = new Date(5_000).toISOString();
    const log = logOf(event(1, { message: { ...message('a').message, expiresAt } }));
    assert.equal(log.expire(4_999), 5_000);
    assert.equal(log.entries.get(1)?.text, 'a');
    assert.equal(log.expire(5_000), Infinity);
    assert.deepEqual([log.entries.get(1)?.deleted, log.entries.get(1)?.text], [true, '']);
  });

  it('before a skipped part are fetched again', () => {
    const log = logOf(event(1, message('a')));
    log.gap(2, 9, true);
    log.event(event(10, message('b')), ME);
    assert.equal(log.entries.has(1), false);
    assert.deepEqual(log.coverage.around(10), [10, 10]);
  });

  it('are stored as a tail without holes', () => {
    const log = logOf(...[1, 2, 3].map((seq) => event(seq, message(`m${seq}`))));
    log.page([event(9, message('far'))], 9, 9);
    const { from, entries } = log.tail(2, 3);
    assert.deepEqual([from, entries.map(({ seq }) => seq)], [2, [2, 3]]);
    const restored = new MessageLog();
    restored.restore(entries, from, 3);
    assert.deepEqual(restored.coverage.ranges, [[2, 3]]);
    assert.deepEqual(log.tail(2, 7).entries, []);
  });
});

describe('what is covered', () => {
  for (let seed = 1; seed <= 50; seed++) {
    it(`is what was added, in ranges that do not touch (seed ${seed})`, () => {
      const random = randomFrom(seed);
      const coverage = new Coverage();
      const known = new Set();
      for (let i = 0; i < 40; i++) {
        const from = 1 + Math.floor(random() * 100);
        const to = from + Math.floor(random() * 8) - 1;
        coverage.add(from, to);
        for (let seq = from; seq <= to; seq++) {
          known.add(seq);
        }
        for (let seq = 0; seq <= 110; seq++) {
          assert.equal(coverage.around(seq) !== undefined, known.has(seq), `${seq}`);
        }
        coverage.ranges.forEach(([a, b], at) => {
          assert.ok(a <= b);
          assert.ok(at === 0 || a > coverage.ranges[at - 1][1] + 1);
        });
      }
    });
  }
});
