import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { DeviceModel } from '../../sdk/device-model.js';
import { ANSWER_TIMEOUT_MILLIS } from '../../sdk/outbox.js';
import { PAGE_TIMEOUT_MILLIS } from '../../sdk/sync-plan.js';
import { FaultyNetwork, Recorded, randomFrom } from './faulty-network.js';

const TEAM = 'g_team';
const WELCOME = { userId: 'alice', limits: { maxInFlight: 32 } };

/** @type {Recorded} */
let output;
/** @type {DeviceModel} */
let model;

beforeEach(() => {
  output = new Recorded();
  model = new DeviceModel('phone', [], randomFrom(1), output.output);
});

/**
 * @param {string} clientId
 * @param {string} [conversationId]
 * @returns {import('../../sdk/outbox.js').Command}
 */
function post(clientId, conversationId = TEAM) {
  const body = { content: { text: { body: `text of ${clientId}` } } };
  return { clientId, conversationId, kind: 'send', body, createdAt: 0 };
}

/** @param {string[]} clientIds */
function submit(...clientIds) {
  clientIds.forEach((clientId) => model.submit(post(clientId), 2));
}

/** @param {string} clientId @param {number} seq */
const ack = (clientId, seq) => ({ ack: { clientId, conversationId: TEAM, seq: String(seq) } });
/** @param {number} seq @param {string} [userId] */
const event = (seq, userId = 'bob') => ({
  event: {
    conversationId: TEAM,
    seq: String(seq),
    sender: { userId, deviceId: 'phone' },
    message: { content: { text: { body: `m${seq}` } } },
  },
});
/** @param {any} sent @param {string} code @param {number} [retryAfterMillis] */
const refused = (sent, code, retryAfterMillis) => ({
  re: sent.id,
  refused: { clientId: sent.send.clientId, code, retryAfterMillis },
});
const seqs = () => output.delivered.map(({ seq }) => Number(seq));

describe('the outbox', () => {
  it('waits until welcome', () => {
    submit('a');
    assert.deepEqual(output.takeFrames(), []);
    model.welcomed(WELCOME, 3);
    assert.deepEqual(output.takeSent(), ['a']);
  });

  it('goes again first and in order after a reconnect', () => {
    model.welcomed(WELCOME, 1);
    submit('a', 'b', 'c');
    model.received(ack('b', 1), 2);
    output.takeFrames();
    model.connectionLost(3);
    model.submit(post('d'), 4);
    model.welcomed(WELCOME, 5);
    assert.deepEqual(output.takeSent(), ['a', 'c', 'd']);
  });

  it('keeps 32 in flight per conversation and no more', () => {
    model.welcomed(WELCOME, 1);
    submit(...Array.from({ length: 40 }, (_, i) => `m${i}`));
    model.submit(post('other', 'g_other'), 2);
    assert.equal(output.takeSent().length, 33);
    model.received(ack('m0', 1), 3);
    assert.deepEqual(output.takeSent(), ['m32']);
  });

  it('goes again in order after a temporary refusal, not before its time', () => {
    model.welcomed(WELCOME, 1);
    submit('a', 'b', 'c');
    const sent = output.takeFrames();
    model.received(refused(sent[1], 'RATE_LIMITED', 300), 10);
    model.received(refused(sent[2], 'RATE_LIMITED', 300), 10);
    model.submit(post('d'), 11);
    model.wake(309);
    assert.deepEqual(output.takeSent(), []);
    // At most a fifth is added to what the server asked for.
    model.wake(10 + 360);
    assert.deepEqual(output.takeSent(), ['b', 'c', 'd']);
    assert.deepEqual(output.refusals, []);
  });

  it('gives up what is refused for good, and only that', () => {
    model.welcomed(WELCOME, 1);
    submit('a', 'b');
    const [first] = output.takeFrames();
    model.received(refused(first, 'NOT_A_MEMBER'), 2);
    assert.deepEqual(output.refusals, ['a NOT_A_MEMBER']);
    assert.equal(model.outbox.size, 1);
  });

  it('takes an error that names a frame as its refusal', () => {
    model.welcomed(WELCOME, 1);
    submit('a');
    const [sent] = output.takeFrames();
    model.received({ re: sent.id, error: { code: 'INVALID' } }, 2);
    assert.deepEqual(output.refusals, ['a INVALID']);
    assert.deepEqual(output.notices, []);
  });

  it('asks for an answer after 5, 10 and 20 seconds, and every 20 from then on', () => {
    model.welcomed(WELCOME, 0);
    model.submit(post('a'), 0);
    const waits = [];
    for (let now = 0, i = 0; i < 5; i++) {
      waits.push(model.wakeAtMillis - now);
      now = model.wakeAtMillis;
      output.takeFrames();
      model.wake(now);
      assert.deepEqual(output.takeSent(), ['a']);
    }
    assert.deepEqual(waits, [5_000, 10_000, 20_000, 20_000, 20_000]);
  });

  it('sends all behind an overdue command again too, in order', () => {
    model.welcomed(WELCOME, 1);
    submit('a', 'b');
    output.takeFrames();
    model.wake(2 + ANSWER_TIMEOUT_MILLIS);
    assert.deepEqual(output.takeSent(), ['a', 'b']);
  });

  it('stays below the rate of the server', () => {
    model.welcomed(WELCOME, 1);
    for (let i = 0; i < 400; i++) {
      model.submit(post(`m${i}`, `g_${i}`), 1);
    }
    assert.ok(output.takeSent().length <= 200);
    model.wake(1_001);
    const second = output.takeSent().length;
    assert.ok(second >= 40 && second <= 50, String(second));
  });

  it('leaves it to the later sending when an earlier one is refused', () => {
    model.welcomed(WELCOME, 1);
    submit('a');
    const [first] = output.takeFrames();
    model.wake(2 + ANSWER_TIMEOUT_MILLIS);
    const [second] = output.takeFrames();
    model.received(refused(first, 'NOT_A_MEMBER'), 6_000);
    assert.deepEqual(output.refusals, []);
    model.received(refused(second, 'NOT_A_MEMBER'), 6_001);
    assert.deepEqual(output.refusals, ['a NOT_A_MEMBER']);
  });

  it('takes the own event for the ack, but not that of somebody who copied the clientId', () => {
    model.welcomed(WELCOME, 1);
    submit('mine');
    const copy = event(1, 'mallory');
    model.received({ event: { ...copy.event, clientId: 'mine' } }, 2);
    assert.deepEqual(output.acked, []);
    const own = event(2, 'alice');
    model.received({ event: { ...own.event, clientId: 'mine' } }, 3);
    assert.deepEqual(output.acked, ['mine']);
    assert.deepEqual(seqs(), [1, 2]);
  });
});

describe('the order', () => {
  it('hands the ack over as the own event in its place', () => {
    model.welcomed(WELCOME, 1);
    submit('mine');
    model.received(ack('mine', 2), 3);
    assert.deepEqual(seqs(), [], 'seq 1 is lacking');
    model.received(event(1), 4);
    assert.deepEqual(seqs(), [1, 2]);
    assert.equal(output.delivered[1].message.content.text.body, 'text of mine');
    assert.deepEqual(output.delivered[1].sender, { userId: 'alice', deviceId: 'phone' });
  });

  it('holds what is beyond a hole until a page fills it', () => {
    model.welcomed(WELCOME, 1);
    model.received(event(1), 2);
    model.received(event(4), 3);
    const [sync] = output.takeFrames();
    assert.deepEqual(sync.sync.positions, { [TEAM]: '1' });
    model.received({ re: sync.id, page: { events: [event(2).event, event(3).event] } }, 4);
    assert.deepEqual(seqs(), [1, 2, 3, 4]);
    assert.deepEqual(output.takeFrames(), []);
  });

  it('asks again for a page that does not come', () => {
    model.welcomed(WELCOME, 1);
    model.received(event(2), 10);
    assert.equal(output.takeFrames().length, 1);
    model.wake(10 + PAGE_TIMEOUT_MILLIS);
    assert.ok(output.takeFrames()[0].sync);
  });

  it('asks later, not at once, while the history is behind', () => {
    model.welcomed(WELCOME, 1);
    model.received(event(2), 10);
    const [sync] = output.takeFrames();
    model.received({ re: sync.id, page: { more: true } }, 20);
    assert.deepEqual(output.takeFrames(), []);
    assert.ok(model.wakeAtMillis >= 70 && model.wakeAtMillis <= 120, String(model.wakeAtMillis));
    model.wake(120);
    assert.equal(output.takeFrames().length, 1);
  });

  it('goes on after a gap, and tells of it in its place', () => {
    model.welcomed(WELCOME, 1);
    model.received({ gap: { conversationId: TEAM, from: '1', to: '7' } }, 2);
    model.received(event(8), 3);
    assert.deepEqual(output.gaps, [{ id: TEAM, from: 1, to: 7, inHistory: false }]);
    assert.deepEqual(seqs(), [8]);
  });

  it('passes over what is too much to replay', () => {
    model.welcomed({ ...WELCOME, heads: { [TEAM]: '9' } }, 1);
    const [ask] = output.takeFrames();
    const gaps = [
      { conversationId: TEAM, from: '1', to: '3' },
      { conversationId: TEAM, from: '4', to: '8', inHistory: true },
    ];
    model.received({ re: ask.id, page: { gaps, events: [event(9).event] } }, 2);
    assert.deepEqual(
      output.gaps.map(({ from, to, inHistory }) => [from, to, inHistory]),
      [
        [1, 3, false],
        [4, 8, true],
      ],
    );
    assert.deepEqual(seqs(), [9]);
    assert.ok(model.isSettled);
  });

  it('begins anew in another epoch', () => {
    model.welcomed(WELCOME, 1);
    [1, 2, 3].forEach((seq) => model.received(event(seq), 2));
    model.connectionLost(3);
    model.welcomed({ ...WELCOME, heads: { [TEAM]: '2' }, epochs: { [TEAM]: '1' } }, 4);
    assert.deepEqual(output.restarts, [`${TEAM} 1`]);
    assert.deepEqual(output.takeFrames().at(-1).sync.positions, { [TEAM]: '0' });
    model.received(event(1), 5);
    assert.deepEqual(seqs(), [1, 2, 3, 1]);
  });

  it('asks for the heads that did not fit', () => {
    const heads = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, i) => [`g_${String(i).padStart(4, '0')}`, '0']),
    );
    model.welcomed({ ...WELCOME, heads, headsMore: true }, 1);
    const [ask] = output.takeFrames();
    assert.equal(ask.sync.headsAfter, 'g_0999');
    model.received({ re: ask.id, page: { heads: { g_2000: '1' } } }, 2);
    assert.deepEqual(output.takeFrames()[0].sync.positions, { g_2000: '0' });
  });

  it('drops a repeat and does not keep it', () => {
    model.welcomed(WELCOME, 1);
    [1, 2, 1, 2].forEach((seq) => model.received(event(seq), 2));
    assert.deepEqual(seqs(), [1, 2]);
    assert.equal(model.orders.repeats, 2);
    assert.equal(model.orders.allHeld.characters, 0);
  });

  it('does not let a conversation whose history is stuck keep the others waiting', () => {
    model.welcomed({ ...WELCOME, heads: { g_long: '600', g_short: '1' } }, 1);
    const [first] = output.takeFrames();
    assert.deepEqual(Object.keys(first.sync.positions), ['g_long']);
    model.received({ re: first.id, page: { more: true } }, 2);
    model.wake(model.wakeAtMillis);
    assert.deepEqual(Object.keys(output.takeFrames()[0].sync.positions), ['g_short', 'g_long']);
  });

  it('holds no more than a thousand events of a conversation, and loses none of them', () => {
    model.welcomed(WELCOME, 1);
    for (let seq = 2; seq <= 1_500; seq++) {
      model.received(event(seq), 2);
    }
    model.received(event(1), 3);
    assert.equal(seqs().length, 1_001);
    const ask = output
      .takeFrames()
      .filter((frame) => frame.sync)
      .at(-1);
    assert.ok(ask);
    assert.equal(model.isSettled, false);
  });
});

describe('marks', () => {
  it('go together, the newest only, and again after a lost connection', () => {
    model.welcomed(WELCOME, 1);
    [1, 2, 3].forEach((seq) => model.handled(TEAM, seq, 10));
    model.wake(250);
    const marks = output.takeFrames().filter((frame) => frame.received);
    assert.equal(marks.at(-1)?.received.seq, '3');
    assert.equal(marks.length, 2, 'the first at once, the others together');
    model.connectionLost(300);
    model.welcomed(WELCOME, 400);
    model.wake(700);
    assert.deepEqual(
      output.takeFrames().map((frame) => frame.received?.seq),
      ['3'],
    );
  });

  it('read implies received', () => {
    model.welcomed(WELCOME, 1_000);
    model.read(TEAM, 5, 1_000);
    model.handled(TEAM, 4, 1_001);
    model.wake(2_000);
    assert.deepEqual(output.takeFrames(), [{ read: { conversationId: TEAM, seq: '5' } }]);
  });
});

describe('over a network that drops, repeats, swaps and cuts', () => {
  const CONVERSATIONS = ['g_a', 'g_b', 'g_c'];
  for (let seed = 1; seed <= 60; seed++) {
    it(`nothing is lost, nothing doubled, the order is kept (seed ${seed})`, () => {
      const network = new FaultyNetwork(seed);
      const devices = ['alice', 'bob', 'carol'].map((user) => network.device(user));
      /** @type {Map<string, string[]>} */
      const given = new Map();
      for (let turn = 0; turn < 300; turn++) {
        const device = devices[network.upTo(2)];
        const conversationId = CONVERSATIONS[network.upTo(2)];
        const clientId = `${device.userId} ${turn}`;
        const key = `${device.userId} ${conversationId}`;
        given.set(key, [...(given.get(key) ?? []), clientId]);
        device.model.submit(post(clientId, conversationId), network.now);
        network.step();
      }
      network.heal();
      for (let turn = 0; turn < 5_000 && !network.isQuiet; turn++) {
        network.step();
      }
      assert.ok(network.isQuiet, 'settled');
      for (const [id, events] of network.log) {
        for (const { userId } of devices) {
          const accepted = events
            .filter(({ sender }) => sender.userId === userId)
            .map(({ clientId }) => clientId);
          assert.deepEqual(accepted, given.get(`${userId} ${id}`) ?? [], `${userId}'s commands in ${id}`);
        }
        for (const device of devices) {
          const held = device.output.delivered.filter((one) => one.conversationId === id);
          assert.deepEqual(
            held.map(({ seq, clientId }) => `${seq} ${clientId}`),
            events.map(({ seq, clientId }) => `${seq} ${clientId}`),
            `${device.userId}'s view of ${id}`,
          );
        }
      }
      for (const device of devices) {
        const own = [...given]
          .filter(([key]) => key.startsWith(`${device.userId} `))
          .flatMap(([, ids]) => ids);
        assert.deepEqual([...device.output.acked].sort(), own.sort(), 'each is told once to be accepted');
      }
    });
  }
});
