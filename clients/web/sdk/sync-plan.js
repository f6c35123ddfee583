import { MAX_HEADS, MAX_PAGE_EVENTS, MAX_SYNC_POSITIONS, NEVER } from './protocol.js';

export const PAGE_TIMEOUT_MILLIS = 3_000;
const MIN_PAUSE_MILLIS = 100;
const MAX_PAUSE_MILLIS = 2_000;

/**
 * Asks until nothing is lacking: one page in flight, at once when a hole or a newer head is seen, later and
 * later (up to 2 s) while history is behind or cannot answer. A page without an answer for 3 s is asked for
 * again: that is the watchdog of a hole.
 */
export class SyncPlan {
  /**
   * @param {import('./order.js').Orders} orders
   * @param {() => number} random
   */
  constructor(orders, random) {
    this.orders = orders;
    this.random = random;
    this.requests = 0;
    /** The id of the request that has no answer yet, or ''. */
    this.inFlight = '';
    /** The heads after this id are still to be asked for. @type {string | undefined} */
    this.headsAfter = undefined;
    this.headsAsked = false;
    /** @type {string[]} */
    this.asked = [];
    this.releasedWhenAsked = 0;
    this.sentAtMillis = 0;
    this.notBeforeMillis = 0;
    this.fruitless = 0;
  }

  /** @param {any} welcome */
  newSession(welcome) {
    this.inFlight = '';
    this.fruitless = 0;
    this.notBeforeMillis = 0;
    this.headsAfter = undefined;
    if (welcome.headsMore) {
      // A short list that says "more" means that history could not be asked: its last id is no cursor.
      const ids = Object.keys(welcome.heads ?? {});
      this.headsAfter = ids.length >= MAX_HEADS ? greatest(ids) : '';
    }
  }

  /** To be called after the page's events, gaps and heads are taken in. @param {string} re @param {any} page
   * @param {number} nowMillis */
  page(re, page, nowMillis) {
    if (this.inFlight === '' || this.inFlight !== re) {
      return;
    }
    this.inFlight = '';
    let fruitful = this.orders.released > this.releasedWhenAsked;
    if (this.headsAsked) {
      fruitful = this.turnHeads(page) || fruitful;
    }
    this.orders.rotate(this.asked);
    this.pause(fruitful, nowMillis);
  }

  /**
   * Returns true if the error answers the page that was asked for.
   *
   * @param {string} re
   * @param {number} nowMillis
   */
  failed(re, nowMillis) {
    if (this.inFlight === '' || this.inFlight !== re) {
      return false;
    }
    this.inFlight = '';
    this.pause(false, nowMillis);
    return true;
  }

  /** @param {number} nowMillis @param {(frame: import('./protocol.js').Frame) => void} transmit */
  pump(nowMillis, transmit) {
    if (this.inFlight !== '') {
      const due = this.sentAtMillis + PAGE_TIMEOUT_MILLIS;
      if (nowMillis < due) {
        return due;
      }
      this.inFlight = '';
    }
    if (this.headsAfter === undefined && !this.orders.isAnyBehind) {
      return NEVER;
    }
    if (nowMillis < this.notBeforeMillis) {
      return this.notBeforeMillis;
    }
    this.ask(nowMillis, transmit);
    return this.sentAtMillis + PAGE_TIMEOUT_MILLIS;
  }

  /** @private @param {number} nowMillis @param {(frame: import('./protocol.js').Frame) => void} transmit */
  ask(nowMillis, transmit) {
    /** @type {Record<string, any>} */
    const sync = { limit: MAX_PAGE_EVENTS };
    // Heads first: they are few pages and say what else is lacking. While they fail, positions get every
    // other turn.
    this.headsAsked = this.headsAfter !== undefined && (!this.orders.isAnyBehind || this.requests % 2 === 0);
    if (this.headsAsked) {
      sync.headsAfter = this.headsAfter;
      this.asked = [];
    } else {
      const positions = this.orders.positionsBehind(MAX_SYNC_POSITIONS, MAX_PAGE_EVENTS);
      sync.positions = Object.fromEntries([...positions].map(([id, seq]) => [id, String(seq)]));
      this.asked = [...positions.keys()];
    }
    this.inFlight = `s${++this.requests}`;
    this.sentAtMillis = nowMillis;
    this.releasedWhenAsked = this.orders.released;
    transmit({ id: this.inFlight, sync });
  }

  /** @private @param {any} page */
  turnHeads(page) {
    if (!page.headsMore) {
      this.headsAfter = undefined;
      return true;
    }
    const ids = Object.keys(page.heads ?? {});
    if (ids.length === 0) {
      return false;
    }
    this.headsAfter = greatest(ids);
    return true;
  }

  /** @private @param {boolean} fruitful @param {number} nowMillis */
  pause(fruitful, nowMillis) {
    if (fruitful) {
      this.fruitless = 0;
      this.notBeforeMillis = 0;
      return;
    }
    const pause = Math.min(MAX_PAUSE_MILLIS, MIN_PAUSE_MILLIS * 2 ** Math.min(this.fruitless, 10));
    this.fruitless++;
    this.notBeforeMillis = nowMillis + pause / 2 + Math.floor((this.random() * pause) / 2);
  }
}

/** Ids are ASCII, so the order of strings is the server's. @param {string[]} ids */
function greatest(ids) {
  return ids.reduce((a, b) => (a > b ? a : b));
}
