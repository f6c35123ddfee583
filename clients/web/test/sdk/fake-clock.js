/** A clock that stands until it is moved; what rings meanwhile rings in its order. @implements {Clock}
 * @typedef {import('../../sdk/clock.js').Clock} Clock */
export class FakeClock {
  constructor() {
    this.time = 1_000;
    /** @type {Set<{at: number, action: () => void}>} */
    this.timers = new Set();
  }

  now() {
    return this.time;
  }

  /** @param {() => void} action @param {number} millis */
  setTimeout(action, millis) {
    const timer = { at: this.time + millis, action };
    this.timers.add(timer);
    return timer;
  }

  /** @param {any} timer */
  clearTimeout(timer) {
    this.timers.delete(timer);
  }

  /** @param {number} millis */
  async advance(millis) {
    const end = this.time + millis;
    await settled();
    for (;;) {
      const due = [...this.timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) {
        break;
      }
      this.timers.delete(due);
      this.time = due.at;
      due.action();
      await settled();
    }
    this.time = end;
  }
}

/** All promises that are settled have told so. @returns {Promise<void>} */
export function settled() {
  return new Promise((resolve) => setImmediate(resolve));
}
