import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EventStreamParser, StreamPulse } from '../../sdk/transport/sse.js';
import { FramePoster } from '../../sdk/transport/frame-poster.js';
import { PollTransport } from '../../sdk/transport/poll.js';
import { retryAfterMillis } from '../../sdk/transport/transport.js';
import { randomFrom } from './faulty-network.js';
import { until } from './until.js';

const GREETING = { token: 't', deviceId: 'phone', platform: 'web', name: '', positions: {} };

/** @returns {any} */
function recorder() {
  /** @type {any} */
  const seen = { frames: [], ended: [], heard: 0 };
  return {
    seen,
    frame: (/** @type {any} */ frame) => seen.frames.push(frame),
    ended: (/** @type {any} */ end) => seen.ended.push(end),
    heard: () => seen.heard++,
  };
}

describe('a stream of events', () => {
  const STREAM =
    ': hello\r\n\r\nid: 1\ndata: {"a":1}\n\ndata: two\r\ndata: lines\r\n\r\nevent: x\nretry: 5\nid:\ndata:3\r\r';
  for (let seed = 1; seed <= 30; seed++) {
    it(`is the same in whatever pieces it comes (seed ${seed})`, () => {
      const random = randomFrom(seed);
      /** @type {any[]} */
      const events = [];
      let comments = 0;
      const parser = new EventStreamParser({
        event: (data, id) => events.push([data, id]),
        comment: () => comments++,
      });
      for (let at = 0; at < STREAM.length;) {
        const size = 1 + Math.floor(random() * 6);
        parser.push(STREAM.slice(at, at + size));
        at += size;
      }
      // What ends with a lone CR may be half of CR LF until more comes.
      parser.push('\n: end\n');
      assert.deepEqual(events, [
        ['{"a":1}', '1'],
        ['two\nlines', undefined],
        ['3', ''],
      ]);
      assert.equal(comments, 2);
    });
  }
});

describe('the pulse of a stream', () => {
  it('is missed when comments came and nothing comes any more', () => {
    const pulse = new StreamPulse();
    for (let now = 0; now <= 60_000; now += 15_000) {
      pulse.bytes(now);
      pulse.comment(now);
    }
    assert.equal(pulse.isDead(60_000 + 45_000), false);
    assert.equal(pulse.isDead(60_000 + 45_001), true);
    pulse.bytes(60_000 + 45_001);
    assert.equal(pulse.isDead(60_000 + 45_002), false);
  });

  it('is not missed in a stream that never had one', () => {
    const pulse = new StreamPulse();
    pulse.bytes(0);
    pulse.comment(0);
    assert.equal(pulse.isDead(3_600_000), false);
  });
});

describe('frames by POST', () => {
  it('go one request at a time, together what waits, in order', async () => {
    /** @type {any[]} */
    const bodies = [];
    let running = 0;
    const doFetch = async (/** @type {any} */ _url, /** @type {any} */ { body }) => {
      assert.equal(++running, 1);
      bodies.push(JSON.parse(body).frames.map((/** @type {any} */ frame) => frame.id));
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      return new Response(JSON.stringify({ frames: [{ re: bodies.at(-1)[0] }] }));
    };
    const events = recorder();
    const poster = new FramePoster('http://edge', GREETING, events, /** @type {any} */ (doFetch));
    ['1', '2'].forEach((id) => poster.send({ id }));
    await new Promise((resolve) => setImmediate(resolve));
    ['3', '4'].forEach((id) => poster.send({ id }));
    await until(() => events.seen.frames.length === 2, 'both answers');
    assert.deepEqual(bodies, [
      ['1', '2'],
      ['3', '4'],
    ]);
    assert.deepEqual(events.seen.frames, [{ re: '1' }, { re: '3' }]);
  });

  it('end the transport when they are refused, with the status', async () => {
    const events = recorder();
    const poster = new FramePoster(
      'http://edge',
      GREETING,
      events,
      async () => new Response('', { status: 401 }),
    );
    poster.send({ id: '1' });
    await until(() => events.seen.ended.length > 0, 'the end');
    assert.deepEqual(
      events.seen.ended.map(({ code }) => code),
      [401],
    );
  });

  it('carry a refreshed token from the next request on', async () => {
    /** @type {string[]} */
    const tokens = [];
    const doFetch = async (/** @type {any} */ _url, /** @type {any} */ { headers }) => {
      tokens.push(headers.authorization);
      return new Response('{"frames":[]}');
    };
    const poster = new FramePoster('http://edge', GREETING, recorder(), /** @type {any} */ (doFetch));
    poster.send({ id: '1', refresh: { token: 'new' } });
    await until(() => !poster.busy, 'answered');
    poster.send({ id: '2' });
    await until(() => !poster.busy, 'answered');
    assert.deepEqual(tokens, ['Bearer t', 'Bearer new']);
  });
});

describe('polling', () => {
  it('asks once more with the same cursor after a failure, then gives up', async () => {
    /** @type {(string | null)[]} */
    const cursors = [];
    const doFetch = async (/** @type {string} */ url) => {
      cursors.push(new URL(url).searchParams.get('cursor'));
      if (cursors.length > 1) {
        throw new TypeError('no network');
      }
      return new Response(JSON.stringify({ frames: [{ welcome: {} }], cursor: 'c1' }));
    };
    const events = recorder();
    new PollTransport('http://edge', /** @type {any} */ (doFetch)).open(GREETING, events);
    await until(() => events.seen.ended.length > 0, 'the end');
    assert.deepEqual(cursors, [null, 'c1', 'c1']);
    assert.deepEqual(events.seen.frames, [{ welcome: {} }]);
    assert.equal(events.seen.ended.length, 1);
  });
});

describe('Retry-After', () => {
  it('is seconds or a date', () => {
    assert.equal(retryAfterMillis('3'), 3_000);
    assert.equal(retryAfterMillis(null), 0);
    assert.equal(retryAfterMillis('soon'), 0);
    const inTen = retryAfterMillis(new Date(Date.now() + 10_000).toUTCString());
    assert.ok(inTen > 8_000 && inTen <= 10_000);
  });
});
