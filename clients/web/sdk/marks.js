import { NEVER } from './protocol.js';

const PAUSE_MILLIS = 200;
const PER_TURN = 5;
const DOUBTFUL_MILLIS = 30_000;

/**
 * `received` and `read` marks, coalesced: per conversation the newest only, at most 5 conversations each 200
 * ms. At least once over a reconnect: what was sent shortly before a connection was lost goes again.
 */
export class Marks {
  constructor() {
    /**
     * @type {Map<string, {received: number, receivedSent: number, read: number, readSent: number, sentAt:
     *   number}>}
     */
    this.states = new Map();
    /** @type {Set<string>} */
    this.dirty = new Set();
    this.nextTurnMillis = 0;
  }

  /** @param {string} id @param {number} seq */
  received(id, seq) {
    const state = this.state(id);
    if (seq > state.received) {
      state.received = seq;
      this.dirty.add(id);
    }
  }

  /** @param {string} id @param {number} seq */
  read(id, seq) {
    const state = this.state(id);
    if (seq > state.read) {
      state.read = seq;
      this.dirty.add(id);
    }
  }

  /** @param {string} id */
  restarted(id) {
    this.states.delete(id);
    this.dirty.delete(id);
  }

  /** @param {number} nowMillis */
  connectionLost(nowMillis) {
    for (const [id, state] of this.states) {
      if (nowMillis - state.sentAt < DOUBTFUL_MILLIS) {
        state.receivedSent = 0;
        state.readSent = 0;
        this.dirty.add(id);
      }
    }
  }

  /** @param {number} nowMillis @param {(frame: import('./protocol.js').Frame) => void} transmit */
  pump(nowMillis, transmit) {
    if (this.dirty.size === 0) {
      return NEVER;
    }
    if (nowMillis < this.nextTurnMillis) {
      return this.nextTurnMillis;
    }
    let sent = 0;
    for (const id of this.dirty) {
      if (sent++ === PER_TURN) {
        break;
      }
      this.dirty.delete(id);
      this.send(id, nowMillis, transmit);
    }
    this.nextTurnMillis = nowMillis + PAUSE_MILLIS;
    return this.dirty.size === 0 ? NEVER : this.nextTurnMillis;
  }

  /** @private @param {string} id @param {number} nowMillis
   * @param {(frame: import('./protocol.js').Frame) => void} transmit */
  send(id, nowMillis, transmit) {
    const state = this.state(id);
    state.sentAt = nowMillis;
    if (state.read > state.readSent) {
      state.readSent = state.read;
      transmit({ read: { conversationId: id, seq: String(state.read) } });
    }
    // `read` implies `received`.
    if (state.received > Math.max(state.receivedSent, state.readSent)) {
      state.receivedSent = state.received;
      transmit({ received: { conversationId: id, seq: String(state.received) } });
    }
  }

  /** @private @param {string} id */
  state(id) {
    let state = this.states.get(id);
    if (state === undefined) {
      state = { received: 0, receivedSent: 0, read: 0, readSent: 0, sentAt: -Infinity };
      this.states.set(id, state);
    }
    return state;
  }
}
