// Plays one scenario: a faulty server, a client behind the line protocol, the steps, and what must be true at
// the end.
import assert from 'node:assert/strict';
import { FaultyServer } from '../web/test/sdk/faulty-server.js';

const USER = 'alice';
const OTHER = 'bob';
/** A busy machine is no fault of the client: no wait is shorter than this, in our time. */
const LEAST_WAIT_MILLIS = 5_000;
const BEGIN_MILLIS = 30_000;

/**
 * @typedef {object} Driver a client behind the line protocol
 * @property {(line: any) => void} tell
 * @property {() => Promise<void>} end
 *
 * @param {import('./scenarios.js').Scenario} scenario
 * @param {(hear: (line: any) => void) => Driver} open
 * @param {number} speed how much faster than ours the client's clock runs
 */
export async function runScenario(scenario, open, speed) {
  const server = await new FaultyServer({ ...scenario.server, speed }).start();
  const conversationId = server.group([USER, OTHER]);
  const seen = new Seen(conversationId);
  const driver = open((line) => seen.take(line));
  try {
    const transports = scenario.transports ?? ['websocket'];
    driver.tell({ do: 'start', url: server.url, user: USER, deviceId: 'device', transports, speed });
    for (const step of scenario.steps) {
      await play(step, { server, seen, driver, conversationId, speed });
    }
    const expect = scenario.expect ?? {};
    if (expect.texts) {
      // An answer and the events have no order between them: a client may tell the ack first.
      await until(() => missing({ count: expect.texts.length }, server, seen), seen, LEAST_WAIT_MILLIS);
    }
    check(expect, server, seen, conversationId);
  } finally {
    await driver.end();
    await server.stop();
  }
}

/** What the client has told. */
class Seen {
  /** @param {string} conversationId */
  constructor(conversationId) {
    this.conversationId = conversationId;
    /** @type {any} */
    this.status = { state: 'idle' };
    /** @type {string[]} */
    this.states = [];
    /** @type {string[]} */
    this.texts = [];
    /** @type {string[]} */
    this.textsSinceRestart = [];
    this.restarted = false;
    /** @type {string[]} */
    this.acked = [];
    /** @type {Record<string, string>} */
    this.refused = {};
    this.position = -1;
    /** @type {Error | undefined} */
    this.broken = undefined;
    this.changed = () => {};
  }

  /** @param {any} line */
  take(line) {
    if (line.status) {
      this.status = line.status;
      this.states.push(line.status.state);
    } else if (line.event) {
      this.event(line.event);
    } else if (line.gap) {
      this.position = line.gap.to;
    } else if (line.restarted) {
      this.restarted = true;
      this.position = 0;
      this.textsSinceRestart = [];
    } else if (line.acked) {
      this.acked.push(line.acked.ref);
    } else if (line.refused) {
      this.refused[line.refused.ref] = line.refused.code;
    } else if (line.failed) {
      this.broken = new Error(`the client says: ${line.failed}`);
    }
    this.changed();
  }

  /** @param {any} event */
  event({ conversationId, seq, text }) {
    if (conversationId !== this.conversationId) {
      return;
    }
    // The first one may be any: a new device starts at the list of conversations.
    if (this.position >= 0 && seq !== this.position + 1) {
      this.broken = new Error(`seq ${seq} was handed over after ${this.position}`);
    }
    this.position = seq;
    if (text !== undefined) {
      this.texts.push(text);
      this.textsSinceRestart.push(text);
    }
  }
}

/** @param {import('./scenarios.js').Step} step @param {any} world */
async function play(step, { server, seen, driver, conversationId, speed }) {
  if ('until' in step) {
    await until(
      () => missing(step.until, server, seen),
      seen,
      Math.max(LEAST_WAIT_MILLIS, (step.withinMillis ?? 0) / speed),
    );
  } else if ('server' in step) {
    serve(/** @type {any} */ (step), server, conversationId);
  } else if (step.do === 'wait') {
    await new Promise((resolve) => setTimeout(resolve, /** @type {any} */ (step).millis / speed));
  } else {
    driver.tell(step.do === 'send' ? { ...step, conversationId } : step);
    if (step.do === 'connect') {
      // How long a client's process takes to begin is the machine's, and in no bound of a scenario.
      await until(() => (seen.states.length > 0 ? undefined : 'any status'), seen, BEGIN_MILLIS);
    }
  }
}

/** @param {any} step @param {FaultyServer} server @param {string} conversationId */
function serve(step, server, conversationId) {
  switch (step.server) {
    case 'set':
      return server.set(structuredClone(step.faults));
    case 'post':
      return step.texts.forEach((/** @type {string} */ text) => server.post(conversationId, OTHER, text));
    case 'skip': {
      // Events that this user is told nothing of but that they are not for them.
      const from = server.conversation(conversationId).events.length + 1;
      server.set({ dropEvents: step.texts.length });
      step.texts.forEach((/** @type {string} */ text) => server.post(conversationId, OTHER, text));
      const to = from + step.texts.length - 1;
      return server.tell(USER, { gap: { conversationId, from: String(from), to: String(to) } });
    }
    case 'close':
      return server.close(USER, step.code);
    case 'drop':
      return server.drop(USER);
    case 'tell':
      return server.tell(USER, step.frame);
    case 'newEpoch':
      return server.newEpoch(conversationId);
    default:
      throw new Error(`the server cannot ${step.server}`);
  }
}

/**
 * What is not yet so, or undefined.
 *
 * @param {Record<string, any>} wanted
 * @param {FaultyServer} server
 * @param {Seen} seen
 */
function missing(wanted, server, seen) {
  for (const [what, value] of Object.entries(wanted)) {
    const found = {
      status: () => Object.entries(value).every(([key, one]) => seen.status[key] === one),
      acked: () => value.every((/** @type {string} */ ref) => seen.acked.includes(ref)),
      refused: () => Object.entries(value).every(([ref, code]) => seen.refused[ref] === code),
      texts: () => seen.texts.length >= value.length,
      textsSinceRestart: () => seen.textsSinceRestart.length >= value.length,
      count: () => seen.texts.length >= value,
      restarted: () => seen.restarted,
      sessions: () => server.opened.length >= value,
      heard: () =>
        Object.entries(value).every(([kind, times]) => (server.heard.get(kind) ?? 0) >= Number(times)),
    }[what]?.();
    if (!found) {
      return `${what} ${JSON.stringify(value)}; there is ${JSON.stringify({ ...seen, changed: undefined }).slice(0, 2_000)}`;
    }
  }
  for (const key of /** @type {const} */ (['texts', 'textsSinceRestart'])) {
    if (wanted[key]) {
      assert.deepEqual(seen[key], wanted[key], key);
    }
  }
  return undefined;
}

/** @param {() => string | undefined} lacks @param {Seen} seen @param {number} withinMillis */
async function until(lacks, seen, withinMillis) {
  const end = Date.now() + withinMillis;
  for (;;) {
    if (seen.broken) {
      throw seen.broken;
    }
    const lacking = lacks();
    if (lacking === undefined) {
      return;
    }
    const left = end - Date.now();
    if (left <= 0) {
      throw new Error(`not within ${withinMillis} ms: ${lacking}`);
    }
    await new Promise((resolve) => {
      // The server's side of it changes without a word of the client.
      const timer = setTimeout(resolve, Math.min(left, 20));
      seen.changed = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
  }
}

/** @param {Record<string, any>} expect @param {FaultyServer} server @param {Seen} seen @param {string} id */
function check(expect, server, seen, id) {
  if (seen.broken) {
    throw seen.broken;
  }
  if (expect.log) {
    assert.deepEqual(server.log(id), expect.log, 'what the server accepted');
  }
  if (expect.logCount !== undefined) {
    assert.equal(server.log(id).length, expect.logCount, 'how much the server accepted');
  }
  if (expect.texts) {
    assert.deepEqual(seen.texts, expect.texts, 'what the client handed over');
  }
  if (expect.sessions !== undefined) {
    assert.equal(server.opened.length, expect.sessions, 'sessions');
  }
  if (expect.opened) {
    assert.deepEqual(server.opened, expect.opened, 'transports of the sessions');
  }
  if (expect.never) {
    assert.ok(!seen.states.includes(expect.never), `was ${expect.never} in ${seen.states}`);
  }
  if (expect.tokens) {
    within(server.tokens, expect.tokens, 'tokens');
  }
  for (const [kind, bounds] of Object.entries(expect.heard ?? {})) {
    within(server.heard.get(kind) ?? 0, bounds, kind);
  }
}

/** @param {number} value @param {{atLeast?: number, atMost?: number}} bounds @param {string} what */
function within(value, { atLeast = 0, atMost = Infinity }, what) {
  assert.ok(value >= atLeast && value <= atMost, `${what}: ${value}, expected ${atLeast} to ${atMost}`);
}
