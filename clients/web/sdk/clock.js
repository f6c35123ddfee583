/**
 * Time as the parts of the client see it: `now` is monotonic, in milliseconds. Tests give another.
 *
 * @typedef {{now(): number, setTimeout(action: () => void, millis: number): any, clearTimeout(timer: any):
 *   void}} Clock
 */

/** @type {Clock} */
export const realClock = {
  now: () => performance.now(),
  setTimeout: (action, millis) => setTimeout(action, millis),
  clearTimeout: (timer) => clearTimeout(timer),
};

// What a timer can hold; a longer time rings early and is set again.
const LONGEST_MILLIS = 2 ** 31 - 1;

/**
 * One timer that is set anew as often as one likes. Rings at the time or a little later, never for an older
 * setting.
 */
export class Alarm {
  /**
   * @param {Clock} clock
   * @param {() => void} ring
   */
  constructor(clock, ring) {
    this.clock = clock;
    this.ring = ring;
    this.atMillis = Infinity;
    /** @type {any} */
    this.timer = undefined;
  }

  /** @param {number} atMillis Infinity: not at all */
  at(atMillis) {
    if (atMillis === this.atMillis && this.timer !== undefined) {
      return;
    }
    this.cancel();
    this.atMillis = atMillis;
    if (atMillis !== Infinity) {
      const millis = Math.min(LONGEST_MILLIS, Math.max(0, Math.ceil(atMillis - this.clock.now())));
      this.timer = this.clock.setTimeout(() => {
        this.timer = undefined;
        this.atMillis = Infinity;
        this.ring();
      }, millis);
    }
  }

  cancel() {
    if (this.timer !== undefined) {
      this.clock.clearTimeout(this.timer);
      this.timer = undefined;
    }
    this.atMillis = Infinity;
  }
}
