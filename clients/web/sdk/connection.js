import { backoffMillis } from './backoff.js';
import { Alarm } from './clock.js';
import { REPLACED, UNAUTHORIZED, closeRule } from './close-rule.js';
import { DEFAULT_HEARTBEAT_MILLIS, NEVER } from './protocol.js';
import { TransportChoice } from './transport/transport-choice.js';

/** @typedef {import('./transport/transport.js').Transport} Transport */
/** @typedef {import('./transport/transport.js').End} End */

const WELCOME_WITHIN_MILLIS = 15_000;
/** A session that lasted this long proves the server good: waits start small again. */
const PROVEN_MILLIS = 5_000;
/** How long a request of an attempt that was left may still reach the server and make a session there. */
const STRAY_MILLIS = 15_000;
const REFRESH_BEFORE_MILLIS = 60_000;
const REFRESH_RETRY_MILLIS = 5_000;

/**
 * @typedef {'idle' | 'connecting' | 'connected' | 'draining' | 'backing-off' | 'stopped' | 'closed'}
 *   ConnectionState
 *
 * @typedef {object} ConnectionParts
 * @property {import('./device-model.js').DeviceModel} model
 * @property {import('./transport/transport.js').TransportFactory[]} transports best first
 * @property {(fresh: boolean) => Promise<string>} token `fresh`: the last one was refused or is about to
 *   expire
 * @property {{deviceId: string, platform: string, name: string}} device
 * @property {import('./clock.js').Clock} clock
 * @property {() => number} random
 * @property {() => void} changed state, transport or times are others now
 * @property {(welcome: any) => boolean} welcomed before the model hears of a new session; false: it must not
 *   begin
 */

/** One attempt to get a session, and the session if it succeeds. */
class Attempt {
  /** @param {number} index of the transport @param {number} dueMillis */
  constructor(index, dueMillis) {
    this.index = index;
    this.dueMillis = dueMillis;
    /** @type {Transport | undefined} */
    this.transport = undefined;
    this.over = false;
  }

  close() {
    this.over = true;
    this.transport?.close();
  }
}

/**
 * Keeps one session alive as docs/client.md says: opens, greets, pings, refreshes the token, notices a dead
 * peer, comes back after a close as its code asks, falls back to the next transport and tries the better ones
 * again. At most one session carries the model at any time; while a better transport is tried there are two
 * attempts, and the model changes over when the new one is welcomed.
 */
export class Connection {
  /** @param {ConnectionParts} parts */
  constructor(parts) {
    this.parts = parts;
    /** @type {ConnectionState} */
    this.state = 'idle';
    this.closeCode = /** @type {number | null} */ (null);
    this.retryAtMillis = NEVER;
    this.sessionId = '';
    this.sessions = 0;
    this.choice = new TransportChoice(parts.transports.length);
    this.alarm = new Alarm(parts.clock, () => this.ring());
    /** The attempt that is under way, or the one that carries the session. @type {Attempt | undefined} */
    this.current = undefined;
    /** A try of a better transport beside the session. @type {Attempt | undefined} */
    this.probing = undefined;
    /** Until then a session that replaces this one is taken for one of our own making, once. */
    this.strayUntilMillis = -Infinity;
    this.freshTokenNeeded = false;
    this.attempts = 0;
    this.heartbeatMillis = DEFAULT_HEARTBEAT_MILLIS;
    this.heardAtMillis = 0;
    this.welcomedAtMillis = 0;
    this.pingNumber = 0;
    this.pingAtMillis = NEVER;
    this.drainAtMillis = NEVER;
    this.refreshAtMillis = NEVER;
  }

  /** The transport of the session, or null. */
  get transport() {
    return this.isOnline && this.current ? this.parts.transports[this.current.index].kind : null;
  }

  get isOnline() {
    return this.state === 'connected' || this.state === 'draining';
  }

  connect() {
    if (this.state === 'idle' || this.state === 'stopped') {
      this.attempts = 0;
      this.open();
    }
  }

  /** Does not wait any longer for the next attempt. */
  retryNow() {
    if (this.state === 'backing-off') {
      this.attempts = 0;
      this.open();
    }
  }

  /** The network may be another: tries the best transport, now if it is waiting. */
  networkChanged() {
    if (this.state === 'backing-off') {
      this.choice.reset();
      this.retryNow();
    } else if (this.isOnline) {
      // Whether the old connection survived shows at the ping's answer.
      this.ping();
      if (this.choice.probeAtMillis !== NEVER && this.probing === undefined) {
        this.choice.probeAtMillis = this.now();
      }
      this.rearm();
    }
  }

  close() {
    this.leave();
    this.enter('closed', null);
    this.alarm.cancel();
  }

  /** Ends the session and waits for `connect`; for an application that found out that it must not go on. */
  stop(/** @type {number | null} */ code = null) {
    this.leave();
    this.enter('stopped', code);
    this.rearm();
  }

  /**
   * Dropped without a session: the model sends again what matters.
   *
   * @param {import('./protocol.js').Frame} frame
   */
  transmit(frame) {
    if (this.isOnline) {
      this.current?.transport?.send(frame);
    }
  }

  /** To be called after each call of the model: sets the alarm for the next thing to do. */
  rearm() {
    if (this.state === 'closed') {
      return;
    }
    const times = [this.retryAtMillis, this.probing?.dueMillis ?? NEVER];
    if (this.isOnline) {
      times.push(this.pingAtMillis, this.deadAtMillis(), this.drainAtMillis, this.refreshAtMillis);
      times.push(this.parts.model.wakeAtMillis, this.probing ? NEVER : this.choice.probeAtMillis);
    } else if (this.current) {
      times.push(this.current.dueMillis);
    }
    this.alarm.at(Math.min(...times));
  }

  /** @private */
  now() {
    return this.parts.clock.now();
  }

  /** @private */
  ring() {
    const now = this.now();
    if (now >= this.retryAtMillis) {
      this.open();
    }
    if (this.probing && now >= this.probing.dueMillis) {
      this.probeEnded();
    }
    if (this.isOnline) {
      this.tend(now);
    } else if (this.current && now >= this.current.dueMillis) {
      this.lost({ code: 0, detail: 'no welcome' });
    }
    this.rearm();
  }

  /** @private @param {number} now */
  tend(now) {
    if (now >= this.drainAtMillis) {
      this.leave();
      this.open();
      return;
    }
    if (now >= this.deadAtMillis()) {
      this.lost({ code: 0, detail: 'nothing heard for 2.5 heartbeats' });
      return;
    }
    if (now >= this.pingAtMillis) {
      this.ping();
    }
    if (now >= this.refreshAtMillis) {
      this.refresh();
    }
    if (this.probing === undefined && this.choice.probe(now) !== undefined) {
      this.probing = this.attempt(/** @type {number} */ (this.choice.probe(now)));
    }
    this.parts.model.wake(now);
  }

  /** @private */
  ping() {
    this.transmit({ id: `p${++this.pingNumber}`, ping: {} });
    this.pingAtMillis = this.now() + this.heartbeatMillis;
  }

  /** @private */
  deadAtMillis() {
    return this.heardAtMillis + this.heartbeatMillis * 2.5;
  }

  /** @private */
  open() {
    this.retryAtMillis = NEVER;
    this.enter('connecting', null);
    this.current = this.attempt(this.choice.current);
    this.rearm();
  }

  /** @private @param {number} index */
  attempt(index) {
    const attempt = new Attempt(index, this.now() + WELCOME_WITHIN_MILLIS);
    const fresh = this.freshTokenNeeded;
    this.freshTokenNeeded = false;
    this.parts.token(fresh).then(
      (token) => this.openTransport(attempt, token),
      (error) => this.ended(attempt, { code: -1, detail: String(error?.message ?? error) }),
    );
    return attempt;
  }

  /** @private @param {Attempt} attempt @param {string} token */
  openTransport(attempt, token) {
    if (attempt.over) {
      return;
    }
    const { model, device, transports } = this.parts;
    attempt.transport = transports[attempt.index].create();
    attempt.transport.open(
      { token, ...device, positions: model.helloPositions() },
      {
        frame: (frame) => this.frame(attempt, frame),
        heard: () => this.heard(attempt),
        ended: (end) => this.ended(attempt, end),
      },
    );
  }

  /** @private @param {Attempt} attempt */
  heard(attempt) {
    if (attempt === this.current) {
      this.heardAtMillis = this.now();
    }
  }

  /** @private @param {Attempt} attempt @param {import('./protocol.js').Frame} frame */
  frame(attempt, frame) {
    if (attempt.over) {
      return;
    }
    this.heard(attempt);
    if (frame.welcome) {
      this.welcome(attempt, frame.welcome);
    } else if (frame.error && frame.re === 'hello') {
      // The server waits for a better hello, but this client has no other.
      attempt.close();
      this.ended(attempt, { code: 4500, detail: frame.error.message ?? frame.error.code }, true);
    } else if (frame.close) {
      // The last frame of a stream; a socket's own close says the same once more.
      attempt.close();
      this.ended(attempt, { code: frame.close.code ?? 1000, detail: frame.close.reason }, true);
    } else if (frame.reconnect) {
      this.drain(attempt, frame.reconnect.afterMillis ?? 0);
    } else if (frame.pong) {
      // It was heard, that is all.
    } else {
      // Also of an attempt that has no welcome yet: live events may come before it.
      this.parts.model.received(frame, this.now());
    }
    this.rearm();
  }

  /** @private @param {Attempt} attempt @param {any} welcome */
  welcome(attempt, welcome) {
    const now = this.now();
    this.planRefresh(welcome, now);
    if (attempt === this.current && this.isOnline) {
      if (welcome.sessionId === this.sessionId) {
        // The answer to a refresh: same session, new expiry.
        return;
      }
      // A poll was answered by another gateway, which made a session of its own.
      this.parts.model.connectionLost(now);
    }
    if (!this.parts.welcomed(welcome)) {
      return;
    }
    if (attempt === this.probing) {
      // The server has closed the older session, or is about to; what it still says is of no use.
      this.current?.close();
      this.probing = undefined;
      this.strayUntilMillis = now + STRAY_MILLIS;
      this.parts.model.connectionLost(now);
    }
    this.current = attempt;
    this.choice.welcomed(attempt.index, now);
    this.sessions++;
    this.sessionId = welcome.sessionId ?? '';
    this.welcomedAtMillis = now;
    this.heardAtMillis = now;
    this.heartbeatMillis = welcome.heartbeatMillis > 0 ? welcome.heartbeatMillis : DEFAULT_HEARTBEAT_MILLIS;
    this.pingAtMillis = now + this.heartbeatMillis;
    this.drainAtMillis = NEVER;
    this.enter('connected', null);
    this.parts.model.welcomed(welcome, now);
  }

  /** @private @param {Attempt} attempt @param {number} afterMillis */
  drain(attempt, afterMillis) {
    if (attempt === this.current && this.state === 'connected') {
      this.drainAtMillis = this.now() + Math.max(0, afterMillis);
      this.enter('draining', null);
    }
  }

  /**
   * @private
   * @param {Attempt} attempt
   * @param {End} end
   * @param {boolean} [byUs] the attempt is closed already and this is still its end
   */
  ended(attempt, end, byUs = false) {
    if (attempt.over && !byUs) {
      return;
    }
    attempt.over = true;
    if (attempt === this.probing) {
      this.probeEnded();
    } else if (attempt === this.current) {
      this.lost(end);
    }
    this.rearm();
  }

  /** @private */
  probeEnded() {
    this.probing?.close();
    this.probing = undefined;
    this.strayUntilMillis = this.now() + STRAY_MILLIS;
    this.choice.probeFailed(this.now());
  }

  /** @private @param {End} end */
  lost(end) {
    const now = this.now();
    const wasOnline = this.isOnline;
    if (end.code === REPLACED && this.probing) {
      // Replaced by our own try of a better transport, whose welcome is on its way: that is the attempt now.
      const { probing } = this;
      this.current = undefined;
      this.probing = undefined;
      this.leave();
      this.current = probing;
      this.enter('connecting', null);
      return;
    }
    // The server may have heard more of an attempt than we did of the server.
    const stray = end.code === REPLACED && now < this.strayUntilMillis;
    this.strayUntilMillis = wasOnline ? -Infinity : now + STRAY_MILLIS;
    const proven = wasOnline && now - this.welcomedAtMillis >= PROVEN_MILLIS;
    const drainLeft = this.drainAtMillis === NEVER ? 0 : Math.max(1, this.drainAtMillis - now);
    if (end.code !== -1) {
      // Without a token nothing was tried.
      this.choice.ended(wasOnline);
    }
    this.leave();
    if (closeRule(end.code) === 'stay-away' && !stray) {
      this.enter('stopped', end.code);
      return;
    }
    this.freshTokenNeeded ||= end.code === UNAUTHORIZED || end.code === 401;
    this.attempts = proven ? 0 : this.attempts;
    const wait = drainLeft > 0 ? drainLeft : backoffMillis(this.attempts++, this.parts.random);
    this.retryAtMillis = now + Math.max(wait, end.retryAfterMillis ?? 0);
    this.enter('backing-off', end.code > 0 ? end.code : null);
  }

  /** @private */
  leave() {
    this.current?.close();
    this.probing?.close();
    this.current = undefined;
    this.probing = undefined;
    this.retryAtMillis = NEVER;
    this.pingAtMillis = NEVER;
    this.drainAtMillis = NEVER;
    this.refreshAtMillis = NEVER;
    this.parts.model.connectionLost(this.now());
  }

  /** By the server's clock, so that a wrong clock of this machine does no harm. @private @param {any} welcome
   * @param {number} now */
  planRefresh(welcome, now) {
    if (welcome.tokenExpiresAt && welcome.serverTime) {
      const left = Date.parse(welcome.tokenExpiresAt) - Date.parse(welcome.serverTime);
      const early = left > 5 * REFRESH_BEFORE_MILLIS ? left - REFRESH_BEFORE_MILLIS : (left * 4) / 5;
      this.refreshAtMillis = now + Math.max(1_000, early);
    }
  }

  /** Tried again until the server closes with 4001; then the ordinary way back begins. @private */
  refresh() {
    this.refreshAtMillis = this.now() + REFRESH_RETRY_MILLIS;
    const attempt = this.current;
    this.parts.token(true).then(
      (token) => {
        if (attempt === this.current) {
          this.transmit({ id: 'refresh', refresh: { token } });
        }
      },
      () => {},
    );
  }

  /** @private @param {ConnectionState} state @param {number | null} closeCode */
  enter(state, closeCode) {
    this.state = state;
    this.closeCode = closeCode;
    this.parts.changed();
  }
}
