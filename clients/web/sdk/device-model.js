import { Marks } from './marks.js';
import { Orders } from './order.js';
import { Outbox, eventOf } from './outbox.js';
import { MAX_SYNC_POSITIONS, NEVER, number } from './protocol.js';
import { SyncPlan } from './sync-plan.js';

/** @typedef {import('./protocol.js').Frame} Frame */
/** @typedef {import('./outbox.js').Command} Command */

/**
 * One device over all its connections: what it holds, what it still has to say, what it lacks.
 *
 * Guarantees, whatever the connections do: each command goes out until it is answered, per conversation in
 * the order of `submit`; each seq of each conversation is delivered once and ascending, own commands
 * included. Limit: both last as long as this object; positions and commands can be kept outside and given
 * again.
 *
 * No timers, no clock: every input carries the time (monotonic milliseconds), `wakeAtMillis` says when to
 * call `wake`.
 */
export class DeviceModel {
  /**
   * @param {string} deviceId
   * @param {Iterable<[string, import('./order.js').Position]>} start
   * @param {() => number} random
   * @param {import('./protocol.js').ModelOutput} output
   */
  constructor(deviceId, start, random, output) {
    this.me = { userId: '', deviceId };
    this.output = output;
    this.orders = new Orders(start, {
      event: (event) => output.deliver(event),
      gap: (id, from, to, inHistory) => output.gap(id, from, to, inHistory),
      restarted: (id, epoch) => output.restarted(id, epoch),
    });
    this.outbox = new Outbox(random);
    this.sync = new SyncPlan(this.orders, random);
    this.marks = new Marks();
    this.online = false;
    this.wakeAtMillis = NEVER;
    /** @internal */
    this.transmit = (/** @type {Frame} */ frame) => output.transmit(frame);
  }

  /**
   * What `hello` says. With more conversations than fit a frame, the rest is left out: their heads come back
   * and are compared here.
   *
   * @returns {Record<string, string>}
   */
  helloPositions() {
    const some = [...this.orders.positions()].slice(0, MAX_SYNC_POSITIONS);
    return Object.fromEntries(some.map(([id, seq]) => [id, String(seq)]));
  }

  /**
   * The answer to `hello`: the session begins. Un-acked commands go first, then what is lacking is asked for.
   *
   * @param {any} welcome
   * @param {number} nowMillis
   */
  welcomed(welcome, nowMillis) {
    this.me = { ...this.me, userId: welcome.userId };
    this.online = true;
    this.outbox.newSession(welcome.limits?.maxInFlight ?? 0, nowMillis);
    this.orders.epochs(welcome.epochs).forEach((id) => this.marks.restarted(id));
    this.orders.heads(welcome.heads);
    this.sync.newSession(welcome);
    this.pump(nowMillis);
  }

  /** @param {number} nowMillis */
  connectionLost(nowMillis) {
    this.online = false;
    this.outbox.connectionLost();
    this.marks.connectionLost(nowMillis);
    this.pump(nowMillis);
  }

  /**
   * Any frame but the answers to `hello` and `refresh` and the connection's own (`pong`, `reconnect`,
   * `close`). Events may come before `welcome`.
   *
   * @param {Frame} frame
   * @param {number} nowMillis
   */
  received(frame, nowMillis) {
    const re = frame.re ?? '';
    if (frame.event) {
      this.event(frame.event);
    } else if (frame.ack) {
      this.ack(frame.ack);
    } else if (frame.refused) {
      this.refused(re, frame.refused, nowMillis);
    } else if (frame.page) {
      this.page(re, frame.page, nowMillis);
    } else if (frame.gap) {
      this.orders.gap(frame.gap);
    } else if (frame.error) {
      this.error(re, frame, nowMillis);
    } else {
      // Receipts and the like; a frame of a later version is left to whoever knows it.
      this.output.notice(frame);
    }
    this.pump(nowMillis);
  }

  /**
   * Puts a command behind all others of its conversation. Returns false if its `clientId` waits already.
   *
   * @param {Command} command
   * @param {number} nowMillis
   */
  submit(command, nowMillis) {
    const added = this.outbox.add(command);
    this.pump(nowMillis);
    return added;
  }

  /** Takes back what was not acked yet; the server may have it all the same. @param {string} clientId */
  withdraw(clientId) {
    return this.outbox.take(clientId) !== undefined;
  }

  /** The application has the events of this conversation up to `seq`. @param {string} id @param {number} seq
   * @param {number} nowMillis */
  handled(id, seq, nowMillis) {
    this.marks.received(id, seq);
    this.pump(nowMillis);
  }

  /** @param {string} id @param {number} seq @param {number} nowMillis */
  read(id, seq, nowMillis) {
    this.marks.read(id, seq);
    this.pump(nowMillis);
  }

  /** @param {number} nowMillis */
  wake(nowMillis) {
    this.pump(nowMillis);
  }

  /** Nothing waits for an answer and nothing known is lacking. */
  get isSettled() {
    return this.outbox.size === 0 && !this.orders.isAnyBehind;
  }

  /** @private @param {import('./protocol.js').WireEvent} event */
  event(event) {
    if (event.sender?.userId === this.me.userId && event.sender?.deviceId === this.me.deviceId) {
      const command = this.outbox.take(event.clientId);
      if (command !== undefined) {
        this.orders.offer(event);
        this.output.acked(command, ackOf(event));
        return;
      }
    }
    this.orders.offer(event);
  }

  /** @private @param {any} ack */
  ack(ack) {
    const command = this.outbox.take(ack.clientId);
    if (command === undefined) {
      // A repeat. Its content came, or will come, as an event; its seq is at least a head.
      this.orders.heads({ [ack.conversationId]: ack.seq });
      return;
    }
    // Its place in the order first: the ack is the only form in which this session gets its own event.
    this.orders.offer(eventOf(command, ack, this.me));
    this.output.acked(command, ack);
  }

  /** @private @param {string} re @param {any} refused @param {number} nowMillis */
  refused(re, refused, nowMillis) {
    const command = this.outbox.refused(re, refused, nowMillis);
    if (command !== undefined) {
      this.output.refused(command, { code: refused.code, message: refused.message ?? refused.code });
    }
    return command !== undefined;
  }

  /** @private @param {string} re @param {any} page @param {number} nowMillis */
  page(re, page, nowMillis) {
    this.orders.epochs(page.epochs).forEach((id) => this.marks.restarted(id));
    for (const gap of page.gaps ?? []) {
      this.orders.gap(gap);
    }
    for (const event of page.events ?? []) {
      this.event(event);
    }
    this.orders.heads(page.heads);
    this.sync.page(re, page, nowMillis);
  }

  /** @private @param {string} re @param {Frame} frame @param {number} nowMillis */
  error(re, frame, nowMillis) {
    if (this.sync.failed(re, nowMillis)) {
      return;
    }
    // An error that names a command's frame answers the command: it was malformed and never became one.
    if (!this.refused(re, frame.error, nowMillis)) {
      this.output.notice(frame);
    }
  }

  /** @private @param {number} nowMillis */
  pump(nowMillis) {
    if (!this.online) {
      this.wakeAtMillis = NEVER;
      return;
    }
    const outboxAt = this.outbox.pump(nowMillis, this.transmit);
    const syncAt = this.sync.pump(nowMillis, this.transmit);
    const marksAt = this.marks.pump(nowMillis, this.transmit);
    this.wakeAtMillis = Math.min(outboxAt, syncAt, marksAt);
  }
}

/** @param {import('./protocol.js').WireEvent} event */
function ackOf(event) {
  const { clientId, conversationId, seq, ordinal, messageId, time } = event;
  return { clientId, conversationId, seq: number(seq), ordinal, messageId, time };
}
