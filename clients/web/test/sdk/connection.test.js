import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { backoffMillis } from '../../sdk/backoff.js';
import { Connection } from '../../sdk/connection.js';
import { DeviceModel } from '../../sdk/device-model.js';
import { FakeClock, settled } from './fake-clock.js';
import { Recorded } from './faulty-network.js';

const WELCOME = {
  sessionId: 's1',
  userId: 'alice',
  heartbeatMillis: 25_000,
  serverTime: '2026-11-24T10:00:00Z',
  tokenExpiresAt: '2026-11-24T11:00:00Z',
};

/** A transport in the hands of the test. */
class Wire {
  /** @param {string} kind */
  constructor(kind) {
    this.kind = kind;
    this.closed = false;
    /** @type {any[]} */
    this.sent = [];
    /** @type {any} */
    this.greeting = undefined;
    /** @type {any} */
    this.events = undefined;
  }

  /** @param {any} greeting @param {any} events */
  open(greeting, events) {
    this.greeting = greeting;
    this.events = events;
  }

  /** @param {any} frame */
  send(frame) {
    this.sent.push(frame);
  }

  close() {
    this.closed = true;
  }

  /** @param {any} [change] */
  welcome(change = {}) {
    this.events.frame({ welcome: { ...WELCOME, ...change } });
  }

  /** @param {number} code @param {any} [more] */
  end(code, more = {}) {
    this.events.ended({ code, ...more });
  }
}

/** @type {FakeClock} */
let clock;
/** @type {Wire[]} */
let wires;
/** @type {Connection} */
let connection;
/** @type {DeviceModel} */
let model;
/** @type {boolean[]} whether a fresh token was asked for */
let tokens;
/** @type {(fresh: boolean) => Promise<string>} */
let giveToken;

beforeEach(() => make(['websocket', 'sse', 'poll']));

/** @param {any[]} kinds */
function make(kinds) {
  clock = new FakeClock();
  wires = [];
  tokens = [];
  giveToken = async () => `token ${tokens.length}`;
  const output = new Recorded().output;
  output.transmit = (frame) => connection.transmit(frame);
  model = new DeviceModel('phone', [], () => 0.5, output);
  connection = new Connection({
    model,
    transports: kinds.map((kind) => ({
      kind,
      create: () => {
        wires.push(new Wire(kind));
        return /** @type {any} */ (wires.at(-1));
      },
    })),
    token: (fresh) => {
      tokens.push(fresh);
      return giveToken(fresh);
    },
    device: { deviceId: 'phone', platform: 'web', name: '' },
    clock,
    // Half of the bound, so that waits are known.
    random: () => 0.5,
    changed: () => {},
    welcomed: () => true,
  });
}

async function connect() {
  connection.connect();
  await settled();
  wire().welcome();
}

/** The newest. */
const wire = () => /** @type {Wire} */ (wires.at(-1));

describe('a connection', () => {
  it('greets with a token and is connected at the welcome', async () => {
    connection.connect();
    assert.equal(connection.state, 'connecting');
    await settled();
    assert.equal(wire().greeting.token, 'token 1');
    wire().welcome();
    assert.equal(connection.state, 'connected');
    assert.equal(connection.transport, 'websocket');
  });

  it('backs off at once when there is no token, and that is no fault of the transport', async () => {
    giveToken = async () => Promise.reject(new Error('no'));
    connection.connect();
    for (let i = 0; i < 6; i++) {
      await settled();
      assert.equal(connection.state, 'backing-off');
      connection.retryNow();
    }
    giveToken = async () => 'token';
    await settled();
    connection.retryNow();
    await settled();
    assert.equal(wire().kind, 'websocket');
  });

  for (const code of [4000, 4001, 4002, 4008, 4029, 4499, 1000, 1001, 1006, 1011, 1013, 0, 503]) {
    it(`comes back after ${code}`, async () => {
      await connect();
      wire().end(code);
      assert.equal(connection.state, 'backing-off');
      await clock.advance(15_000);
      assert.equal(wires.length, 2);
    });
  }

  for (const code of [4500, 4501, 4503, 4509, 4999, 1003, 1009]) {
    it(`stays away after ${code}`, async () => {
      await connect();
      wire().end(code);
      assert.equal(connection.state, 'stopped');
      assert.equal(connection.closeCode, code);
      await clock.advance(3_600_000);
      assert.equal(wires.length, 1);
      connection.connect();
      await settled();
      assert.equal(wires.length, 2);
    });
  }

  it('doubles the bound of its waits up to 30 s', async () => {
    make(['websocket']);
    connection.connect();
    const waits = [];
    for (let i = 0; i < 9; i++) {
      await settled();
      wire().end(1006);
      waits.push(connection.retryAtMillis - clock.now());
      await clock.advance(waits[i]);
    }
    assert.deepEqual(waits, [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  });

  it('waits between nothing and the bound', () => {
    assert.equal(
      backoffMillis(3, () => 0),
      0,
    );
    assert.equal(
      backoffMillis(3, () => 0.999999),
      4_000,
    );
    assert.equal(
      backoffMillis(100, () => 0.999999),
      30_000,
    );
  });

  it('begins with small waits again only after a session of 5 s', async () => {
    await connect();
    for (let i = 0; i < 4; i++) {
      wire().end(1006);
      await clock.advance(connection.retryAtMillis - clock.now());
      wire().welcome();
    }
    assert.equal(connection.attempts, 4);
    await clock.advance(5_000);
    wire().end(1006);
    assert.equal(connection.attempts, 1);
  });

  it('waits at least as long as the server asks', async () => {
    connection.connect();
    await settled();
    wire().end(503, { retryAfterMillis: 7_000 });
    assert.equal(connection.retryAtMillis, clock.now() + 7_000);
  });

  it('ends a wait at once when told to', async () => {
    await connect();
    wire().end(1006);
    connection.retryNow();
    await settled();
    assert.equal(wires.length, 2);
  });

  it('gives up an attempt without a welcome after 15 s', async () => {
    connection.connect();
    await clock.advance(14_999);
    assert.equal(connection.state, 'connecting');
    await clock.advance(1);
    assert.equal(connection.state, 'backing-off');
    assert.ok(wire().closed);
  });

  it('pings each heartbeat, and gives up when nothing is heard for 2.5', async () => {
    await connect();
    await clock.advance(50_000);
    assert.equal(wire().sent.filter((frame) => frame.ping).length, 2);
    wire().events.frame({ re: 'p2', pong: {} });
    await clock.advance(62_499);
    assert.equal(connection.state, 'connected');
    await clock.advance(1);
    assert.equal(connection.state, 'backing-off');
  });

  it('keeps the time of a drain, also if the gateway ends before', async () => {
    await connect();
    wire().events.frame({ reconnect: { afterMillis: 3_200 } });
    assert.equal(connection.state, 'draining');
    await clock.advance(1_200);
    wire().end(4000);
    assert.equal(connection.retryAtMillis, clock.now() + 2_000);
  });

  it('leaves a gateway that drains at the time it gave', async () => {
    await connect();
    wire().events.frame({ reconnect: { afterMillis: 3_200 } });
    await clock.advance(3_199);
    assert.equal(wires.length, 1);
    await clock.advance(1);
    assert.equal(wires.length, 2);
    assert.ok(wires[0].closed);
  });

  it('refreshes its token a minute before the end, by the clock of the server', async () => {
    await connect();
    await clock.advance(1);
    for (let minute = 0; minute < 59; minute++) {
      assert.equal(wire().sent.filter((frame) => frame.refresh).length, 0, `minute ${minute}`);
      wire().events.heard();
      await clock.advance(60_000 - (minute === 58 ? 1 : 0));
      wire().events.heard();
    }
    assert.equal(wire().sent.filter((frame) => frame.refresh).length, 1);
    wire().welcome();
    assert.equal(connection.sessions, 1, 'the same session');
  });

  it('asks for a fresh token after it was refused', async () => {
    await connect();
    wire().end(4001);
    await clock.advance(1_000);
    assert.deepEqual(tokens, [false, true]);
  });

  it('takes the last frame of a stream for its close', async () => {
    await connect();
    wire().events.frame({ close: { code: 4503, reason: 'revoked' } });
    assert.equal(connection.state, 'stopped');
    assert.equal(connection.closeCode, 4503);
    wire().end(0);
    assert.equal(connection.state, 'stopped');
  });

  it('hears nothing of a transport it has left', async () => {
    await connect();
    const [old] = wires;
    old.end(1006);
    await clock.advance(1_000);
    old.events.ended({ code: 4509 });
    old.events.frame({ close: { code: 4509 } });
    assert.equal(connection.state, 'connecting');
  });

  it('treats a welcome of another session as one', async () => {
    await connect();
    wire().welcome({ sessionId: 's2' });
    assert.equal(connection.sessions, 2);
  });
});

describe('a connection on a fallback', () => {
  beforeEach(async () => {
    connection.connect();
    for (let i = 0; i < 2; i++) {
      await settled();
      wire().end(1006);
      await clock.advance(connection.retryAtMillis - clock.now());
    }
    wire().welcome();
  });

  it('is on the next transport after two failures', () => {
    assert.equal(connection.transport, 'sse');
  });

  it('tries WebSocket beside it after 30 s, and changes over at its welcome', async () => {
    const [, , sse] = wires;
    const body = { content: { text: { body: 'x' } } };
    model.submit({ clientId: 'c', conversationId: 'g', kind: 'send', body, createdAt: 0 }, clock.now());
    await clock.advance(30_000);
    const probe = wire();
    assert.equal(probe.kind, 'websocket');
    assert.equal(connection.transport, 'sse', 'still');
    probe.welcome({ sessionId: 's2' });
    assert.equal(connection.transport, 'websocket');
    assert.ok(sse.closed);
    assert.deepEqual(
      probe.sent.map((frame) => frame.send?.clientId),
      ['c'],
      'what had no answer goes again',
    );
    sse.end(4509);
    assert.equal(connection.state, 'connected');
  });

  it('does not stop when the old session is replaced before the new one is welcomed', async () => {
    const [, , sse] = wires;
    await clock.advance(30_000);
    sse.end(4509);
    assert.equal(connection.state, 'connecting');
    wire().welcome({ sessionId: 's2' });
    assert.equal(connection.transport, 'websocket');
  });

  it('comes back once when a straggler of its own old transport replaces it', async () => {
    await clock.advance(30_000);
    wire().welcome({ sessionId: 's2' });
    wire().end(4509);
    assert.equal(connection.state, 'backing-off');
    await clock.advance(connection.retryAtMillis - clock.now());
    wire().welcome({ sessionId: 's3' });
    wire().end(4509);
    assert.equal(connection.state, 'stopped', 'a second time it is somebody else');
  });

  it('comes back when a try that it gave up had reached the server', async () => {
    await clock.advance(30_000);
    wire().end(1006);
    wires[2].end(4509);
    assert.equal(connection.state, 'backing-off');
  });

  it('stays away when it is replaced long after', async () => {
    await clock.advance(30_000);
    wire().welcome({ sessionId: 's2' });
    await clock.advance(15_000);
    wire().end(4509);
    assert.equal(connection.state, 'stopped');
  });

  it('stays where it is when the try fails, and tries again after a minute', async () => {
    await clock.advance(30_000);
    wire().end(1006);
    assert.equal(connection.transport, 'sse');
    wires[2].events.heard();
    await clock.advance(59_999);
    assert.equal(wires.length, 4);
    await clock.advance(1);
    assert.equal(wires.length, 5);
  });

  it('gives up a try without a welcome', async () => {
    await clock.advance(30_000);
    wires[2].events.heard();
    await clock.advance(15_000);
    assert.ok(wire().closed);
    assert.equal(connection.transport, 'sse');
  });
});
