/** @typedef {import('./model.js').Message} Message */
/** @typedef {import('./model.js').Notice} Notice */

const FIRST_ITEMS = 50;
const MOST_PAGES = 10;
const BEHIND_PAUSE_MILLIS = 300;

/**
 * @typedef {object} TimelineParts
 * @property {import('./model.js').Model} model
 * @property {(id: string, query: {before?: number, after?: number, limit: number}) => Promise<boolean>} load
 *   one page of the history into the log; false: there was nothing new in it
 */

/**
 * A window over one conversation that moves and grows; `change` is dispatched when what it shows has changed.
 * Within the window there is no hole: where something is not known, it is fetched before it is passed. At the
 * end it follows what comes, own pending messages last.
 */
export class Timeline extends EventTarget {
  /** @param {string} conversationId @param {TimelineParts} parts */
  constructor(conversationId, parts) {
    super();
    this.conversationId = conversationId;
    this.parts = parts;
    this.loads = 0;
    /** The first seq of the window. */
    this.low = Infinity;
    /** The last seq of the window; null: it follows the end. @type {number | null} */
    this.high = null;
    /** @type {(Message | Notice)[] | undefined} */
    this.cached = undefined;
    /** The end is being fetched. @type {Promise<void> | undefined} */
    this.filling = undefined;
    this.low = this.lowFor(FIRST_ITEMS);
    this.fill();
  }

  /** Ascending. The same array until something changes. @returns {(Message | Notice)[]} */
  get items() {
    this.cached ??= this.read();
    return this.cached;
  }

  /** Nothing older can be seen. */
  get atStart() {
    return this.range() !== undefined && this.low <= 1;
  }

  /** The window follows what comes. */
  get atEnd() {
    return this.high === null;
  }

  get loading() {
    return this.loads > 0;
  }

  /** Grows by up to `count` items at the beginning. */
  async older(count = FIRST_ITEMS) {
    await this.filling;
    await this.busy(async () => {
      for (let page = 0; page < MOST_PAGES; page++) {
        const range = this.range();
        if (range === undefined) {
          return;
        }
        const known = this.view.log.between(range[0], Math.min(this.low - 1, range[1]));
        if (known.length >= count || range[0] <= 1) {
          this.low = known.length > count ? known[known.length - count].seq : Math.min(this.low, range[0]);
          return;
        }
        if (!(await this.parts.load(this.conversationId, { before: range[0], limit: pageFor(count) }))) {
          this.low = range[0];
          return;
        }
      }
      this.low = this.range()?.[0] ?? this.low;
    });
  }

  /** Grows by up to `count` items at the end, until it follows. */
  async newer(count = FIRST_ITEMS) {
    await this.busy(async () => {
      for (let page = 0; page < MOST_PAGES && this.high !== null; page++) {
        const range = this.range();
        if (range === undefined) {
          return;
        }
        const known = this.view.log.between(this.high + 1, range[1]);
        if (known.length > count) {
          this.high = known[count - 1].seq;
          return;
        }
        if (range[1] >= this.view.state.lastSeq) {
          this.high = null;
          return;
        }
        if (!(await this.parts.load(this.conversationId, { after: range[1], limit: pageFor(count) }))) {
          this.high = range[1];
          return;
        }
      }
    });
  }

  /** The window goes to where this seq is, with some items on both sides. @param {number} seq */
  async jumpTo(seq) {
    await this.busy(async () => {
      const { log, state } = this.view;
      const half = FIRST_ITEMS / 2;
      if (log.coverage.around(seq) === undefined) {
        await this.parts.load(this.conversationId, { before: seq + half, limit: FIRST_ITEMS });
      }
      const range = log.coverage.around(seq);
      if (range === undefined) {
        return;
      }
      const before = log.between(range[0], seq - 1);
      const after = log.between(seq + 1, range[1]);
      this.low = before.length > half ? before[before.length - half].seq : range[0];
      this.high = after.length > half ? after[half - 1].seq : range[1];
      if (this.high >= state.lastSeq) {
        this.high = null;
      }
    });
  }

  /** Back to the newest. */
  toEnd() {
    this.high = null;
    this.low = this.lowFor(FIRST_ITEMS);
    this.changed();
    this.fill();
  }

  /** What was read is old. */
  forget() {
    this.cached = undefined;
  }

  /** The model has changed. */
  changed() {
    this.forget();
    if (this.atEnd && this.range() === undefined) {
      this.fill();
    }
    this.dispatchEvent(new CustomEvent('change'));
  }

  /** Fetches the newest messages if they are not known. Resolves when they are, or cannot be had now. */
  fill() {
    this.filling ??= this.busy(async () => {
      for (let page = 0; page < MOST_PAGES; page++) {
        const items = this.read().length;
        const range = this.high === null ? this.range() : undefined;
        if (this.high !== null || (range && (items >= FIRST_ITEMS / 2 || range[0] <= 1))) {
          return;
        }
        if (this.view.state.kind === '') {
          return;
        }
        const before = range?.[0];
        const brought = await this.parts.load(this.conversationId, { before, limit: FIRST_ITEMS });
        this.low = this.lowFor(FIRST_ITEMS);
        this.cached = undefined;
        if (!brought && range) {
          return;
        }
        if (this.range() === undefined) {
          // The history is behind what the list of conversations told.
          await new Promise((resolve) => setTimeout(resolve, BEHIND_PAUSE_MILLIS));
        }
      }
    })
      .catch(() => {
        // Without a network what is known is shown; `changed` tries again.
      })
      .finally(() => (this.filling = undefined));
    return this.filling;
  }

  /** @private */
  get view() {
    return this.parts.model.view(this.conversationId);
  }

  /** What is known around the window's end. @private */
  range() {
    const { log, state } = this.view;
    return log.coverage.around(this.high ?? state.lastSeq);
  }

  /** @private @param {number} count */
  lowFor(count) {
    const { log, state } = this.view;
    const { from, entries } = log.tail(count, state.lastSeq);
    return entries.length < count ? (log.coverage.around(state.lastSeq)?.[0] ?? Infinity) : from;
  }

  /** @private */
  read() {
    const { model } = this.parts;
    const { view } = this;
    const range = this.range();
    if (range && this.low === Infinity) {
      this.low = this.lowFor(FIRST_ITEMS);
    }
    // After something was skipped, what was the window's beginning may lie before the hole.
    const low = range ? Math.max(this.low, range[0]) : Infinity;
    const high = this.high ?? range?.[1] ?? 0;
    const known = range && low <= high ? model.shown(view, view.log.between(low, high)) : [];
    return this.atEnd ? [...known, ...model.pendingMessages(view)] : known;
  }

  /** @private @param {() => Promise<void>} work */
  async busy(work) {
    this.loads++;
    try {
      await work();
    } finally {
      this.loads--;
      this.cached = undefined;
      this.dispatchEvent(new CustomEvent('change'));
    }
  }
}

/** Not every seq is an item that is shown, so a page asks for some more. @param {number} count */
function pageFor(count) {
  return Math.min(200, Math.max(50, Math.ceil(count * 1.2)));
}
