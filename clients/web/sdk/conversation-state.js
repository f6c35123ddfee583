import { kindOf } from './message-log.js';
import { number } from './protocol.js';

/** @typedef {import('./protocol.js').WireEvent} WireEvent */
/** @typedef {{role: string, joinedSeq: number}} MemberState */
/**
 * @typedef {{mutedUntil: number, archived: boolean, pinned: boolean, markedUnread: boolean, draft: string}}
 *   Settings
 */

const NO_SETTINGS = { mutedUntil: 0, archived: false, pinned: false, markedUnread: false, draft: '' };

/**
 * A conversation beside its messages, as of one seq: a fold of its events, which may start at the first one
 * or at a snapshot. A snapshot may be torn: what stands beside its `lastSeq` is at least as new, and parts of
 * it may have seen events above. Folding such an event again changes nothing that lasts, because every event
 * sets what it touches to a value of its own, and one that is older than a member's present membership does
 * not touch that member.
 *
 * Marks (`deliveredSeq`, `readSeq`, `readOrdinal`, those in `receipts`) only grow.
 */
export class ConversationState {
  /** @param {string} conversationId */
  constructor(conversationId) {
    this.conversationId = conversationId;
    this.kind = '';
    this.title = '';
    this.description = '';
    this.picture = '';
    /** @type {Record<string, any>} */
    this.policy = {};
    /** @type {Map<string, MemberState>} */
    this.members = new Map();
    /** The last event folded. */
    this.lastSeq = 0;
    this.epoch = 0;
    this.lastOrdinal = 0;
    this.readOrdinal = 0;
    this.readSeq = 0;
    this.deliveredSeq = 0;
    this.mentions = 0;
    /** Time of the last event, milliseconds. */
    this.activity = 0;
    /** @type {Settings} */
    this.settings = { ...NO_SETTINGS };
    /** Marks of the others. @type {Map<string, {deliveredSeq: number, readSeq: number}>} */
    this.receipts = new Map();
    /** In large groups counts in place of names: by seq of an own message.
     * @type {Map<number, {deliveredCount: number, readCount: number}>} */
    this.counts = new Map();
    /** False: something was skipped or lies before this user's membership; a snapshot makes it whole. */
    this.isWhole = true;
  }

  get unread() {
    return Math.max(0, this.lastOrdinal - this.readOrdinal);
  }

  /**
   * Takes in what REST says of the conversation. If that is older than what was folded, only what grows is
   * taken.
   *
   * @param {any} item
   * @returns {boolean} whether it was new enough to be taken whole
   */
  snapshot(item) {
    const lastSeq = number(item.lastSeq);
    const lastOrdinal = number(item.lastOrdinal);
    this.readSeq = Math.max(this.readSeq, number(item.readSeq));
    this.deliveredSeq = Math.max(this.deliveredSeq, number(item.deliveredSeq));
    this.readOrdinal = Math.max(this.readOrdinal, lastOrdinal - number(item.unread));
    if (item.settings) {
      this.settings = settingsOf(item.settings, NO_SETTINGS);
    }
    if (lastSeq < this.lastSeq) {
      return false;
    }
    this.kind = item.kind ?? '';
    this.title = item.title ?? '';
    this.description = item.description ?? '';
    this.picture = item.picture ?? '';
    this.policy = item.policy ?? {};
    this.members = membersOf(item.members ?? []);
    this.mentions = number(item.mentions);
    this.isWhole = true;
    return true;
  }

  /** The first snapshot of a new device: everything up to its seq counts as heard. @param {any} item */
  startAt(item) {
    this.lastSeq = Math.max(this.lastSeq, number(item.lastSeq));
    this.lastOrdinal = Math.max(this.lastOrdinal, number(item.lastOrdinal));
  }

  /**
   * The next event; a repeat changes nothing.
   *
   * @param {WireEvent} event
   * @param {string} myUserId
   */
  event(event, myUserId) {
    const seq = number(event.seq);
    if (seq <= this.lastSeq) {
      return;
    }
    this.isWhole &&= seq === this.lastSeq + 1;
    this.lastSeq = seq;
    this.lastOrdinal = Math.max(this.lastOrdinal, number(event.ordinal));
    this.activity = Math.max(this.activity, event.time ? Date.parse(event.time) : 0);
    const sender = event.sender?.userId ?? '';
    if (event.message) {
      this.message(event, seq, sender, myUserId);
    } else {
      this.change(event, seq, sender);
    }
    this.pruneReceipts();
  }

  /** Seqs up to `to` do not come. @param {number} to */
  gap(to) {
    if (to > this.lastSeq) {
      this.lastSeq = to;
      this.isWhole = false;
    }
  }

  /**
   * Own marks, told by this or another device.
   *
   * @param {number} seq
   * @param {number | undefined} ordinal at that seq, if it is known
   * @returns {boolean} false: how many are unread is not known now and must be asked for
   */
  read(seq, ordinal) {
    if (seq <= this.readSeq) {
      return true;
    }
    this.readSeq = seq;
    this.deliveredSeq = Math.max(this.deliveredSeq, seq);
    const known = seq >= this.lastSeq ? this.lastOrdinal : ordinal;
    this.readOrdinal = Math.max(this.readOrdinal, known ?? 0);
    if (this.unread === 0) {
      this.mentions = 0;
    }
    return known !== undefined;
  }

  /** Marks of a member. @param {string} userId @param {number} deliveredSeq @param {number} readSeq */
  receipt(userId, deliveredSeq, readSeq) {
    const known = this.receipts.get(userId) ?? { deliveredSeq: 0, readSeq: 0 };
    const read = Math.max(known.readSeq, readSeq);
    const delivered = Math.max(known.deliveredSeq, deliveredSeq, read);
    const changed = read > known.readSeq || delivered > known.deliveredSeq;
    if (changed) {
      this.receipts.set(userId, { deliveredSeq: delivered, readSeq: read });
    }
    return changed;
  }

  /**
   * What has become of an own message: `delivered` when all others who were there have it, `read` when all
   * have read it.
   *
   * @param {number} seq
   * @param {string} myUserId
   * @returns {'sent' | 'delivered' | 'read'}
   */
  statusOf(seq, myUserId) {
    let others = 0;
    let delivered = 0;
    let read = 0;
    for (const [userId, { joinedSeq }] of this.members) {
      if (userId === myUserId || joinedSeq > seq) {
        continue;
      }
      others++;
      const marks = this.receipts.get(userId);
      delivered += marks !== undefined && marks.deliveredSeq >= seq ? 1 : 0;
      read += marks !== undefined && marks.readSeq >= seq ? 1 : 0;
    }
    const counts = this.counts.get(seq);
    delivered = Math.max(delivered, counts?.deliveredCount ?? 0);
    read = Math.max(read, counts?.readCount ?? 0);
    return others === 0 || delivered < others ? 'sent' : read < others ? 'delivered' : 'read';
  }

  /** @param {any} change */
  changeSettings(change) {
    this.settings = settingsOf(change, this.settings);
  }

  /** @private @param {WireEvent} event @param {number} seq @param {string} sender @param {string} myUserId */
  message(event, seq, sender, myUserId) {
    if (sender === myUserId) {
      // A message moves the marks of its sender.
      this.read(seq, number(event.ordinal));
      return;
    }
    this.receipt(sender, seq, seq);
    const mentions = event.message.content?.text?.mentions ?? [];
    if (seq > this.readSeq && mentions.some((/** @type {any} */ one) => one.all || one.userId === myUserId)) {
      this.mentions++;
    }
  }

  /** @private @param {WireEvent} event @param {number} seq @param {string} sender */
  change(event, seq, sender) {
    const body = event[kindOf(event)];
    switch (kindOf(event)) {
      case 'created':
        this.kind = body.kind ?? '';
        this.title = body.title ?? '';
        for (const [userId, member] of membersOf(body.members ?? [])) {
          this.join(userId, member);
        }
        break;
      case 'membersAdded':
        for (const userId of body.userIds ?? []) {
          this.join(userId, { role: 'member', joinedSeq: seq });
        }
        break;
      case 'memberRemoved':
      case 'memberLeft':
        if ((this.members.get(body.userId)?.joinedSeq ?? 0) <= seq) {
          this.members.delete(body.userId);
        }
        break;
      case 'roleChanged':
        this.role(body.userId, body.role, seq);
        break;
      case 'ownershipTransferred':
        this.role(sender, 'admin', seq);
        this.role(body.userId, 'owner', seq);
        break;
      case 'renamed':
        this.title = body.title ?? '';
        break;
      case 'described':
        this.description = body.description ?? '';
        break;
      case 'pictureChanged':
        this.picture = body.picture ?? '';
        break;
      case 'policyChanged':
        this.policy = { ...this.policy, ...body.policy };
        break;
    }
  }

  /** The server names only those who were no members, so a greater `joinedSeq` is another membership.
   * @private @param {string} userId @param {MemberState} member */
  join(userId, member) {
    if (member.joinedSeq > (this.members.get(userId)?.joinedSeq ?? 0)) {
      this.members.set(userId, member);
    }
  }

  /** @private @param {string} userId @param {string} role @param {number} seq */
  role(userId, role, seq) {
    const member = this.members.get(userId);
    if (member && member.joinedSeq <= seq) {
      this.members.set(userId, { ...member, role });
    }
  }

  /** Counts are told of the last 100 messages. @private */
  pruneReceipts() {
    while (this.counts.size > 100) {
      this.counts.delete(Math.min(...this.counts.keys()));
    }
  }
}

/** @param {any[]} list @returns {Map<string, MemberState>} */
function membersOf(list) {
  return new Map(
    list.map(({ userId, role, joinedSeq }) => [userId, { role, joinedSeq: Math.max(1, number(joinedSeq)) }]),
  );
}

/** What is absent in a change stays. @param {any} change @param {Settings} known @returns {Settings} */
function settingsOf(change, known) {
  const { mutedUntil, archived, pinned, markedUnread, draft } = change;
  return {
    mutedUntil:
      mutedUntil === undefined ? known.mutedUntil : mutedUntil === null ? 0 : Date.parse(mutedUntil),
    archived: archived ?? known.archived,
    pinned: pinned ?? known.pinned,
    markedUnread: markedUnread ?? known.markedUnread,
    draft: draft ?? known.draft,
  };
}
