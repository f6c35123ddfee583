import { Alarm, realClock } from './clock.js';
import { DeviceSession } from './device-session.js';
import { ParleyError } from './errors.js';
import { Model } from './model.js';
import { RestCalls, segment } from './rest-calls.js';
import { TabGroup } from './shared/tab-group.js';
import { IndexedDbStore } from './store/indexeddb-store.js';
import { MemoryStore } from './store/memory-store.js';
import { Timeline } from './timeline.js';
import { TokenKeeper } from './token-keeper.js';
import { PollTransport } from './transport/poll.js';
import { SseTransport } from './transport/sse.js';
import { WebSocketTransport } from './transport/websocket.js';

/** @typedef {import('./model.js').Conversation} Conversation */
/** @typedef {import('./model.js').Message} Message */
/** @typedef {import('./model.js').News} News */
/** @typedef {import('./outbox.js').Command} Command */
/** @typedef {import('./device-session.js').Status} Status */
/** @typedef {import('./shared/tab-group.js').Request} Request */
/** @typedef {import('./shared/tab-group.js').Tell} Tell */
/** @typedef {import('./transport/transport.js').TransportKind} TransportKind */
/** @typedef {import('./transport/transport.js').TransportFactory} TransportFactory */

const REREAD_MILLIS = 2_200;
const REREADS = 20;
const SIGN_OUT_MILLIS = 3_000;
const PREVIEWS = 30;
const PREVIEW_ITEMS = 30;

/**
 * @typedef {object} ClientOptions
 * @property {string} [url] origin of the edge; default: that of the page
 * @property {() => Promise<string> | string} token asked for before each connect and a minute before the last
 *   expires
 * @property {string} deviceId 1-64 of [A-Za-z0-9._-], the same in each visit of this browser
 * @property {string} [name] shown in the user's list of devices
 * @property {string} [platform]
 * @property {import('./store/store.js').Store} [store]
 * @property {(TransportKind | TransportFactory)[]} [transports] best first
 * @property {boolean} [shared] one connection per browser, held by one tab
 * @property {import('./clock.js').Clock} [clock]
 * @property {() => number} [random]
 * @property {typeof fetch} [fetch]
 * @property {typeof WebSocket} [WebSocket]
 * @property {{locks?: LockManager, BroadcastChannel?: typeof BroadcastChannel}} [tabs] what `shared` works
 *   with
 *
 * @typedef {object} SendOptions
 * @property {number | null} [replyTo]
 * @property {number | null} [threadRoot]
 * @property {boolean} [forwarded]
 * @property {{start: number, length: number, userId?: string, all?: boolean}[]} [mentions]
 *
 * @typedef {{seq: number, messageId: string, time: Date}} Ack
 */

/**
 * A client of Parley. It keeps what the user does until the server has it, over lost connections and reloads;
 * shows each message once and in its order; and comes back by itself as long as the server does not say
 * otherwise.
 *
 * Dispatches CustomEvents: `status`, `conversations`, `messages`, `typing`, `presence`, `receipts`,
 * `refused`, `error`. Changes of one turn are told once, after it. Beside them `event`, `gap` and `restarted`
 * tell at once what the conversations are folded from: each event of the protocol once and in its order.
 */
export class ParleyClient extends EventTarget {
  /** @param {ClientOptions} options */
  constructor(options) {
    super();
    const page = /** @type {{location?: Location}} */ (globalThis).location;
    this.url = (options.url ?? page?.origin ?? '').replace(/\/$/, '');
    this.device = {
      deviceId: options.deviceId,
      platform: options.platform ?? 'web',
      name: options.name ?? '',
    };
    this.clock = options.clock ?? realClock;
    this.random = options.random ?? Math.random;
    this.store =
      options.store ?? (globalThis.indexedDB ? new IndexedDbStore(options.deviceId) : new MemoryStore());
    /** Names this tab to the others. */
    this.tab = crypto.randomUUID();
    /** @internal */
    this.tokens = new TokenKeeper(async () => options.token());
    /** @internal */
    this.fetch = options.fetch ?? ((...call) => fetch(...call));
    /** @internal */
    this.rest = new RestCalls(this.url, this.tokens, this.fetch);
    /** @internal */
    this.transports = (options.transports ?? ['websocket', 'sse', 'poll']).map((one) =>
      typeof one === 'string' ? this.transportOf(one, options.WebSocket) : one,
    );
    /** @internal */
    this.group = this.groupOf(options);
    /** @internal */
    this.model = new Model({
      conversation: (id) => this.note('conversations', id),
      messages: (id) => this.note('messages', id),
      receipts: (id) => this.note('receipts', id),
      typing: (id) => this.note('typing', id),
      presence: (presence) => this.emit('presence', presence),
      unreadUnknown: () => this.refreshListSoon(),
      notWhole: (id) => this.completeSoon(id),
      hole: () => this.follow(),
    });
    /** @internal @type {Record<string, Set<string>>} */
    this.changes = {};
    /** @internal */
    this.changesPlanned = false;
    /** @internal @type {Map<string, Timeline>} */
    this.timelines = new Map();
    /**
     * What was given here and has no answer: asked again of each new leader.
     *
     * @internal
     * @type {Map<string, {command: Command, resolve: (ack: Ack) => void, reject: (error: ParleyError) =>
     *   void}>}
     */
    this.waiting = new Map();
    /** Requests that a new leader must hear again. @internal @type {Map<string, Request>} */
    this.wishes = new Map();
    /** As the leader told it. @internal @type {Status | undefined} */
    this.leaderStatus = undefined;
    /** News that came while the store was read. @internal @type {News[] | undefined} */
    this.heldNews = undefined;
    /** @internal */
    this.listeners = {
      online: () => this.ask({ kind: 'networkChanged' }),
      // The tab goes, or is put aside by the browser and may come back.
      pagehide: () => {
        if (this.session) {
          void this.session.flush();
        } else {
          this.group?.ask({ kind: 'bye' });
        }
      },
      pageshow: (/** @type {any} */ { persisted }) => persisted && (this.follow(), this.askAgain()),
    };
    /** @internal @type {DeviceSession | undefined} */
    this.session = undefined;
    /** @internal @type {Promise<void> | undefined} */
    this.starting = undefined;
    /** @internal */
    this.closed = false;
    /** @internal */
    this.lastCreatedAt = 0;
    /** @internal @type {Map<string, Promise<unknown>>} */
    this.once = new Map();
    /** @internal */
    this.expiry = new Alarm(this.clock, () => this.expire());
    /** @internal */
    this.rereading = new Alarm(this.clock, () => void this.reread());
    /** @internal @type {any} */
    this.lastStatus = undefined;
  }

  // --- Connection

  /** Shows what is stored, then connects. Does nothing if that was done already. */
  connect() {
    this.wishes.set('connect', { kind: 'connect' });
    this.starting ??= this.start();
    this.starting.then(() => this.ask({ kind: 'connect' })).catch((error) => this.failed(error));
  }

  /** Does not wait any longer for the next attempt. */
  retryNow() {
    this.ask({ kind: 'retryNow' });
  }

  /**
   * Leaves the connection to another tab, or ends it. What is not sent stays in the store for the next
   * client; promises of `send` are rejected with `CLOSED`.
   */
  close() {
    return this.end(async () => {
      await this.session?.close();
      await this.group?.leave();
    });
  }

  /** Closes, in all tabs, and forgets everything on this device. */
  signOut() {
    return this.end(async () => {
      this.group?.tell({ kind: 'signedOut' });
      await this.session?.close(false);
      await this.group?.leave();
      await (this.group ? this.group.alone(() => this.store.wipe(), SIGN_OUT_MILLIS) : this.store.wipe());
    });
  }

  /** @returns {Status} */
  get status() {
    const { leaderStatus, session } = this;
    if (session) {
      return session.status;
    }
    if (leaderStatus && !this.closed) {
      return { ...leaderStatus, leader: false };
    }
    return {
      state: this.closed ? 'closed' : this.starting ? 'connecting' : 'idle',
      transport: null,
      retryAt: null,
      closeCode: null,
      userId: this.model.userId,
      deviceId: this.device.deviceId,
      leader: false,
      pending: 0,
    };
  }

  get userId() {
    return this.model.userId;
  }

  // --- Reading

  get conversations() {
    return this.model.conversations();
  }

  /** @param {string} id */
  conversation(id) {
    return this.model.conversation(id);
  }

  /** The window over a conversation; one object per conversation. @param {string} id */
  timeline(id) {
    let timeline = this.timelines.get(id);
    if (timeline === undefined) {
      timeline = new Timeline(id, {
        model: this.model,
        load: (conversationId, query) => this.loadHistory(conversationId, query),
      });
      this.timelines.set(id, timeline);
      void this.loadReceipts(id);
    }
    return timeline;
  }

  /** Who types there now. @param {string} id */
  typingIn(id) {
    return [...(this.model.views.get(id)?.typing.keys() ?? [])];
  }

  /** What was last heard of somebody who is watched. @param {string} userId */
  presenceOf(userId) {
    return this.model.presence.get(userId);
  }

  // --- Messages

  /**
   * Shows the message at once and sends it as soon as may be.
   *
   * @param {string} id
   * @param {string} text
   * @param {SendOptions} [options]
   * @returns {Promise<Ack>} rejected with a ParleyError after a final refusal; not settled while there is no
   *   answer
   */
  send(id, text, { replyTo, threadRoot, forwarded, mentions } = {}) {
    /** @type {any} */
    const content = { text: { body: text } };
    if (mentions?.length) {
      content.text.mentions = mentions;
    }
    return this.command('send', id, {
      content,
      ...(replyTo ? { replyTo: String(replyTo) } : {}),
      ...(threadRoot ? { threadRoot: String(threadRoot) } : {}),
      ...(forwarded ? { forwarded: true } : {}),
    });
  }

  /**
   * @param {string} id
   * @param {number} seq
   * @param {string} text
   * @param {{mentions?: SendOptions['mentions']}} [options]
   */
  edit(id, seq, text, { mentions } = {}) {
    const content = { text: { body: text, ...(mentions?.length ? { mentions } : {}) } };
    return this.command('edit', id, { targetSeq: String(seq), content });
  }

  /** For everybody. @param {string} id @param {number} seq */
  delete(id, seq) {
    return this.command('delete', id, { targetSeq: String(seq) });
  }

  /** On this user's devices only. @param {string} id @param {number} seq */
  async deleteForMe(id, seq) {
    const query = { for: 'me' };
    await this.rest.call(`${messagePath(id, seq)}`, { method: 'DELETE', query, key: true });
    this.fold({ kind: 'frame', frame: { hidden: { conversationId: id, seq: String(seq) } } });
  }

  /** @param {string} id @param {number} seq @param {string} emoji @param {boolean} [removed] */
  react(id, seq, emoji, removed = false) {
    return this.command('react', id, { targetSeq: String(seq), emoji, ...(removed ? { removed } : {}) });
  }

  /** @param {string} id @param {number} seq @param {boolean} [removed] */
  pin(id, seq, removed = false) {
    return this.command('pin', id, { targetSeq: String(seq), ...(removed ? { removed } : {}) });
  }

  /**
   * Sends a failed message again, last of all.
   *
   * @param {string} id
   * @param {string} clientId
   * @returns {Promise<Ack>}
   */
  retry(id, clientId) {
    const command = this.pendingCommand(id, clientId);
    if (!command?.failure) {
      return Promise.reject(new ParleyError('NOT_FOUND', 'no such failed message'));
    }
    return this.submit({ ...command, failure: null, createdAt: this.createdNow() });
  }

  /** Gives up a message that failed or still waits. @param {string} id @param {string} clientId */
  discard(id, clientId) {
    const command = this.pendingCommand(id, clientId);
    if (command) {
      this.fold({ kind: 'withdrawn', conversationId: id, clientId });
      this.settle(clientId, undefined, new ParleyError('DISCARDED', 'discarded by the user'));
      this.store.removeCommand(clientId).catch((error) => this.storeFailed(error));
      this.ask({ kind: 'withdraw', command });
    }
  }

  /** Everything up to this seq was seen. @param {string} id @param {number} seq */
  read(id, seq) {
    const conversation = this.model.conversation(id);
    if (conversation && seq > conversation.readSeq) {
      this.fold({ kind: 'read', conversationId: id, seq });
      const request = /** @type {Request} */ ({ kind: 'read', conversationId: id, seq });
      this.wishes.set(`read ${id}`, request);
      this.ask(request);
    }
  }

  /** The user types there; call it as often as you like. @param {string} id */
  typing(id) {
    this.ask({ kind: 'typing', conversationId: id });
  }

  /** Whose presence is wanted from now on, at most 200. @param {string[]} userIds */
  watch(userIds) {
    this.wishes.set('watch', { kind: 'watch', userIds });
    this.ask({ kind: 'watch', userIds });
  }

  /** Nobody looks at this tab. @param {boolean} on */
  background(on) {
    this.wishes.set('background', { kind: 'background', on });
    this.ask({ kind: 'background', on });
  }

  /** The answers to a message, ascending; pending ones last. @param {string} id @param {number} rootSeq */
  async thread(id, rootSeq) {
    await this.loadOnce(`thread ${id} ${rootSeq}`, () => this.loadList(id, { thread: rootSeq }));
    const view = this.model.view(id);
    const entries = [...view.log.entries.values()].filter(({ threadRoot }) => threadRoot === rootSeq);
    const sent = this.messages(id, entries);
    return [...sent, ...this.model.pendingMessages(view).filter(({ threadRoot }) => threadRoot === rootSeq)];
  }

  /** The pinned messages, the newest first. @param {string} id @returns {Promise<Message[]>} */
  async pinned(id) {
    const items = await this.loadList(id, { pinned: true });
    const view = this.model.view(id);
    // What was pinned a moment ago may be missing in the history; what was unpinned is told by its event.
    items.forEach((item) => view.log.pinned.add(Number(item.seq)));
    this.note('conversations', id);
    this.note('messages', id);
    return this.messages(id, this.entries(id, items)).reverse();
  }

  /** Messages that mention this user, the newest first. @param {string} id @returns {Promise<Message[]>} */
  async mentionsOfMe(id) {
    const items = await this.loadList(id, { mentions: 'me' });
    return this.messages(id, this.entries(id, items)).reverse();
  }

  /** Who has a message. @param {string} id @param {number} seq
   * @returns {Promise<{userId: string, delivered: boolean, read: boolean}[]>} */
  receiptsOf(id, seq) {
    return this.all(`${path(id)}/receipts/${segment(seq)}`);
  }

  // --- Conversations

  /** @param {string} userId */
  async openDirect(userId) {
    return this.opened(await this.create({ kind: 'direct', members: [userId] }));
  }

  /** @param {string} title @param {string[]} userIds */
  async createGroup(title, userIds) {
    return this.opened(await this.create({ kind: 'group', title, members: userIds }));
  }

  /** @param {string} inviteToken */
  async join(inviteToken) {
    const body = { token: inviteToken };
    return this.opened(await this.rest.call('/v1/conversations/join', { method: 'POST', body, key: true }));
  }

  /** @param {string} id @param {string[]} userIds */
  async addMembers(id, userIds) {
    await this.rest.call(`${path(id)}/members`, { method: 'POST', body: { userIds }, key: true });
  }

  /** @param {string} id @param {string} userId */
  async removeMember(id, userId) {
    await this.rest.call(`${path(id)}/members/${segment(userId)}`, { method: 'DELETE', key: true });
  }

  /** @param {string} id */
  async leave(id) {
    await this.removeMember(id, this.model.userId);
  }

  /** @param {string} id @param {string} userId @param {'owner' | 'admin' | 'member'} role */
  async setRole(id, userId, role) {
    await this.rest.call(`${path(id)}/members/${segment(userId)}`, {
      method: 'PUT',
      body: { role },
      key: true,
    });
  }

  /** @param {string} id @param {string} userId */
  async transferOwnership(id, userId) {
    await this.rest.call(`${path(id)}/owner`, { method: 'POST', body: { userId }, key: true });
  }

  /**
   * One call for each field that is given: the server takes one at a time.
   *
   * @param {string} id
   * @param {{title?: string, description?: string, picture?: string, policy?: object}} change
   */
  async change(id, change) {
    for (const [field, value] of Object.entries(change)) {
      await this.rest.call(path(id), { method: 'PATCH', body: { [field]: value }, key: true });
    }
  }

  /** @param {string} id @returns {Promise<any[]>} */
  invites(id) {
    return this.all(`${path(id)}/invites`);
  }

  /** The answer holds the token, which is never shown again.
   * @param {string} id @param {{expiresInSeconds?: number, maxUses?: number}} [limits]
   * @returns {Promise<{inviteId: string, token: string, expiresAt?: string, maxUses?: number}>} */
  createInvite(id, limits = {}) {
    return this.rest.call(`${path(id)}/invites`, { method: 'POST', body: limits });
  }

  /** @param {string} id @param {string} inviteId */
  async revokeInvite(id, inviteId) {
    await this.rest.call(`${path(id)}/invites/${segment(inviteId)}`, { method: 'DELETE', key: true });
  }

  /**
   * How the conversation looks to this user, on all devices.
   *
   * @param {string} id
   * @param {{mutedUntil?: Date | null, archived?: boolean, pinned?: boolean, markedUnread?: boolean,
   *   draft?: string}} change
   */
  async settings(id, change) {
    const body = { ...change, ...(change.mutedUntil ? { mutedUntil: change.mutedUntil.toISOString() } : {}) };
    this.fold({ kind: 'frame', frame: { settings: { conversationId: id, ...body } } });
    await this.rest.call(`${path(id)}/settings`, { method: 'PATCH', body, key: true });
  }

  /** @param {string} userId */
  async block(userId) {
    await this.rest.call(`/v1/users/${segment(userId)}/block`, { method: 'PUT', key: true });
  }

  /** @param {string} userId */
  async unblock(userId) {
    await this.rest.call(`/v1/users/${segment(userId)}/block`, { method: 'DELETE', key: true });
  }

  /** @returns {Promise<string[]>} user ids */
  async blocks() {
    return (await this.all('/v1/users/me/blocks')).map(({ userId }) => userId);
  }

  /**
   * @returns {Promise<{deviceId: string, name: string, platform: string, registeredAt: string, lastUsedAt:
   *   string, current: boolean}[]>}
   */
  devices() {
    return this.all('/v1/devices', { 'parley-device': this.device.deviceId });
  }

  /** @param {string} deviceId @param {string} name */
  async renameDevice(deviceId, name) {
    await this.rest.call(`/v1/devices/${segment(deviceId)}`, { method: 'PATCH', body: { name }, key: true });
  }

  /** @param {string} deviceId */
  async revokeDevice(deviceId) {
    await this.rest.call(`/v1/devices/${segment(deviceId)}`, { method: 'DELETE', key: true });
  }

  // --- Inside

  /** @private */
  async start() {
    for (const [event, listener] of Object.entries(this.listeners)) {
      globalThis.addEventListener?.(event, listener);
    }
    this.tellStatus();
    await this.readStore();
    if (this.closed) {
      return;
    }
    if (this.group) {
      this.group.join();
      this.follow();
    } else {
      await this.lead();
    }
  }

  /** What is stored is at least as new as what is known here, or it is left. @private */
  async readStore() {
    const stored = await this.store.load();
    if (stored.userId !== '') {
      this.model.user(stored.userId);
    }
    this.model.restore(stored.conversations);
    for (const command of stored.commands) {
      this.model.queued(command);
    }
    return stored;
  }

  /** This tab holds the connection from now on. @private */
  async lead() {
    const stored = await this.readStore();
    this.heldNews?.forEach((news) => this.fold(news));
    this.heldNews = undefined;
    if (this.closed) {
      return;
    }
    this.session = new DeviceSession(
      {
        device: this.device,
        transports: this.transports,
        tokens: this.tokens,
        rest: this.rest,
        store: this.store,
        model: this.model,
        clock: this.clock,
        random: this.random,
        news: (news) => {
          this.fold(news);
          this.group?.tell({ kind: 'news', news });
        },
        status: () => this.tellStatus(),
        welcomed: () => {
          this.sessionBegun();
          void this.loadPreviews();
          this.group?.tell({ kind: 'session' });
        },
      },
      stored,
    );
    this.askAgain();
    this.tellStatus();
  }

  /** Asks the leader, if there is one, for what it knows. @private */
  follow() {
    if (this.group && !this.session) {
      this.group.ask({ kind: 'hello' });
    }
  }

  /** All that is not settled goes to the new leader. @private */
  askAgain() {
    for (const request of this.wishes.values()) {
      this.ask(request);
    }
    for (const { command } of this.waiting.values()) {
      this.ask({ kind: 'submit', command });
    }
  }

  /** @private @param {Request} request */
  ask(request) {
    if (this.session) {
      this.perform(this.session, this.tab, request);
    } else {
      this.group?.ask(request);
    }
  }

  /**
   * What a tab, this or another, asks of the leader.
   *
   * @private
   * @param {DeviceSession} session
   * @param {string} tab
   * @param {Request} request
   */
  perform(session, tab, request) {
    switch (request.kind) {
      case 'submit':
        return session.submit(request.command);
      case 'withdraw':
        return session.withdraw(request.command);
      case 'read':
        return session.read(request.conversationId, request.seq);
      case 'typing':
        return session.typing(request.conversationId);
      case 'watch':
        return session.watch(tab, request.userIds);
      case 'background':
        return session.setBackground(tab, request.on);
      case 'connect':
        return session.connect();
      case 'retryNow':
        return session.retryNow();
      case 'networkChanged':
        return session.networkChanged();
      case 'refreshList':
        return void session.refreshList().catch(() => {});
      case 'bye':
        return session.forgetTab(tab);
      case 'hello':
        return void session.flush().then(
          () => this.group?.tellTo(tab, { kind: 'state', status: session.status }),
          (error) => this.failed(error),
        );
    }
  }

  /** What the leader tells. @private @param {Tell} tell */
  told(tell) {
    if (tell.kind === 'signedOut') {
      void this.end(async () => {
        await this.session?.close(false);
        await this.group?.leave();
      });
    } else if (this.session || this.closed) {
      // Late words of a leader that is none any more.
    } else if (tell.kind === 'leader') {
      this.follow();
      this.askAgain();
    } else if (tell.kind === 'state') {
      this.leaderStatus = tell.status;
      this.heldNews ??= [];
      void this.readStore().finally(() => {
        const held = this.heldNews ?? [];
        this.heldNews = undefined;
        held.forEach((news) => this.fold(news));
        this.tellStatus();
      });
    } else if (tell.kind === 'status') {
      this.leaderStatus = tell.status;
      this.tellStatus();
    } else if (tell.kind === 'session') {
      this.sessionBegun();
    } else if (this.heldNews) {
      this.heldNews.push(tell.news);
    } else {
      this.fold(tell.news);
    }
  }

  /** @private @param {() => Promise<void>} work */
  async end(work) {
    if (this.closed) {
      return;
    }
    this.closed = true;
    for (const [event, listener] of Object.entries(this.listeners)) {
      globalThis.removeEventListener?.(event, listener);
    }
    for (const { reject } of this.waiting.values()) {
      reject(new ParleyError('CLOSED', 'the client was closed'));
    }
    this.waiting.clear();
    this.expiry.cancel();
    this.rereading.cancel();
    await this.starting?.catch(() => {});
    await work();
    this.tellStatus();
    this.store.close();
  }

  /** @private @param {TransportKind} kind @param {typeof WebSocket} [Socket] @returns {TransportFactory} */
  transportOf(kind, Socket) {
    const resume = { token: '' };
    return {
      kind,
      create: () =>
        kind === 'websocket'
          ? new WebSocketTransport(this.url, Socket)
          : kind === 'sse'
            ? new SseTransport(this.url, this.fetch, resume)
            : new PollTransport(this.url, this.fetch),
    };
  }

  /** @private @param {ClientOptions} options */
  groupOf({ shared, tabs, deviceId }) {
    const locks = tabs?.locks ?? globalThis.navigator?.locks;
    const Channel = tabs?.BroadcastChannel ?? globalThis.BroadcastChannel;
    // Only where there are tabs: elsewhere two clients of one process are two devices.
    const wanted = shared ?? globalThis.document !== undefined;
    return wanted && locks && Channel
      ? new TabGroup({
          name: `${this.url} ${deviceId}`,
          tab: this.tab,
          locks,
          Channel,
          lead: () => this.lead(),
          told: (tell) => this.told(tell),
          asked: (from, request) => this.session && this.perform(this.session, from, request),
        })
      : undefined;
  }

  /** A session began: marks may have moved meanwhile. @private */
  sessionBegun() {
    for (const id of [...this.timelines.keys()].slice(-5)) {
      void this.loadReceipts(id);
    }
  }

  /** @private @param {Command['kind']} kind @param {string} conversationId @param {any} body */
  command(kind, conversationId, body) {
    const clientId = crypto.randomUUID();
    return this.submit({ clientId, conversationId, kind, body, createdAt: this.createdNow() });
  }

  /** @private @param {Command} command @returns {Promise<Ack>} */
  submit(command) {
    if (this.closed) {
      return Promise.reject(new ParleyError('CLOSED', 'the client is closed'));
    }
    /** @type {Promise<Ack>} */
    const answer = new Promise((resolve, reject) =>
      this.waiting.set(command.clientId, { command, resolve, reject }),
    );
    // Who does not wait for the answer sees it in the timeline.
    answer.catch(() => {});
    this.fold({ kind: 'queued', command });
    this.store.saveCommand(command).catch((error) => this.storeFailed(error));
    this.ask({ kind: 'submit', command });
    return answer;
  }

  /** Grows with each call, so that the stored order is the order of the calls. @private */
  createdNow() {
    this.lastCreatedAt = Math.max(Date.now(), this.lastCreatedAt + 0.001);
    return this.lastCreatedAt;
  }

  /** @private @param {string} id @param {string} clientId */
  pendingCommand(id, clientId) {
    return this.model.views.get(id)?.pending.find((command) => command.clientId === clientId);
  }

  /** @private @param {News} news */
  fold(news) {
    const isNew = this.model.apply(news, this.clock.now()) !== false;
    if (news.kind === 'event' && isNew) {
      this.emit('event', news.event);
    } else if (news.kind === 'gap' || news.kind === 'restarted') {
      this.emit(news.kind, news);
    }
    if (news.kind === 'acked') {
      const { seq, messageId, time } = news.ack;
      this.settle(news.command.clientId, {
        seq: Number(seq),
        messageId: String(messageId ?? ''),
        time: new Date(time ?? Date.now()),
      });
    } else if (news.kind === 'refused') {
      const { conversationId, clientId } = news.command;
      this.settle(clientId, undefined, new ParleyError(news.refused.code, news.refused.message));
      this.emit('refused', { conversationId, clientId, ...news.refused });
    } else if (news.kind === 'frame' && news.frame.error) {
      this.emit('error', { code: news.frame.error.code, message: news.frame.error.message ?? '' });
    } else if (news.kind === 'user') {
      this.tellStatus();
    }
    if (news.kind === 'event' || news.kind === 'frame') {
      this.expire();
    }
  }

  /** @private @param {string} clientId @param {Ack | undefined} ack @param {ParleyError} [error] */
  settle(clientId, ack, error) {
    const waiting = this.waiting.get(clientId);
    this.waiting.delete(clientId);
    if (error) {
      waiting?.reject(error);
    } else if (ack) {
      waiting?.resolve(ack);
    }
  }

  /** @private */
  expire() {
    const now = this.clock.now();
    const wall = Date.now();
    const typingAt = this.model.expireTyping(now);
    const messagesAt = this.model.expireMessages(wall) - wall + now;
    this.expiry.at(Math.min(typingAt, messagesAt));
  }

  /** @private @param {string} kind @param {string} id */
  note(kind, id) {
    (this.changes[kind] ??= new Set()).add(id);
    this.timelines.get(id)?.forget();
    if (!this.changesPlanned) {
      this.changesPlanned = true;
      queueMicrotask(() => this.tellChanges());
    }
  }

  /** @private */
  tellChanges() {
    const { conversations, messages = new Set(), receipts = new Set(), typing = new Set() } = this.changes;
    this.changes = {};
    this.changesPlanned = false;
    if (conversations) {
      this.emit('conversations', { ids: [...conversations] });
    }
    for (const id of messages) {
      this.emit('messages', { conversationId: id });
    }
    for (const id of new Set([...messages, ...receipts])) {
      this.timelines.get(id)?.changed();
      if ((this.model.views.get(id)?.log.doubtful.size ?? 0) > 0 && this.rereading.atMillis === Infinity) {
        this.rereading.at(this.clock.now() + REREAD_MILLIS);
      }
    }
    for (const id of receipts) {
      this.emit('receipts', { conversationId: id });
    }
    for (const id of typing) {
      this.emit('typing', { conversationId: id, userIds: this.typingIn(id) });
    }
  }

  /** Only if it differs from what was told last. @private */
  tellStatus() {
    const { status } = this;
    if (JSON.stringify(status) !== JSON.stringify(this.lastStatus)) {
      this.lastStatus = status;
      this.emit('status', status);
      if (this.session) {
        this.group?.tell({ kind: 'status', status });
      }
    }
  }

  /** @private @param {string} type @param {any} detail */
  emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Sent all the same, but it would not survive a reload. @private @param {any} error */
  storeFailed(error) {
    this.emit('error', { code: 'STORE_FAILED', message: `the store failed: ${error?.message ?? error}` });
  }

  /** @private @param {any} error */
  failed(error) {
    this.emit('error', { code: error?.code ?? 'FAILED', message: String(error?.message ?? error) });
  }

  /** @private @param {string} id @param {{before?: number, after?: number, limit: number}} query */
  async loadHistory(id, query) {
    const page = await this.rest.get(`/v1/history/${segment(id)}`, query);
    const seqs = page.items.map((/** @type {any} */ item) => Number(item.seq));
    const { log, state } = this.model.view(id);
    if (query.after !== undefined) {
      // Without more, what is known from there on by itself is the next.
      const next = log.coverage.ranges.map(([from]) => from).filter((from) => from > Number(query.after));
      const to = page.hasMore || next.length === 0 ? Math.max(query.after, ...seqs) : Math.min(...next) - 1;
      log.page(page.items, query.after + 1, Math.max(to, ...seqs));
    } else if (seqs.length > 0 || query.before !== undefined) {
      const to = query.before === undefined ? Math.max(...seqs) : query.before - 1;
      log.page(page.items, page.hasMore && seqs.length > 0 ? Math.min(...seqs) : 1, to);
    } else if (state.kind !== '') {
      return false;
    }
    this.note('messages', id);
    this.note('conversations', id);
    this.session?.touch(id);
    return seqs.length > 0;
  }

  /** All pages of a list within a conversation, put into the log. @private @param {string} id
   * @param {Record<string, string | number | boolean>} filter @returns {Promise<any[]>} */
  async loadList(id, filter) {
    const items = [];
    /** @type {string | undefined} */
    let cursor;
    do {
      const page = await this.rest.get(`/v1/history/${segment(id)}`, { ...filter, limit: 100, cursor });
      items.push(...page.items);
      cursor = page.hasMore ? page.nextCursor : undefined;
    } while (cursor && items.length < 2_000);
    const { log } = this.model.view(id);
    log.page(items, 1, 0);
    this.note('messages', id);
    return items;
  }

  /** @private @param {string} id @param {any[]} items */
  entries(id, items) {
    const { log } = this.model.view(id);
    return items.map((item) => log.entries.get(Number(item.seq))).filter((entry) => entry !== undefined);
  }

  /**
   * @private
   * @param {string} id
   * @param {import('./message-log.js').Entry[]} entries
   * @returns {Message[]} ascending
   */
  messages(id, entries) {
    const view = this.model.view(id);
    const sorted = entries.filter(({ kind }) => kind === 'message').sort((a, b) => a.seq - b.seq);
    return /** @type {Message[]} */ (this.model.shown(view, sorted));
  }

  /** @private @param {string} key @param {() => Promise<unknown>} load */
  loadOnce(key, load) {
    let loading = this.once.get(key);
    if (loading === undefined) {
      loading = load().catch((error) => {
        this.once.delete(key);
        throw error;
      });
      this.once.set(key, loading);
    }
    return loading;
  }

  /** @private @param {string} id */
  async loadReceipts(id) {
    try {
      this.model.receipts(id, await this.all(`${path(id)}/receipts`));
    } catch {
      // Hints: they come with the next change or the next session.
    }
  }

  /** The last messages of the newest conversations, so that the list shows them. @private */
  async loadPreviews() {
    const missing = this.model
      .conversations()
      .filter(({ conversationId, lastMessage, lastOrdinal }) => {
        const { log, state } = this.model.view(conversationId);
        return (
          lastMessage === undefined && lastOrdinal > 0 && log.coverage.around(state.lastSeq) === undefined
        );
      })
      .slice(0, PREVIEWS)
      .map(({ conversationId }) => conversationId);
    const worker = async () => {
      for (let id = missing.shift(); id !== undefined && !this.closed; id = missing.shift()) {
        await this.loadHistory(id, { limit: PREVIEW_ITEMS }).catch(() => false);
      }
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
  }

  /** Messages whose reactions were counted by guess. @private */
  async reread() {
    for (const id of this.timelines.keys()) {
      const { log } = this.model.view(id);
      for (const seq of [...log.doubtful].slice(0, REREADS)) {
        log.doubtful.delete(seq);
        try {
          const page = await this.rest.get(`/v1/history/${segment(id)}`, { after: seq - 1, limit: 1 });
          if (Number(page.items[0]?.seq) === seq) {
            log.reread(page.items[0]);
            this.note('messages', id);
          }
        } catch {
          // The guess stands.
        }
      }
    }
  }

  /** @private */
  refreshListSoon() {
    void this.loadOnce('list', async () => {
      await new Promise((resolve) => this.clock.setTimeout(() => resolve(undefined), 1_000));
      this.once.delete('list');
      this.ask({ kind: 'refreshList' });
    }).catch(() => {});
  }

  /** A conversation that is not known from its beginning: what it is now. @private @param {string} id */
  completeSoon(id) {
    void this.loadOnce(`complete ${id}`, async () => {
      for (let tries = 0; tries < 5 && !this.closed; tries++) {
        // The list may be behind what was folded by up to two seconds.
        await new Promise((resolve) => this.clock.setTimeout(() => resolve(undefined), 200 + tries * 700));
        const item = await this.rest.get(path(id));
        this.fold({ kind: 'list', items: [item], first: false });
        if (this.model.view(id).state.isWhole) {
          break;
        }
      }
      this.once.delete(`complete ${id}`);
    }).catch(() => {});
  }

  /** @private @param {object} body */
  create(body) {
    return this.rest.call('/v1/conversations', { method: 'POST', body, key: true });
  }

  /** @private @param {any} item */
  opened(item) {
    this.fold({ kind: 'list', items: [item], first: false });
    return /** @type {string} */ (item.conversationId);
  }

  /** All items of a list. @private @param {string} where @param {Record<string, string>} [headers]
   * @returns {Promise<any[]>} */
  async all(where, headers) {
    const items = [];
    /** @type {string | undefined} */
    let cursor;
    do {
      const page = await this.rest.call(where, { query: { cursor }, headers, patient: true });
      items.push(...page.items);
      cursor = page.hasMore ? page.nextCursor : undefined;
    } while (cursor);
    return items;
  }
}

/** @param {string} id */
function path(id) {
  return `/v1/conversations/${segment(id)}`;
}

/** @param {string} id @param {number} seq */
function messagePath(id, seq) {
  return `${path(id)}/messages/${segment(seq)}`;
}
