import { ConversationState } from './conversation-state.js';
import { MessageLog, reactionsOf } from './message-log.js';
import { number } from './protocol.js';

/** @typedef {import('./outbox.js').Command} Command */
/** @typedef {import('./message-log.js').Entry} Entry */
/** @typedef {import('./protocol.js').WireEvent} WireEvent */

const STORED_ITEMS = 100;
const TYPING_MILLIS = 5_000;

/**
 * @typedef {object} Reaction
 * @property {string} emoji
 * @property {number} count
 * @property {boolean} mine
 *
 * @typedef {object} Message
 * @property {'message'} type
 * @property {number} seq 0 while pending
 * @property {string} clientId
 * @property {string} messageId '' while pending
 * @property {Date} time
 * @property {string} senderId
 * @property {boolean} mine
 * @property {string} text
 * @property {{start: number, length: number, userId?: string, all?: boolean}[]} mentions in UTF-16 code units
 *   of `text`
 * @property {number | null} replyTo
 * @property {number | null} threadRoot
 * @property {boolean} forwarded
 * @property {boolean} edited
 * @property {boolean} deleted for everybody, or expired: no text any more
 * @property {boolean} hidden deleted for oneself
 * @property {Date | null} expiresAt
 * @property {Reaction[]} reactions the most frequent first
 * @property {boolean} pinned
 * @property {'pending' | 'sent' | 'delivered' | 'read' | 'failed'} status of an own message; 'sent' of others
 * @property {{code: string, message: string} | null} failure
 *
 * @typedef {object} Notice
 * @property {'notice'} type
 * @property {number} seq
 * @property {Date} time
 * @property {string} senderId
 * @property {string} kind `created`, `membersAdded`, … as in the protocol
 * @property {any} event the body of that kind
 *
 * @typedef {object} Conversation
 * @property {string} conversationId
 * @property {'direct' | 'group'} kind
 * @property {string} title of a direct conversation the other's user id
 * @property {string} description
 * @property {string} picture
 * @property {Record<string, any>} policy
 * @property {Map<string, {role: string, joinedSeq: number}>} members
 * @property {string} myRole '' if not joined
 * @property {number} lastSeq
 * @property {number} lastOrdinal
 * @property {number} readSeq
 * @property {number} deliveredSeq
 * @property {number} unread
 * @property {number} mentions unread messages that mention the user
 * @property {{mutedUntil: Date | null, archived: boolean, pinned: boolean, markedUnread: boolean, draft:
 *   string}} settings
 * @property {Message | undefined} lastMessage pending ones included
 * @property {boolean} joined
 * @property {Map<string, {deliveredSeq: number, readSeq: number}>} receipts
 * @property {number[]} pinnedSeqs as far as known: `client.pinned(id)` asks for all
 */

/**
 * What happened, as the tab with the connection tells the others. Plain data. Each may come twice.
 *
 * @typedef {{kind: 'event', event: WireEvent}
 *   | {kind: 'gap', conversationId: string, from: number, to: number, inHistory: boolean}
 *   | {kind: 'restarted', conversationId: string, epoch: number}
 *   | {kind: 'list', items: any[], first: boolean}
 *   | {kind: 'queued', command: Command}
 *   | {kind: 'acked', command: Command, ack: any}
 *   | {kind: 'refused', command: Command, refused: {code: string, message: string}}
 *   | {kind: 'withdrawn', conversationId: string, clientId: string}
 *   | {kind: 'read', conversationId: string, seq: number}
 *   | {kind: 'frame', frame: import('./protocol.js').Frame}
 *   | {kind: 'user', userId: string}} News
 *
 * @typedef {{conversationId: string, state: any, tail: {from: number, entries: Entry[]}, pinned: number[]}}
 *   StoredRecord
 */

/** One conversation: its state, its messages, what is not sent yet. */
export class ConversationView {
  /** @param {string} conversationId */
  constructor(conversationId) {
    this.conversationId = conversationId;
    this.state = new ConversationState(conversationId);
    this.log = new MessageLog();
    /** Sends without an ack, failed ones too, in order. @type {Command[]} */
    this.pending = [];
    /** Who types, and until when. @type {Map<string, number>} */
    this.typing = new Map();
    /** @type {WeakMap<Entry, {status: string, pinned: boolean, message: Message | Notice}>} */
    this.shown = new WeakMap();
  }
}

/**
 * Everything this tab knows: a fold of the news, and reads of it. No timers, no network.
 *
 * @typedef {object} ModelListener
 * @property {(conversationId: string) => void} conversation its list entry changed
 * @property {(conversationId: string) => void} messages
 * @property {(conversationId: string) => void} receipts
 * @property {(conversationId: string) => void} typing
 * @property {(presence: {userId: string, status: string, lastSeen: Date | null, text: string}) => void}
 *   presence
 * @property {(conversationId: string) => void} unreadUnknown it must be asked for
 * @property {(conversationId: string) => void} notWhole a snapshot of it must be asked for
 * @property {() => void} hole news were missed
 */
export class Model {
  /** @param {ModelListener} listener */
  constructor(listener) {
    this.listener = listener;
    this.userId = '';
    /** @type {Map<string, ConversationView>} */
    this.views = new Map();
    /** @type {Map<string, {userId: string, status: string, lastSeen: Date | null, text: string}>} */
    this.presence = new Map();
  }

  /** @param {string} id */
  view(id) {
    let view = this.views.get(id);
    if (view === undefined) {
      view = new ConversationView(id);
      this.views.set(id, view);
    }
    return view;
  }

  /** @param {News} news @param {number} nowMillis @returns {boolean | void} false: it was known */
  apply(news, nowMillis) {
    switch (news.kind) {
      case 'event':
        return this.event(news.event);
      case 'gap':
        return this.gap(news);
      case 'restarted':
        return this.restarted(news.conversationId, news.epoch);
      case 'list':
        return this.list(news.items, news.first);
      case 'queued':
        return this.queued(news.command);
      case 'acked':
        return this.unqueue(news.command.conversationId, news.command.clientId);
      case 'withdrawn':
        return this.unqueue(news.conversationId, news.clientId);
      case 'refused':
        return this.refused(news.command, news.refused);
      case 'read':
        return this.read(news.conversationId, news.seq);
      case 'frame':
        return this.frame(news.frame, nowMillis);
      case 'user':
        return this.user(news.userId);
    }
  }

  /** @param {string} userId */
  user(userId) {
    if (userId !== this.userId) {
      this.userId = userId;
      for (const [id, view] of this.views) {
        view.shown = new WeakMap();
        this.listener.conversation(id);
        this.listener.messages(id);
      }
    }
  }

  /** @param {string} id @param {number} seq */
  read(id, seq) {
    const view = this.view(id);
    const known = view.state.read(seq, view.log.ordinalAt(seq));
    this.listener.conversation(id);
    if (!known) {
      this.listener.unreadUnknown(id);
    }
  }

  /** A message that is on its way; shown at once. @param {Command} command */
  queued(command) {
    if (command.kind !== 'send') {
      return;
    }
    const view = this.view(command.conversationId);
    const known = view.pending.findIndex(({ clientId }) => clientId === command.clientId);
    const arrived = view.log
      .tail(STORED_ITEMS, view.state.lastSeq)
      .entries.some(({ clientId, senderId }) => clientId === command.clientId && senderId === this.userId);
    if (known >= 0) {
      view.pending.splice(known, 1);
    }
    if (!arrived) {
      view.pending.push(command);
      view.pending.sort((a, b) => a.createdAt - b.createdAt);
    }
    this.changed(command.conversationId);
  }

  /**
   * Items of `GET /v1/conversations`.
   *
   * @param {any[]} items
   * @param {boolean} first of a device that has nothing yet
   */
  list(items, first) {
    for (const item of items) {
      const view = this.view(item.conversationId);
      if (first) {
        view.state.startAt(item);
      }
      view.state.snapshot(item);
      this.changed(item.conversationId);
    }
  }

  /** @param {string} id @param {{userId: string, deliveredSeq?: string, readSeq?: string}[]} items */
  receipts(id, items) {
    const view = this.view(id);
    for (const item of items) {
      this.mark(view, item.userId, number(item.deliveredSeq), number(item.readSeq));
    }
  }

  /** Forgets who has typed long enough; returns when the next one has. @param {number} nowMillis */
  expireTyping(nowMillis) {
    let next = Infinity;
    for (const [id, view] of this.views) {
      for (const [userId, until] of view.typing) {
        if (until <= nowMillis) {
          view.typing.delete(userId);
          this.listener.typing(id);
        } else {
          next = Math.min(next, until);
        }
      }
    }
    return next;
  }

  /** Erases messages whose time is over; returns when the next one's is. @param {number} wallMillis */
  expireMessages(wallMillis) {
    let next = Infinity;
    for (const [id, view] of this.views) {
      const before = view.log.entries;
      const versions = [...before.values()].filter((entry) => entry.expiresAt > 0);
      next = Math.min(next, view.log.expire(wallMillis));
      if (versions.some((entry) => view.log.entries.get(entry.seq) !== entry)) {
        this.changed(id);
      }
    }
    return next;
  }

  // --- Reads

  /** Pinned first, then the newest activity. @returns {Conversation[]} */
  conversations() {
    return [...this.views.values()]
      .filter((view) => view.state.kind !== '')
      .map((view) => ({ view, shown: this.conversationOf(view), at: this.activityOf(view) }))
      .sort((a, b) => Number(b.shown.settings.pinned) - Number(a.shown.settings.pinned) || b.at - a.at)
      .map(({ shown }) => shown);
  }

  /** @param {string} id @returns {Conversation | undefined} */
  conversation(id) {
    const view = this.views.get(id);
    return view === undefined || view.state.kind === '' ? undefined : this.conversationOf(view);
  }

  /** @param {ConversationView} view @param {Entry[]} entries @returns {(Message | Notice)[]} */
  shown(view, entries) {
    return entries.map((entry) => this.itemOf(view, entry));
  }

  /** @param {ConversationView} view @returns {Message[]} */
  pendingMessages(view) {
    return view.pending.map((command) => this.pendingOf(command));
  }

  /** @param {ConversationView} view @param {Entry} entry @returns {Message | Notice} */
  itemOf(view, entry) {
    const mine = entry.senderId === this.userId;
    const status = entry.kind === 'message' && mine ? view.state.statusOf(entry.seq, this.userId) : 'sent';
    const pinned = view.log.pinned.has(entry.seq);
    const known = view.shown.get(entry);
    if (known && known.status === status && known.pinned === pinned) {
      // The same object for the same content, so that a view may compare.
      return known.message;
    }
    const message = entry.kind === 'message' ? this.messageOf(entry, mine, status, pinned) : noticeOf(entry);
    view.shown.set(entry, { status, pinned, message });
    return message;
  }

  /** @param {string} id @returns {StoredRecord} */
  record(id) {
    const view = this.view(id);
    const { log, state } = view;
    return {
      conversationId: id,
      state: { ...state },
      tail: log.tail(STORED_ITEMS, state.lastSeq),
      pinned: [...log.pinned],
    };
  }

  /** @param {StoredRecord[]} records */
  restore(records) {
    for (const { conversationId, state, tail, pinned } of records) {
      if (state.lastSeq < (this.views.get(conversationId)?.state.lastSeq ?? -1)) {
        continue;
      }
      const view = this.view(conversationId);
      Object.assign(view.state, state);
      view.log.restore(tail.entries, tail.from, state.lastSeq);
      pinned.forEach((seq) => view.log.pinned.add(seq));
      this.changed(conversationId);
    }
  }

  // --- News

  /** @private @param {WireEvent} event */
  event(event) {
    const id = event.conversationId;
    const view = this.view(id);
    const seq = number(event.seq);
    if (seq <= view.state.lastSeq) {
      return false;
    }
    if (seq > view.state.lastSeq + 1) {
      this.listener.hole();
    }
    const wasWhole = view.state.isWhole;
    view.state.event(event, this.userId);
    view.log.event(event, this.userId);
    if (event.sender?.userId === this.userId && event.clientId) {
      view.pending = view.pending.filter(({ clientId }) => clientId !== event.clientId);
    }
    if (event.message && view.typing.delete(event.sender?.userId ?? '')) {
      this.listener.typing(id);
    }
    if (event.message) {
      this.listener.receipts(id);
    }
    this.changed(id);
    if (view.state.kind === '' || (wasWhole && !view.state.isWhole)) {
      this.listener.notWhole(id);
    }
    return true;
  }

  /** @private @param {{conversationId: string, from: number, to: number, inHistory: boolean}} gap */
  gap({ conversationId, from, to, inHistory }) {
    const view = this.view(conversationId);
    if (to > view.state.lastSeq) {
      view.state.gap(to);
      view.log.gap(from, to, inHistory);
      this.changed(conversationId);
      this.listener.notWhole(conversationId);
    }
  }

  /** @private @param {string} id @param {number} epoch */
  restarted(id, epoch) {
    const { pending } = this.view(id);
    const view = this.view(id);
    view.state = Object.assign(new ConversationState(id), { epoch, settings: view.state.settings });
    view.log = new MessageLog();
    view.pending = pending;
    this.changed(id);
  }

  /** @private @param {string} id @param {string} gone */
  unqueue(id, gone) {
    const view = this.view(id);
    const before = view.pending.length;
    view.pending = view.pending.filter(({ clientId }) => clientId !== gone);
    if (view.pending.length !== before) {
      this.changed(id);
    }
  }

  /** @private @param {Command} command @param {{code: string, message: string}} refused */
  refused(command, refused) {
    if (command.kind === 'send') {
      this.queued({ ...command, failure: refused });
    }
  }

  /** @private @param {import('./protocol.js').Frame} frame @param {number} nowMillis */
  frame(frame, nowMillis) {
    if (frame.receipt) {
      this.receipt(frame.receipt);
    } else if (frame.typing) {
      const { conversationId, userId } = frame.typing;
      this.view(conversationId).typing.set(userId, nowMillis + TYPING_MILLIS);
      this.listener.typing(conversationId);
    } else if (frame.presence) {
      const { userId, status, lastSeen, text } = frame.presence;
      const presence = { userId, status, lastSeen: lastSeen ? new Date(lastSeen) : null, text: text ?? '' };
      this.presence.set(userId, presence);
      this.listener.presence(presence);
    } else if (frame.settings) {
      this.view(frame.settings.conversationId).state.changeSettings(frame.settings);
      this.listener.conversation(frame.settings.conversationId);
    } else if (frame.hidden) {
      this.view(frame.hidden.conversationId).log.hide(number(frame.hidden.seq));
      this.changed(frame.hidden.conversationId);
    } else if (frame.counts) {
      // Counted at `ordinal`: what has come since is counted here.
      const { conversationId, unread, mentions, ordinal } = frame.counts;
      const { state } = this.view(conversationId);
      state.readOrdinal = Math.max(state.readOrdinal, number(ordinal) - number(unread));
      if (number(ordinal) >= state.lastOrdinal) {
        state.mentions = number(mentions);
      }
      this.listener.conversation(conversationId);
    }
  }

  /** @private @param {any} receipt */
  receipt(receipt) {
    const view = this.view(receipt.conversationId);
    if (receipt.seq !== undefined) {
      const { deliveredCount = 0, readCount = 0 } = receipt;
      view.state.counts.set(number(receipt.seq), { deliveredCount, readCount });
      this.listener.receipts(receipt.conversationId);
    } else {
      this.mark(view, receipt.userId, number(receipt.deliveredSeq), number(receipt.readSeq));
    }
  }

  /**
   * @private
   * @param {ConversationView} view
   * @param {string} userId
   * @param {number} delivered
   * @param {number} read
   */
  mark(view, userId, delivered, read) {
    const id = view.conversationId;
    if (userId === this.userId) {
      view.state.deliveredSeq = Math.max(view.state.deliveredSeq, delivered);
      if (read > view.state.readSeq) {
        this.read(id, read);
      }
    }
    if (view.state.receipt(userId, delivered, read)) {
      this.listener.receipts(id);
    }
  }

  /** @private @param {string} id */
  changed(id) {
    this.listener.messages(id);
    this.listener.conversation(id);
  }

  /** @private @param {ConversationView} view @returns {Conversation} */
  conversationOf(view) {
    const { state, log } = view;
    const { settings } = state;
    const me = state.members.get(this.userId);
    const other = [...state.members.keys()].find((userId) => userId !== this.userId);
    const last = log.lastMessage;
    const pending = view.pending.at(-1);
    return {
      conversationId: state.conversationId,
      kind: state.kind === 'direct' ? 'direct' : 'group',
      title: state.kind === 'direct' ? (other ?? '') : state.title,
      description: state.description,
      picture: state.picture,
      policy: state.policy,
      members: new Map(state.members),
      myRole: me?.role ?? '',
      lastSeq: state.lastSeq,
      lastOrdinal: state.lastOrdinal,
      readSeq: state.readSeq,
      deliveredSeq: state.deliveredSeq,
      unread: state.unread,
      mentions: state.mentions,
      settings: { ...settings, mutedUntil: settings.mutedUntil > 0 ? new Date(settings.mutedUntil) : null },
      lastMessage: pending
        ? this.pendingOf(pending)
        : last && /** @type {Message} */ (this.itemOf(view, last)),
      joined: me !== undefined,
      receipts: new Map(state.receipts),
      pinnedSeqs: [...log.pinned].sort((a, b) => b - a),
    };
  }

  /** @private @param {ConversationView} view */
  activityOf(view) {
    return view.pending.at(-1)?.createdAt ?? Math.max(view.state.activity, view.log.lastMessage?.time ?? 0);
  }

  /**
   * @private
   * @param {Entry} entry
   * @param {boolean} mine
   * @param {Message['status']} status
   * @param {boolean} pinned
   * @returns {Message}
   */
  messageOf(entry, mine, status, pinned) {
    return {
      type: 'message',
      seq: entry.seq,
      clientId: entry.clientId,
      messageId: entry.messageId,
      time: new Date(entry.time),
      senderId: entry.senderId,
      mine,
      text: entry.text,
      mentions: entry.mentions.map(mentionOf),
      replyTo: entry.replyTo || null,
      threadRoot: entry.threadRoot || null,
      forwarded: entry.forwarded,
      edited: entry.editedSeq > 0,
      deleted: entry.deleted,
      hidden: entry.hidden,
      expiresAt: entry.expiresAt > 0 ? new Date(entry.expiresAt) : null,
      reactions: reactionsOf(entry, this.userId),
      pinned,
      status,
      failure: null,
    };
  }

  /** @private @param {Command} command @returns {Message} */
  pendingOf({ clientId, body, createdAt, failure }) {
    const text = body.content.text;
    return {
      type: 'message',
      seq: 0,
      clientId,
      messageId: '',
      time: new Date(createdAt),
      senderId: this.userId,
      mine: true,
      text: text.body,
      mentions: (text.mentions ?? []).map(mentionOf),
      replyTo: number(body.replyTo) || null,
      threadRoot: number(body.threadRoot) || null,
      forwarded: body.forwarded === true,
      edited: false,
      deleted: false,
      hidden: false,
      expiresAt: null,
      reactions: [],
      pinned: false,
      status: failure ? 'failed' : 'pending',
      failure: failure ?? null,
    };
  }
}

/** @param {Entry} entry @returns {Notice} */
function noticeOf({ seq, time, senderId, kind, event }) {
  return { type: 'notice', seq, time: new Date(time), senderId, kind, event };
}

/** The wire leaves out what is 0. @param {any} mention */
function mentionOf({ start = 0, length = 0, userId, all }) {
  return all ? { start, length, all: true } : { start, length, userId };
}
