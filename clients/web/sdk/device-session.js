import { Alarm } from './clock.js';
import { Connection } from './connection.js';
import { DeviceModel } from './device-model.js';

/** @typedef {import('./model.js').News} News */
/** @typedef {import('./outbox.js').Command} Command */

const FLUSH_MILLIS = 300;
const TYPING_PAUSE_MILLIS = 3_000;
const LIST_PAGE = 200;
const MOST_LIST_PAGES = 100;

/**
 * @typedef {object} Status
 * @property {import('./connection.js').ConnectionState} state
 * @property {import('./transport/transport.js').TransportKind | null} transport
 * @property {number | null} retryAt when the next attempt is made, as `Date.now()`
 * @property {number | null} closeCode of the end of the last session
 * @property {string} userId
 * @property {string} deviceId
 * @property {boolean} leader this tab holds the connection
 * @property {number} pending commands that are not acked
 *
 * @typedef {object} SessionParts
 * @property {{deviceId: string, platform: string, name: string}} device
 * @property {import('./transport/transport.js').TransportFactory[]} transports
 * @property {import('./token-keeper.js').TokenKeeper} tokens
 * @property {import('./rest-calls.js').RestCalls} rest
 * @property {import('./store/store.js').Store} store
 * @property {import('./model.js').Model} model of the tab that holds the connection: what is stored is taken
 *   from it
 * @property {import('./clock.js').Clock} clock
 * @property {() => number} random
 * @property {(news: News) => void} news to be folded by all tabs, this one's model first
 * @property {() => void} status it changed
 * @property {() => void} welcomed a session began
 */

/**
 * The device: its connection, its outbox, its place in each conversation, and the store of all that. One of
 * it per browser. What happens goes out as news.
 */
export class DeviceSession {
  /** @param {SessionParts} parts @param {import('./store/store.js').Stored} stored */
  constructor(parts, stored) {
    this.parts = parts;
    const { model, device, clock, random } = parts;
    this.hasSnapshot = stored.hasSnapshot;
    /** Since when, in this session of the page, the list is known. */
    this.listedAtMillis = -Infinity;
    this.closed = false;
    const start = [...model.views.values()]
      .filter(({ state }) => state.lastSeq > 0 || state.epoch > 0)
      .map(
        ({ conversationId, state }) =>
          /** @type {[string, import('./order.js').Position]} */ ([
            conversationId,
            { seq: state.lastSeq, epoch: state.epoch },
          ]),
      );
    this.device = new DeviceModel(device.deviceId, start, random, {
      transmit: (frame) => this.connection.transmit(frame),
      deliver: (event) => this.deliver(event),
      gap: (conversationId, from, to, inHistory) =>
        this.news({ kind: 'gap', conversationId, from, to, inHistory }, conversationId),
      restarted: (conversationId, epoch) =>
        this.news({ kind: 'restarted', conversationId, epoch }, conversationId),
      acked: (command, ack) => this.acked(command, ack),
      refused: (command, refused) => this.refused(command, refused),
      notice: (frame) => this.notice(frame),
    });
    this.connection = new Connection({
      model: this.device,
      transports: parts.transports,
      token: (fresh) => this.prepare(fresh),
      device,
      clock,
      random,
      changed: () => parts.status(),
      welcomed: (welcome) => this.welcomed(welcome),
    });
    /** @type {Set<string>} */
    this.dirty = new Set();
    this.flushedAtMillis = -Infinity;
    this.flushAlarm = new Alarm(clock, () => void this.flush());
    /** Delivered, and not yet told to the server as received. @type {Map<string, number>} */
    this.handled = new Map();
    /** @type {Map<string, number>} */
    this.typedAt = new Map();
    /** What each tab wants to see. @type {Map<string, string[]>} */
    this.watched = new Map();
    /** Which tabs are in the foreground. @type {Map<string, boolean>} */
    this.background = new Map();
    for (const command of stored.commands) {
      this.enqueue(command);
    }
  }

  /** @returns {Status} */
  get status() {
    const { connection, parts } = this;
    const { clock } = parts;
    return {
      state: connection.state,
      transport: connection.transport,
      retryAt:
        connection.retryAtMillis === Infinity
          ? null
          : Math.round(Date.now() + connection.retryAtMillis - clock.now()),
      closeCode: connection.closeCode,
      userId: parts.model.userId,
      deviceId: parts.device.deviceId,
      leader: true,
      pending: this.device.outbox.size,
    };
  }

  connect() {
    this.connection.connect();
  }

  retryNow() {
    this.connection.retryNow();
  }

  networkChanged() {
    this.connection.networkChanged();
  }

  /**
   * Ends the connection; what is not sent stays in the store.
   *
   * @param {boolean} [keep] false: writes no more
   */
  async close(keep = true) {
    this.closed = true;
    this.connection.close();
    if (!keep) {
      this.dirty.clear();
    }
    await this.flush();
  }

  /** Stored by whoever gave it; sent as soon as may be. @param {Command} command */
  submit(command) {
    this.parts.news({ kind: 'queued', command });
    this.enqueue(command);
    this.after();
  }

  /** @param {Command} command */
  withdraw({ conversationId, clientId }) {
    this.device.withdraw(clientId);
    void this.keep(this.parts.store.removeCommand(clientId));
    this.parts.news({ kind: 'withdrawn', conversationId, clientId });
    this.after();
  }

  /** @param {string} conversationId @param {number} seq */
  read(conversationId, seq) {
    this.news({ kind: 'read', conversationId, seq }, conversationId);
    this.device.read(conversationId, seq, this.now());
    this.after();
  }

  /** @param {string} conversationId */
  typing(conversationId) {
    const now = this.now();
    if (now - (this.typedAt.get(conversationId) ?? -Infinity) >= TYPING_PAUSE_MILLIS) {
      this.typedAt.set(conversationId, now);
      this.connection.transmit({ typing: { conversationId } });
    }
  }

  /** @param {string} tab @param {string[]} userIds */
  watch(tab, userIds) {
    this.watched.set(tab, userIds);
    this.sendWatch();
  }

  /** @param {string} tab @param {boolean} on */
  setBackground(tab, on) {
    this.background.set(tab, on);
    this.sendBackground();
  }

  /** A tab has gone. @param {string} tab */
  forgetTab(tab) {
    if (this.watched.delete(tab)) {
      this.sendWatch();
    }
    if (this.background.delete(tab)) {
      this.sendBackground();
    }
  }

  /** Writes what has changed. */
  async flush() {
    const ids = [...this.dirty];
    this.dirty.clear();
    this.flushAlarm.cancel();
    this.flushedAtMillis = this.now();
    if (ids.length > 0) {
      await this.keep(this.parts.store.saveConversations(ids.map((id) => this.parts.model.record(id))));
    }
  }

  /** A store that fails takes no message: it is told, and what is in memory goes on. @private
   * @param {Promise<void>} writing */
  keep(writing) {
    return writing.catch((error) => {
      const message = `the store failed: ${error?.message ?? error}`;
      this.parts.news({ kind: 'frame', frame: { error: { code: 'STORE_FAILED', message } } });
    });
  }

  /** Reads the list of conversations again. */
  async refreshList() {
    const items = await this.readList();
    if (!this.closed) {
      this.takeList(items, false);
    }
  }

  /** @private */
  now() {
    return this.parts.clock.now();
  }

  /** Before each attempt: a token, and for a device that has nothing yet the list of conversations.
   * @private @param {boolean} _fresh */
  async prepare(_fresh) {
    const token = await this.parts.tokens.fresh();
    if (!this.hasSnapshot) {
      const items = await this.readList();
      if (!this.closed) {
        this.hasSnapshot = true;
        this.listedAtMillis = this.now();
        this.takeList(items, true);
        for (const { conversationId, lastSeq } of items) {
          this.device.orders.startAt(conversationId, Number(lastSeq));
        }
        await this.flush();
        await this.keep(this.parts.store.saveUser(this.parts.model.userId, true));
      }
    }
    return token;
  }

  /** @private @param {any} welcome */
  welcomed(welcome) {
    const { model, store } = this.parts;
    if (model.userId !== '' && model.userId !== welcome.userId) {
      // The store, or the application's token, is another user's: nothing of it may be mixed.
      this.connection.stop();
      this.parts.news({
        kind: 'frame',
        frame: {
          error: { code: 'OTHER_USER', message: `the store is ${model.userId}'s, not ${welcome.userId}'s` },
        },
      });
      return false;
    }
    if (model.userId === '') {
      this.parts.news({ kind: 'user', userId: welcome.userId });
      void this.keep(store.saveUser(welcome.userId, this.hasSnapshot));
    }
    queueMicrotask(() => this.begun());
    return true;
  }

  /** @private */
  begun() {
    this.sendWatch();
    this.sendBackground();
    this.parts.welcomed();
    if (this.now() - this.listedAtMillis > 5_000) {
      this.listedAtMillis = this.now();
      this.refreshList().catch(() => {
        // The next session asks again; messages come without it.
        this.listedAtMillis = -Infinity;
      });
    }
  }

  /** @private */
  async readList() {
    const items = [];
    let cursor;
    for (let page = 0; page < MOST_LIST_PAGES; page++) {
      const list = await this.parts.rest.get('/v1/conversations', { limit: LIST_PAGE, cursor });
      items.push(...list.items);
      if (!list.hasMore) {
        break;
      }
      cursor = list.nextCursor;
    }
    return items;
  }

  /** @private @param {any[]} items @param {boolean} first */
  takeList(items, first) {
    this.parts.news({ kind: 'list', items, first });
    for (const { conversationId } of items) {
      this.touch(conversationId);
    }
  }

  /** @private @param {Command} command */
  enqueue(command) {
    if (!command.failure) {
      this.device.submit(command, this.now());
    }
  }

  /** @private @param {import('./protocol.js').WireEvent} event */
  deliver(event) {
    this.news({ kind: 'event', event }, event.conversationId);
    if (this.handled.size === 0) {
      // After the whole frame, so that a page of 500 events is one mark.
      queueMicrotask(() => this.tellHandled());
    }
    this.handled.set(event.conversationId, Number(event.seq));
  }

  /** @private */
  tellHandled() {
    for (const [id, seq] of this.handled) {
      this.device.handled(id, seq, this.now());
    }
    this.handled.clear();
    this.connection.rearm();
  }

  /** @private @param {Command} command @param {any} ack */
  acked(command, ack) {
    void this.keep(this.parts.store.removeCommand(command.clientId));
    this.parts.news({ kind: 'acked', command, ack });
    this.parts.status();
  }

  /** @private @param {Command} command @param {{code: string, message: string}} refused */
  refused(command, refused) {
    if (command.kind === 'send') {
      void this.keep(this.parts.store.saveCommand({ ...command, failure: refused }));
    } else {
      void this.keep(this.parts.store.removeCommand(command.clientId));
    }
    this.parts.news({ kind: 'refused', command, refused });
    this.parts.status();
  }

  /** @private @param {import('./protocol.js').Frame} frame */
  notice(frame) {
    if (frame.error?.code === 'UNKNOWN_FRAME') {
      // A server of an earlier version, which knows no presence, say.
      return;
    }
    const body = frame.receipt ?? frame.settings ?? frame.hidden ?? frame.counts;
    this.news({ kind: 'frame', frame }, body?.conversationId);
  }

  /** @private @param {News} news @param {string | undefined} id whose record changes with it */
  news(news, id) {
    this.parts.news(news);
    if (id !== undefined) {
      this.touch(id);
    }
  }

  /**
   * This conversation is to be written, soon.
   *
   * @param {string} id
   */
  touch(id) {
    this.dirty.add(id);
    if (this.flushAlarm.atMillis === Infinity && !this.closed) {
      // A single message at once, after the whole frame; many in a row a few times a second.
      this.flushAlarm.at(Math.max(this.now(), this.flushedAtMillis + FLUSH_MILLIS));
    }
  }

  /** @private */
  sendWatch() {
    const userIds = [...new Set([...this.watched.values()].flat())].slice(0, 200);
    if (this.watched.size > 0) {
      this.connection.transmit({ id: 'watch', watch: { userIds } });
    }
  }

  /** @private */
  sendBackground() {
    if (this.background.size > 0) {
      this.connection.transmit({ background: { on: [...this.background.values()].every((on) => on) } });
    }
  }

  /** @private */
  after() {
    this.connection.rearm();
    this.parts.status();
  }
}
