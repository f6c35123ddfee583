import { number } from './protocol.js';

/** @typedef {import('./protocol.js').WireEvent} WireEvent */
/** @typedef {{seq: number, epoch: number}} Position */

const MAX_HELD = 1_000;
const MAX_HELD_CHARACTERS = 1024 * 1024;

/**
 * @typedef {object} Release
 * @property {(event: WireEvent) => void} event
 * @property {(conversationId: string, from: number, to: number, inHistory: boolean) => void} gap
 */

/**
 * One conversation's order on one device. Releases each seq exactly once and ascending, whatever comes in:
 * repeats are dropped, what is beyond a hole is held until the hole is closed by events or by a `gap`. Holds
 * at most 1,000 events, and all conversations together 1 Mi characters of JSON; what does not fit is
 * forgotten and fetched again by `sync`, because the head still tells of it.
 */
export class ConversationOrder {
  /**
   * @param {string} conversationId
   * @param {Position} start
   * @param {{characters: number}} allHeld shared by all conversations of the device
   */
  constructor(conversationId, start, allHeld) {
    this.conversationId = conversationId;
    this.allHeld = allHeld;
    this.position = start.seq;
    this.epoch = start.epoch;
    this.head = start.seq;
    /** @type {Map<number, {event: WireEvent, size: number}>} */
    this.held = new Map();
    /** @type {Map<number, {to: number, inHistory: boolean}>} by the first seq */
    this.gaps = new Map();
  }

  /** There is something this device does not hold yet. */
  get isBehind() {
    return this.head > this.position;
  }

  /** Returns false for a repeat. @param {WireEvent} event @param {Release} release */
  offer(event, release) {
    const seq = number(event.seq);
    if (seq <= this.position || this.held.has(seq)) {
      return false;
    }
    this.head = Math.max(this.head, seq);
    if (seq === this.position + 1) {
      this.position = seq;
      release.event(event);
    } else {
      this.hold(seq, event);
    }
    this.drain(release);
    while (
      this.held.size > MAX_HELD ||
      (this.allHeld.characters > MAX_HELD_CHARACTERS && this.held.size > 0)
    ) {
      this.forget(Math.max(...this.held.keys()));
    }
    return true;
  }

  /** @param {number} from @param {number} to @param {boolean} inHistory @param {Release} release */
  gap(from, to, inHistory, release) {
    if (from < 1 || to < from || to <= this.position) {
      return;
    }
    this.head = Math.max(this.head, to);
    const known = this.gaps.get(from);
    if (known === undefined || known.to < to) {
      this.gaps.set(from, { to, inHistory });
    }
    this.drain(release);
    if (this.gaps.size > MAX_HELD) {
      this.gaps.delete(Math.max(...this.gaps.keys()));
    }
  }

  /** @param {number} head */
  announce(head) {
    this.head = Math.max(this.head, head);
  }

  /** Forgets everything: another epoch counts from 1 again. @param {number} epoch */
  restart(epoch) {
    this.epoch = epoch;
    this.position = 0;
    this.head = 0;
    [...this.held.keys()].forEach((seq) => this.forget(seq));
    this.gaps.clear();
  }

  /** @private @param {number} seq @param {WireEvent} event */
  hold(seq, event) {
    const size = JSON.stringify(event).length;
    this.allHeld.characters += size;
    this.held.set(seq, { event, size });
  }

  /** @private @param {number} seq */
  forget(seq) {
    this.allHeld.characters -= this.held.get(seq)?.size ?? 0;
    this.held.delete(seq);
  }

  /** @private @param {Release} release */
  drain(release) {
    for (;;) {
      const next = this.held.get(this.position + 1);
      if (next !== undefined) {
        this.forget(this.position + 1);
        this.position++;
        release.event(next.event);
      } else if (!this.skipGap(release)) {
        return;
      }
    }
  }

  /** @private @param {Release} release */
  skipGap(release) {
    if (this.gaps.size === 0) {
      return false;
    }
    const first = Math.min(...this.gaps.keys());
    const { to, inHistory } = /** @type {{to: number, inHistory: boolean}} */ (this.gaps.get(first));
    if (first > this.position + 1) {
      return false;
    }
    this.gaps.delete(first);
    if (to > this.position) {
      const from = this.position + 1;
      this.position = to;
      [...this.held.keys()].filter((seq) => seq <= to).forEach((seq) => this.forget(seq));
      release.gap(this.conversationId, from, to, inHistory);
    }
    return true;
  }
}

/** All conversations of the device: where each stands and which of them lack something. */
export class Orders {
  /**
   * @param {Iterable<[string, Position]>} start
   * @param {Release & {restarted(conversationId: string, epoch: number): void}} output
   */
  constructor(start, output) {
    this.output = output;
    /** Grows with every seq that was handed over or skipped; tells whether a page brought anything. */
    this.released = 0;
    this.repeats = 0;
    this.allHeld = { characters: 0 };
    /** @type {Map<string, ConversationOrder>} */
    this.orders = new Map();
    /** Those that lack something, longest waiting first. @type {Set<string>} */
    this.behind = new Set();
    for (const [id, position] of start) {
      this.orders.set(id, new ConversationOrder(id, position, this.allHeld));
    }
    /** @internal @type {Release} */
    this.release = {
      event: (event) => {
        this.released++;
        output.event(event);
      },
      gap: (id, from, to, inHistory) => {
        this.released++;
        output.gap(id, from, to, inHistory);
      },
    };
  }

  get isAnyBehind() {
    return this.behind.size > 0;
  }

  /**
   * A conversation that a snapshot brought: only what is newer is replayed.
   *
   * @param {string} id
   * @param {number} seq
   */
  startAt(id, seq) {
    if (!this.orders.has(id)) {
      this.orders.set(id, new ConversationOrder(id, { seq, epoch: 0 }, this.allHeld));
    }
  }

  /** @param {WireEvent} event */
  offer(event) {
    const order = this.order(event.conversationId);
    if (!order.offer(event, this.release)) {
      this.repeats++;
    }
    this.note(order);
  }

  /** @param {{conversationId: string, from: string, to: string, inHistory?: boolean}} gap */
  gap(gap) {
    const order = this.order(gap.conversationId);
    order.gap(number(gap.from), number(gap.to), gap.inHistory === true, this.release);
    this.note(order);
  }

  /** @param {Record<string, string | number> | undefined} heads */
  heads(heads) {
    for (const [id, head] of Object.entries(heads ?? {})) {
      const order = this.order(id);
      order.announce(number(head));
      this.note(order);
    }
  }

  /**
   * To be called before the heads of the same frame: a restart forgets the head. Returns what was restarted.
   *
   * @param {Record<string, string | number> | undefined} epochs
   */
  epochs(epochs) {
    const restarted = [];
    for (const [id, value] of Object.entries(epochs ?? {})) {
      const order = this.order(id);
      const epoch = number(value);
      // Epochs only grow; an older one is a late frame.
      if (epoch > order.epoch) {
        const held = order.position > 0;
        order.restart(epoch);
        restarted.push(id);
        this.note(order);
        if (held) {
          this.output.restarted(id, epoch);
        }
      }
    }
    return restarted;
  }

  /** @param {string} id */
  position(id) {
    return this.orders.get(id)?.position ?? 0;
  }

  /** @param {string} id */
  epoch(id) {
    return this.orders.get(id)?.epoch ?? 0;
  }

  /**
   * At most `limit` of those that lack something, and no more of them than it takes to lack `events`: asking
   * for what does not fit the page would cost the server a look at each.
   *
   * @param {number} limit
   * @param {number} events
   */
  positionsBehind(limit, events) {
    /** @type {Map<string, number>} */
    const positions = new Map();
    let lacking = 0;
    for (const id of this.behind) {
      if (positions.size === limit || lacking >= events) {
        break;
      }
      const order = this.order(id);
      positions.set(id, order.position);
      lacking += order.head - order.position;
    }
    return positions;
  }

  /**
   * The next request begins with others, so that a conversation whose history is stuck does not keep the rest
   * waiting.
   *
   * @param {Iterable<string>} asked
   */
  rotate(asked) {
    for (const id of asked) {
      if (this.behind.delete(id)) {
        this.behind.add(id);
      }
    }
  }

  positions() {
    return new Map(
      [...this.orders].filter(([, order]) => order.position > 0).map(([id, o]) => [id, o.position]),
    );
  }

  /** @private @param {string} id */
  order(id) {
    let order = this.orders.get(id);
    if (order === undefined) {
      order = new ConversationOrder(id, { seq: 0, epoch: 0 }, this.allHeld);
      this.orders.set(id, order);
    }
    return order;
  }

  /** @private @param {ConversationOrder} order */
  note(order) {
    if (order.isBehind) {
      this.behind.add(order.conversationId);
    } else {
      this.behind.delete(order.conversationId);
    }
  }
}
