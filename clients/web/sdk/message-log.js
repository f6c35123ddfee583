import { Coverage } from './coverage.js';
import { number } from './protocol.js';

/** @typedef {import('./protocol.js').WireEvent} WireEvent */

const NOTICES = [
  'created',
  'membersAdded',
  'memberRemoved',
  'memberLeft',
  'roleChanged',
  'ownershipTransferred',
  'renamed',
  'described',
  'pictureChanged',
  'policyChanged',
  'pinned',
];

/**
 * What is kept of one seq that is shown. Plain data: it goes to the store.
 *
 * @typedef {object} Entry
 * @property {number} seq
 * @property {number} ordinal
 * @property {string} messageId
 * @property {number} time milliseconds
 * @property {string} senderId
 * @property {string} clientId
 * @property {string} kind 'message' or that of a notice
 * @property {string} text
 * @property {any[]} mentions
 * @property {number} replyTo 0: none
 * @property {number} threadRoot 0: none
 * @property {boolean} forwarded
 * @property {number} expiresAt 0: never
 * @property {number} editedSeq 0: never
 * @property {boolean} deleted
 * @property {boolean} hidden
 * @property {Record<string, string[]> | null} reactors who reacted, if the whole life of the message was
 *   heard
 * @property {{emoji: string, count: number, mine: boolean}[]} reactions as history counted them, if not
 * @property {any} event body of a notice
 * @property {number} version grows with each change
 */

/** The name of the event's body. @param {WireEvent} event */
export function kindOf(event) {
  if (event.message) {
    return 'message';
  }
  return (
    NOTICES.find((kind) => event[kind] !== undefined) ??
    ['edited', 'deleted', 'reacted'].find((kind) => event[kind] !== undefined) ??
    ''
  );
}

/**
 * An event, live or an item of the history, as it is kept; undefined for what is not shown by itself.
 *
 * @param {WireEvent} event
 * @param {boolean} fromHistory it shows what has become of the message since, reactions as counts
 * @returns {Entry | undefined}
 */
export function entryOf(event, fromHistory) {
  const kind = kindOf(event);
  if (kind !== 'message' && !NOTICES.includes(kind)) {
    return undefined;
  }
  const message = event.message ?? {};
  const text = message.content?.text;
  return {
    seq: number(event.seq),
    ordinal: number(event.ordinal),
    messageId: String(event.messageId ?? ''),
    time: event.time ? Date.parse(event.time) : 0,
    senderId: event.sender?.userId ?? '',
    clientId: event.clientId ?? '',
    kind,
    text: text?.body ?? '',
    mentions: text?.mentions ?? [],
    replyTo: number(message.replyTo),
    threadRoot: number(message.threadRoot),
    forwarded: message.forwarded === true,
    expiresAt: message.expiresAt ? Date.parse(message.expiresAt) : 0,
    editedSeq: number(event.editedSeq),
    deleted: number(event.deletedSeq) > 0,
    hidden: event.hidden === true,
    reactors: fromHistory ? null : {},
    reactions: (event.reactions ?? []).map(({ emoji, count, mine }) => ({
      emoji,
      count,
      mine: mine === true,
    })),
    event: kind === 'message' ? null : event[kind],
    version: 0,
  };
}

/**
 * What is known of one conversation's messages: a tail that follows the live events, and whatever else the
 * history gave. `coverage` says which seqs are known, so that a window never shows two messages as neighbours
 * that are none.
 *
 * Reactions come in two forms. Of a message whose event was heard live, who reacted is known and each event
 * sets a value. Of one from the history only counts are known, and whether they hold an event already cannot
 * be told; the event is counted and the seq is put into `doubtful`, to be read again from the history, which
 * sets the counts.
 */
export class MessageLog {
  constructor() {
    /** @type {Map<number, Entry>} */
    this.entries = new Map();
    this.coverage = new Coverage();
    /** Pinned messages, as far as heard. @type {Set<number>} */
    this.pinned = new Set();
    /** @type {Set<number>} */
    this.doubtful = new Set();
    /** The greatest seq of a message, to find the last one quickly. */
    this.lastMessageSeq = 0;
  }

  /** A live event in its place. @param {WireEvent} event @param {string} myUserId */
  event(event, myUserId) {
    const seq = number(event.seq);
    this.coverage.add(seq, seq);
    const entry = entryOf(event, false);
    if (entry) {
      this.add(entry);
    }
    if (event.edited) {
      this.change(number(event.edited.targetSeq), (target) => edit(target, event.edited, seq));
    } else if (event.deleted) {
      this.change(number(event.deleted.targetSeq), blank);
    } else if (event.reacted) {
      this.react(event.reacted, event.sender?.userId ?? '', myUserId);
    } else if (event.pinned) {
      this.pin(number(event.pinned.targetSeq), event.pinned.removed === true);
    }
  }

  /**
   * Seqs that will not come by themselves. If the history has them, what was known before them is forgotten:
   * they may hold its edits and deletions, so it is fetched again when somebody looks at it.
   *
   * @param {number} from
   * @param {number} to
   * @param {boolean} inHistory
   */
  gap(from, to, inHistory) {
    if (inHistory) {
      this.entries.clear();
      this.coverage = new Coverage();
      this.pinned.clear();
      this.doubtful.clear();
      this.lastMessageSeq = 0;
    } else {
      this.coverage.add(from, to);
    }
  }

  /**
   * A page of the history.
   *
   * @param {WireEvent[]} items in any order
   * @param {number} from what the page covers, both inclusive
   * @param {number} to
   */
  page(items, from, to) {
    for (const item of items) {
      const entry = entryOf(item, true);
      if (entry) {
        this.add(entry);
      }
    }
    this.coverage.add(from, to);
  }

  /** An item read again: what the history says now. @param {WireEvent} item */
  reread(item) {
    const entry = entryOf(item, true);
    if (entry) {
      this.doubtful.delete(entry.seq);
      this.add(entry);
    }
  }

  /** The user deleted it for themselves. @param {number} seq */
  hide(seq) {
    this.change(seq, (target) => {
      target.hidden = true;
      erase(target);
    });
  }

  /** Erases what has expired; returns when the next one does. @param {number} nowMillis */
  expire(nowMillis) {
    let next = Infinity;
    for (const entry of this.entries.values()) {
      if (entry.expiresAt > nowMillis) {
        next = Math.min(next, entry.expiresAt);
      } else if (entry.expiresAt > 0 && !entry.deleted) {
        this.change(entry.seq, blank);
      }
    }
    return next;
  }

  /** @returns {Entry | undefined} */
  get lastMessage() {
    return this.entries.get(this.lastMessageSeq);
  }

  /**
   * The newest known item at or below `seq` of the window from `low`; ascending.
   *
   * @param {number} low
   * @param {number} high
   */
  between(low, high) {
    const found = [];
    if (high - low > this.entries.size) {
      for (const entry of this.entries.values()) {
        if (entry.seq >= low && entry.seq <= high) {
          found.push(entry);
        }
      }
      return found.sort((a, b) => a.seq - b.seq);
    }
    for (let seq = low; seq <= high; seq++) {
      const entry = this.entries.get(seq);
      if (entry) {
        found.push(entry);
      }
    }
    return found;
  }

  /** The ordinal at a seq, or undefined if it is not known. @param {number} seq */
  ordinalAt(seq) {
    const range = this.coverage.around(seq);
    for (let at = seq; range && at >= range[0]; at--) {
      const entry = this.entries.get(at);
      if (entry) {
        return entry.ordinal;
      }
    }
    return undefined;
  }

  /** The newest `count` items without a hole below `position`, for the store. @param {number} count
   * @param {number} position */
  tail(count, position) {
    const range = this.coverage.around(position);
    if (!range) {
      return { from: position + 1, entries: [] };
    }
    const entries = [];
    let seq = range[1];
    for (; seq >= range[0] && entries.length < count; seq--) {
      const entry = this.entries.get(seq);
      if (entry) {
        entries.push(entry);
      }
    }
    return { from: seq + 1, entries: entries.reverse() };
  }

  /** @param {Entry[]} entries @param {number} from @param {number} to */
  restore(entries, from, to) {
    for (const entry of entries) {
      this.add(entry);
    }
    this.coverage.add(from, to);
  }

  /** @private @param {Entry} entry */
  add(entry) {
    const known = this.entries.get(entry.seq);
    this.entries.set(entry.seq, known === undefined ? entry : merged(known, entry));
    if (entry.kind === 'message') {
      this.lastMessageSeq = Math.max(this.lastMessageSeq, entry.seq);
    }
  }

  /** @private @param {number} seq @param {(entry: Entry) => void} change */
  change(seq, change) {
    const entry = this.entries.get(seq);
    if (entry !== undefined) {
      const changed = { ...entry, version: entry.version + 1 };
      change(changed);
      this.entries.set(seq, changed);
    }
  }

  /** @private @param {any} reacted @param {string} userId @param {string} myUserId */
  react(reacted, userId, myUserId) {
    const seq = number(reacted.targetSeq);
    const removed = reacted.removed === true;
    this.change(seq, (target) => {
      if (target.reactors) {
        const others = (target.reactors[reacted.emoji] ?? []).filter((one) => one !== userId);
        target.reactors = { ...target.reactors, [reacted.emoji]: removed ? others : [...others, userId] };
        if (target.reactors[reacted.emoji].length === 0) {
          delete target.reactors[reacted.emoji];
        }
      } else {
        target.reactions = counted(target.reactions, reacted.emoji, removed, userId === myUserId);
        this.doubtful.add(seq);
      }
    });
  }

  /** @private @param {number} seq @param {boolean} removed */
  pin(seq, removed) {
    if (removed) {
      this.pinned.delete(seq);
    } else {
      this.pinned.add(seq);
    }
    this.change(seq, () => {});
  }
}

/** @param {Entry} target @param {any} edited @param {number} seq */
function edit(target, edited, seq) {
  if (target.deleted || target.hidden || seq <= target.editedSeq) {
    return;
  }
  const text = edited.content?.text;
  if (text === undefined) {
    // Edited and then deleted: what it said is gone, and the deletion is told by its own event.
    return;
  }
  target.editedSeq = seq;
  target.text = text.body ?? '';
  target.mentions = text.mentions ?? [];
}

/** @param {Entry} target */
function blank(target) {
  target.deleted = true;
  erase(target);
}

/** @param {Entry} target */
function erase(target) {
  target.text = '';
  target.mentions = [];
  target.reactions = [];
  target.reactors = target.reactors && {};
}

/**
 * Two readings of one item: what is gone stays gone, the later edit stands, who reacted is better than how
 * many.
 *
 * @param {Entry} known
 * @param {Entry} entry
 * @returns {Entry}
 */
function merged(known, entry) {
  const newer = entry.editedSeq >= known.editedSeq ? entry : known;
  const both = {
    ...newer,
    deleted: known.deleted || entry.deleted,
    hidden: known.hidden || entry.hidden,
    reactors: known.reactors ?? entry.reactors,
    reactions: known.reactors ? [] : entry.reactions,
    version: known.version + 1,
  };
  if (both.deleted || both.hidden) {
    erase(both);
  }
  return both;
}

/**
 * @param {Entry['reactions']} reactions
 * @param {string} emoji
 * @param {boolean} removed
 * @param {boolean} mine
 */
function counted(reactions, emoji, removed, mine) {
  const known = reactions.find((one) => one.emoji === emoji) ?? { emoji, count: 0, mine: false };
  if (mine && known.mine === !removed) {
    return reactions;
  }
  const one = { emoji, count: known.count + (removed ? -1 : 1), mine: mine ? !removed : known.mine };
  return [...reactions.filter((other) => other !== known), one].filter(({ count }) => count > 0);
}

/** As it is shown: the most frequent first. @param {Entry} entry @param {string} myUserId */
export function reactionsOf(entry, myUserId) {
  const list = entry.reactors
    ? Object.entries(entry.reactors).map(([emoji, users]) => ({
        emoji,
        count: users.length,
        mine: users.includes(myUserId),
      }))
    : entry.reactions;
  return [...list].sort((a, b) => b.count - a.count || (a.emoji < b.emoji ? -1 : 1));
}
