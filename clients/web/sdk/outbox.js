import { CommandPacer } from './command-pacer.js';
import { MAX_IN_FLIGHT, NEVER } from './protocol.js';

/** Refusals that say "later", not "no". */
const TEMPORARY = new Set(['RATE_LIMITED', 'TOO_MANY_IN_FLIGHT', 'UNAVAILABLE']);
const DEFAULT_RETRY_MILLIS = 500;

/**
 * Without an answer for this long a command is sent again on the same connection: an ack or refusal may be
 * lost while the connection lives. Doubles with each sending up to the maximum.
 */
export const ANSWER_TIMEOUT_MILLIS = 5_000;
const MAX_ANSWER_TIMEOUT_MILLIS = 20_000;

/**
 * What the user did, as it is kept and sent. Plain data: it goes to the store and to other tabs. `failure` is
 * set when it was refused for good; it then waits for `retry` or `discard` and is not sent.
 *
 * @typedef {{clientId: string, conversationId: string, kind: 'send' | 'edit' | 'delete' | 'react' | 'pin',
 *   body: any, createdAt: number, failure?: {code: string, message: string} | null}} Command
 */

/** @param {Command} command @param {string} id @returns {import('./protocol.js').Frame} */
export function frameOf(command, id) {
  const { conversationId, clientId } = command;
  return { id, [command.kind]: { conversationId, clientId, ...command.body } };
}

const EVENT_KINDS = /** @type {const} */ ({
  send: 'message',
  edit: 'edited',
  delete: 'deleted',
  react: 'reacted',
  pin: 'pinned',
});

/**
 * The event that an ack stands for: the session that sent a command hears of it in no other form.
 *
 * @param {Command} command
 * @param {any} ack
 * @param {{userId: string, deviceId: string}} me
 * @returns {import('./protocol.js').WireEvent}
 */
export function eventOf(command, ack, me) {
  const { seq, ordinal, messageId, time, expiresAt } = ack;
  const body = expiresAt === undefined ? command.body : { ...command.body, expiresAt };
  return {
    conversationId: command.conversationId,
    seq,
    ordinal,
    messageId,
    time,
    sender: me,
    clientId: command.clientId,
    [EVENT_KINDS[command.kind]]: body,
  };
}

class Entry {
  /** @param {Command} command */
  constructor(command) {
    this.command = command;
    /** Of the last sending. */
    this.frameId = '';
    this.inFlight = false;
    this.sentAtMillis = 0;
    this.notBeforeMillis = 0;
    this.attempts = 0;
  }

  answerDueMillis() {
    const timeout = ANSWER_TIMEOUT_MILLIS * 2 ** Math.min(2, Math.max(0, this.attempts - 1));
    return this.sentAtMillis + Math.min(timeout, MAX_ANSWER_TIMEOUT_MILLIS);
  }
}

/**
 * The commands of one conversation that have no answer yet, in the order in which they were given. First in,
 * first out on the wire: a command that waits for its retry time holds back all behind it.
 */
class ConversationOutbox {
  constructor() {
    /** @type {Map<string, Entry>} */
    this.entries = new Map();
  }

  /** The connection is gone: everything without an answer goes again, first and in order. */
  connectionLost() {
    for (const entry of this.entries.values()) {
      entry.inFlight = false;
    }
  }

  /**
   * The server said "later" to this command, and by its rule says so to every later one of the conversation:
   * they all go again, in order, whether or not their own refusal was heard yet.
   *
   * @param {Entry} refused
   * @param {number} notBeforeMillis
   */
  holdFrom(refused, notBeforeMillis) {
    let later = false;
    for (const entry of this.entries.values()) {
      later ||= entry === refused;
      if (later) {
        entry.inFlight = false;
      }
    }
    refused.notBeforeMillis = notBeforeMillis;
  }

  /**
   * Sends what may be sent now; `transmit` gives the frame id, or '' if the pace does not allow more now.
   * Returns when to ask again.
   *
   * @param {number} nowMillis
   * @param {number} maxInFlight
   * @param {(entry: Entry) => string} transmit
   */
  pump(nowMillis, maxInFlight, transmit) {
    this.expire(nowMillis);
    let wakeAt = NEVER;
    let inFlight = 0;
    for (const entry of this.entries.values()) {
      if (inFlight >= maxInFlight) {
        break;
      }
      if (!entry.inFlight) {
        if (entry.notBeforeMillis > nowMillis) {
          return Math.min(wakeAt, entry.notBeforeMillis);
        }
        const frameId = transmit(entry);
        if (frameId === '') {
          break;
        }
        entry.frameId = frameId;
        entry.inFlight = true;
        entry.sentAtMillis = nowMillis;
        entry.attempts++;
      }
      inFlight++;
      wakeAt = Math.min(wakeAt, entry.answerDueMillis());
    }
    return wakeAt;
  }

  /**
   * One overdue answer makes all behind it suspect: they go again in order, which the server's dedup makes
   * harmless.
   *
   * @private
   * @param {number} nowMillis
   */
  expire(nowMillis) {
    let overdue = false;
    for (const entry of this.entries.values()) {
      if (!entry.inFlight) {
        continue;
      }
      overdue ||= entry.answerDueMillis() <= nowMillis;
      if (overdue) {
        entry.inFlight = false;
      }
    }
  }
}

/**
 * Every command until its answer. Guarantee: per conversation in the order of `add`, at most 32 on the way,
 * each again with its old `clientId` until it is answered. Kept in memory; the store keeps it over reloads.
 */
export class Outbox {
  /** @param {() => number} random */
  constructor(random) {
    this.random = random;
    /** @type {Map<string, ConversationOutbox>} */
    this.conversations = new Map();
    /** @type {Map<string, Entry>} */
    this.byClientId = new Map();
    /** @type {Map<string, Entry>} */
    this.byFrameId = new Map();
    this.pacer = new CommandPacer();
    this.maxInFlight = MAX_IN_FLIGHT;
    this.frameNumber = 0;
    this.resends = 0;
  }

  get size() {
    return this.byClientId.size;
  }

  /**
   * @param {number} announcedMaxInFlight 0: not announced
   * @param {number} nowMillis
   */
  newSession(announcedMaxInFlight, nowMillis) {
    if (announcedMaxInFlight > 0) {
      this.maxInFlight = Math.min(announcedMaxInFlight, MAX_IN_FLIGHT);
    }
    this.pacer.newSession(nowMillis);
  }

  /** Returns false if this `clientId` waits already. @param {Command} command */
  add(command) {
    if (this.byClientId.has(command.clientId)) {
      return false;
    }
    const entry = new Entry(command);
    this.byClientId.set(command.clientId, entry);
    let conversation = this.conversations.get(command.conversationId);
    if (conversation === undefined) {
      conversation = new ConversationOutbox();
      this.conversations.set(command.conversationId, conversation);
    }
    conversation.entries.set(command.clientId, entry);
    return true;
  }

  connectionLost() {
    for (const conversation of this.conversations.values()) {
      conversation.connectionLost();
    }
    this.byFrameId.clear();
  }

  /**
   * @param {number} nowMillis
   * @param {(frame: import('./protocol.js').Frame) => void} transmit
   * @returns when to ask again
   */
  pump(nowMillis, transmit) {
    let wakeAt = NEVER;
    let outOfPace = false;
    for (const [id, conversation] of this.conversations) {
      if (conversation.entries.size === 0) {
        this.conversations.delete(id);
        continue;
      }
      const conversationAt = conversation.pump(nowMillis, this.maxInFlight, (entry) => {
        if (outOfPace || !this.pacer.tryTake(nowMillis)) {
          outOfPace = true;
          return '';
        }
        return this.transmit(entry, transmit);
      });
      wakeAt = Math.min(wakeAt, conversationAt);
    }
    return outOfPace ? Math.min(wakeAt, this.pacer.nextAt(nowMillis)) : wakeAt;
  }

  /**
   * The command that is answered by an ack, or came back as the own event because its ack was lost; undefined
   * for a repeat.
   *
   * @param {string | undefined} clientId
   * @returns {Command | undefined}
   */
  take(clientId) {
    const entry = clientId === undefined ? undefined : this.byClientId.get(clientId);
    if (entry === undefined) {
      return undefined;
    }
    this.byClientId.delete(entry.command.clientId);
    this.byFrameId.delete(entry.frameId);
    this.conversations.get(entry.command.conversationId)?.entries.delete(entry.command.clientId);
    return entry.command;
  }

  /**
   * The command, if it is refused for good. A temporary refusal leaves it where it stands and sets the time
   * of its retry.
   *
   * @param {string} re
   * @param {{clientId?: string, code: string, retryAfterMillis?: number}} refused
   * @param {number} nowMillis
   * @returns {Command | undefined}
   */
  refused(re, refused, nowMillis) {
    const entry = this.byClientId.get(refused.clientId ?? '') ?? this.byFrameId.get(re);
    if (entry === undefined) {
      return undefined;
    }
    const ofLastSending = re === '' || re === entry.frameId;
    if (TEMPORARY.has(refused.code) || (refused.retryAfterMillis ?? 0) > 0) {
      // A refusal of an earlier sending must not stop one that is on its way again.
      if (ofLastSending) {
        const conversation = this.conversations.get(entry.command.conversationId);
        conversation?.holdFrom(entry, nowMillis + this.retryAfter(refused));
      }
      return undefined;
    }
    if (entry.inFlight && !ofLastSending) {
      // It was sent again since, and what that comes to is not known: the sender may have been let in
      // meanwhile.
      return undefined;
    }
    return this.take(entry.command.clientId);
  }

  /** @private @param {{retryAfterMillis?: number}} refused */
  retryAfter(refused) {
    const after = refused.retryAfterMillis || DEFAULT_RETRY_MILLIS;
    return after + Math.floor((this.random() * after) / 5);
  }

  /** @private @param {Entry} entry @param {(frame: import('./protocol.js').Frame) => void} transmit */
  transmit(entry, transmit) {
    this.byFrameId.delete(entry.frameId);
    if (entry.attempts > 0) {
      this.resends++;
    }
    const frameId = `c${++this.frameNumber}`;
    this.byFrameId.set(frameId, entry);
    transmit(frameOf(entry.command, frameId));
    return frameId;
  }
}
