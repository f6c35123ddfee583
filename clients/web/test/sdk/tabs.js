// The parts of a browser that tabs share, as far as the client uses them: locks that are released when their
// tab goes, and channels that can be cut off.

/** Web Locks, exclusive ones. `tab()` is the view of one tab, whose locks go with it. */
export class FakeLocks {
  constructor() {
    /** @type {Map<string, {run: () => void, tab: object}[]>} by name, the first holds it */
    this.queues = new Map();
  }

  tab() {
    const tab = {};
    return {
      /** @type {any} */
      locks: {
        request: (/** @type {string} */ name, /** @type {any} */ options, /** @type {any} */ work) =>
          this.request(tab, name, options, work),
      },
      /** The tab is gone, with all it held and waited for. */
      kill: () => {
        for (const [name, queue] of this.queues) {
          const [first] = queue;
          const rest = queue.filter((one) => one.tab !== tab);
          this.queues.set(name, rest);
          if (rest[0] !== first) {
            rest[0]?.run();
          }
        }
      },
    };
  }

  /**
   * @param {object} tab
   * @param {string} name
   * @param {{signal?: AbortSignal}} options
   * @param {() => Promise<any>} work
   */
  request(tab, name, { signal }, work) {
    return new Promise((resolve, reject) => {
      const queue = this.queues.get(name) ?? [];
      this.queues.set(name, queue);
      let running = false;
      const leave = () => {
        const now = this.queues.get(name) ?? [];
        const wasFirst = now[0] === entry;
        this.queues.set(
          name,
          now.filter((one) => one !== entry),
        );
        if (wasFirst) {
          this.queues.get(name)?.[0]?.run();
        }
      };
      const entry = {
        tab,
        run: () => {
          running = true;
          queueMicrotask(() => {
            Promise.resolve().then(work).then(resolve, reject).finally(leave);
          });
        },
      };
      signal?.addEventListener('abort', () => {
        if (!running) {
          leave();
          reject(signal.reason);
        }
      });
      queue.push(entry);
      if (queue[0] === entry) {
        entry.run();
      }
    });
  }
}

/** BroadcastChannel within one object, each message after the turn and in order. */
export class FakeAir {
  constructor() {
    /** @type {Set<any>} */
    this.channels = new Set();
  }

  /** The class for one tab, and its end. */
  tab() {
    const { channels } = this;
    /** @type {Set<any>} */
    const mine = new Set();
    class Channel {
      /** @param {string} name */
      constructor(name) {
        this.name = name;
        /** @type {((message: {data: any}) => void) | null} */
        this.onmessage = null;
        channels.add(this);
        mine.add(this);
      }

      /** @param {any} data */
      postMessage(data) {
        if (!channels.has(this)) {
          return;
        }
        const copy = structuredClone(data);
        for (const other of channels) {
          if (other !== this && other.name === this.name) {
            setImmediate(() => channels.has(other) && other.onmessage?.({ data: copy }));
          }
        }
      }

      close() {
        channels.delete(this);
      }
    }
    return {
      BroadcastChannel: /** @type {any} */ (Channel),
      kill: () => mine.forEach((channel) => channels.delete(channel)),
    };
  }
}
