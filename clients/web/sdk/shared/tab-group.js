/**
 * What a tab asks of the one that holds the connection, and what that one tells all. Plain data.
 *
 * @typedef {{kind: 'submit', command: import('../outbox.js').Command}
 *   | {kind: 'withdraw', command: import('../outbox.js').Command}
 *   | {kind: 'read', conversationId: string, seq: number}
 *   | {kind: 'typing', conversationId: string}
 *   | {kind: 'watch', userIds: string[]}
 *   | {kind: 'background', on: boolean}
 *   | {kind: 'connect'}
 *   | {kind: 'retryNow'}
 *   | {kind: 'networkChanged'}
 *   | {kind: 'refreshList'}
 *   | {kind: 'hello'}
 *   | {kind: 'bye'}} Request
 *
 * @typedef {{kind: 'leader'}
 *   | {kind: 'state', status: import('../device-session.js').Status}
 *   | {kind: 'status', status: import('../device-session.js').Status}
 *   | {kind: 'news', news: import('../model.js').News}
 *   | {kind: 'session'}
 *   | {kind: 'signedOut'}} Tell
 *
 * @typedef {object} GroupParts
 * @property {string} name what the tabs have in common: the device
 * @property {string} tab
 * @property {LockManager} locks
 * @property {typeof BroadcastChannel} Channel
 * @property {() => Promise<void>} lead this tab is the leader from now on
 * @property {(tell: Tell) => void} told
 * @property {(from: string, request: Request) => void} asked only called on the leader
 */

/**
 * The tabs of one browser that share a device. One of them leads, as long as it lives: the one that holds the
 * lock, so that the browser itself hands over when a tab goes, however it goes. Guarantee: at most one leader
 * at a time, and each tab hears what the leader tells in the leader's order. Limit: a request may be lost
 * with the leader it went to; who asked asks the next one.
 */
export class TabGroup {
  /** @param {GroupParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.isLeader = false;
    this.leaving = new AbortController();
    this.channel = new parts.Channel(`parley ${parts.name}`);
    this.channel.onmessage = ({ data }) => this.heard(data);
    /** @internal @type {Tell[]} */
    this.batch = [];
    /** @internal */
    this.release = () => {};
    /** Settled when this tab leads no more. @type {Promise<unknown>} */
    this.led = Promise.resolve();
  }

  /** Stands in line for the lead. */
  join() {
    const { locks, lead } = this.parts;
    this.led = locks
      .request(this.lock, { signal: this.leaving.signal }, async () => {
        if (this.leaving.signal.aborted) {
          return;
        }
        this.isLeader = true;
        await lead();
        this.tell({ kind: 'leader' });
        await new Promise((resolve) => {
          this.release = () => resolve(undefined);
          if (this.leaving.signal.aborted) {
            this.release();
          }
        });
      })
      .catch(() => {
        // It left before its turn came.
      });
  }

  /** Hands the lead to the next tab. */
  async leave() {
    if (!this.isLeader) {
      this.ask({ kind: 'bye' });
    }
    this.leaving.abort();
    this.flush();
    this.release();
    await this.led;
    this.isLeader = false;
    this.channel.close();
  }

  /** Runs when nobody leads. @template T @param {() => Promise<T>} work @param {number} patienceMillis */
  async alone(work, patienceMillis) {
    try {
      return await this.parts.locks.request(this.lock, { signal: AbortSignal.timeout(patienceMillis) }, work);
    } catch {
      return work();
    }
  }

  /** @param {Request} request */
  ask(request) {
    this.channel.postMessage({ from: this.parts.tab, request });
  }

  /** To all others; what is told in one turn goes together. @param {Tell} tell */
  tell(tell) {
    this.batch.push(tell);
    if (this.batch.length === 1) {
      queueMicrotask(() => this.flush());
    }
  }

  /** To one. @param {string} to @param {Tell} tell */
  tellTo(to, tell) {
    this.flush();
    this.channel.postMessage({ to, tells: [tell] });
  }

  /** @private */
  get lock() {
    return `parley ${this.parts.name}`;
  }

  /** @private */
  flush() {
    if (this.batch.length > 0) {
      this.channel.postMessage({ tells: this.batch });
      this.batch = [];
    }
  }

  /** @private @param {any} data */
  heard({ from, to, request, tells }) {
    if (this.leaving.signal.aborted) {
      return;
    }
    if (request && this.isLeader) {
      this.parts.asked(from, request);
    } else if (tells && (to === undefined || to === this.parts.tab)) {
      for (const tell of tells) {
        this.parts.told(tell);
      }
    }
  }
}
