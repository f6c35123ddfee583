// Changes the transport of both clients every two seconds while they talk, against a running stack:
//
//   PARLEY_URL=http://127.0.0.1:8080 SECONDS=60 RATE=50 npm run test:switching
//
// Each cut is without a word, so what was on its way either way is lost; nothing may be lost in the end, or doubled, or
// out of order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import WebSocket from 'ws';
import { MemoryStore, ParleyClient, PollTransport, SseTransport, WebSocketTransport } from '../../sdk/index.js';

const EDGE = process.env.PARLEY_URL ?? 'http://127.0.0.1:8080';
const SECONDS = Number(process.env.SECONDS ?? 20);
const RATE = Number(process.env.RATE ?? 50);
const SWITCH_EVERY_MILLIS = 2_000;

/** A transport that is another one at each opening, and can be cut. */
class Rotation {
  /** @param {number} first */
  constructor(first) {
    this.next = first;
    /** @type {Record<string, number>} welcomes by transport */
    this.sessions = { websocket: 0, sse: 0, poll: 0 };
    this.cut = () => {};
  }

  create() {
    const kinds = /** @type {const} */ (['websocket', 'sse', 'poll']);
    const kind = kinds[this.next++ % kinds.length];
    const inner =
      kind === 'websocket'
        ? new WebSocketTransport(EDGE, /** @type {any} */ (WebSocket))
        : kind === 'sse'
          ? new SseTransport(EDGE, fetch)
          : new PollTransport(EDGE, fetch);
    return {
      open: (/** @type {any} */ greeting, /** @type {any} */ events) => {
        let open = true;
        this.cut = () => {
          if (open) {
            open = false;
            inner.close();
            events.ended({ code: 1006 });
          }
        };
        inner.open(greeting, {
          heard: () => open && events.heard(),
          ended: (/** @type {any} */ end) => {
            if (open) {
              open = false;
              events.ended(end);
            }
          },
          frame: (/** @type {any} */ frame) => {
            if (open) {
              this.sessions[kind] += frame.welcome && !frame.re?.startsWith('refresh') ? 1 : 0;
              events.frame(frame);
            }
          },
        });
      },
      send: (/** @type {any} */ frame) => inner.send(frame),
      close: () => inner.close(),
    };
  }
}

/** @param {string} user */
async function token(user) {
  const response = await fetch(`${EDGE}/dev/token`, { method: 'POST', body: JSON.stringify({ user }) });
  return (await response.json()).token;
}

/** @param {string} user @param {number} first */
function person(user, first) {
  const rotation = new Rotation(first);
  const client = new ParleyClient({
    url: EDGE,
    deviceId: `${user}-web`,
    token: () => token(user),
    store: new MemoryStore(),
    shared: false,
    transports: [{ kind: 'websocket', create: () => rotation.create() }],
  });
  return { user, client, rotation };
}

/** @param {() => boolean} condition @param {number} atMostMillis */
async function until(condition, atMostMillis) {
  const deadline = Date.now() + atMostMillis;
  while (!condition() && Date.now() < deadline) {
    await wait(20);
  }
  return condition();
}

test(`${RATE} messages a second for ${SECONDS} s over a transport that changes every 2 s`, { timeout: (SECONDS + 90) * 1_000 }, async (t) => {
  const run = Math.random().toString(36).slice(2, 8);
  const people = [person(`ann-${run}`, 0), person(`ben-${run}`, 1)];
  try {
    people.forEach(({ client }) => client.connect());
    assert.ok(await until(() => people.every(({ client }) => client.status.state === 'connected'), 20_000));
    const id = await people[0].client.openDirect(people[1].user);
    assert.ok(await until(() => people.every(({ client }) => client.conversation(id) !== undefined), 20_000));

    let sent = 0;
    const answers = /** @type {Promise<any>[]} */ ([]);
    const began = Date.now();
    let switched = began;
    while (Date.now() - began < SECONDS * 1_000) {
      while (sent < ((Date.now() - began) / 1_000) * RATE) {
        const { client, user } = people[sent % 2];
        answers.push(client.send(id, `${user} ${Math.floor(sent / 2)}`));
        sent++;
      }
      if (Date.now() - switched >= SWITCH_EVERY_MILLIS) {
        switched += SWITCH_EVERY_MILLIS;
        people.forEach(({ rotation }) => rotation.cut());
      }
      people.forEach(({ client }) => client.retryNow());
      await wait(10);
    }
    const acks = await Promise.all(answers);
    const seqs = new Set(acks.map((ack) => ack.seq));
    assert.equal(seqs.size, sent, 'every message has a place of its own');

    for (const { client } of people) {
      const timeline = client.timeline(id);
      const texts = () => timeline.items.filter((item) => item.type === 'message').map((item) => /** @type {any} */ (item));
      while (!timeline.atStart) {
        await timeline.older(200);
      }
      assert.ok(await until(() => texts().length >= sent && client.status.pending === 0, 30_000), `${texts().length} of ${sent}`);
      assert.equal(texts().length, sent, 'nothing lost, nothing doubled');
      for (const { user } of people) {
        const own = texts().filter((message) => message.senderId === user).map((message) => message.text);
        assert.deepEqual(own, own.map((_, n) => `${user} ${n}`), `${user}'s in their order`);
      }
    }
    assert.deepEqual(
      people[0].client.timeline(id).items.map((item) => item.seq),
      people[1].client.timeline(id).items.map((item) => item.seq),
      'one order for both',
    );
    for (const { user, rotation } of people) {
      assert.ok(Object.values(rotation.sessions).every((sessions) => sessions > 0), 'all three were used');
      t.diagnostic(`${user}: ${JSON.stringify(rotation.sessions)}`);
    }
    t.diagnostic(`sent ${sent}, lost 0, doubled 0, order kept; all answered ${Date.now() - began - SECONDS * 1_000} ms after the last`);
  } finally {
    people.forEach(({ client }) => client.close());
  }
});
