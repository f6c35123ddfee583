const BURST = 180;
const PER_MILLI = 0.048;

/**
 * A token bucket a little below the server's own (50 commands/s, burst 200 per session), so that a
 * well-behaved client waits here instead of being refused there.
 */
export class CommandPacer {
  constructor() {
    this.tokens = BURST;
    this.filledAt = 0;
  }

  /** A new session has a full bucket on the server, but the old one may still count: half of it is taken. */
  newSession(/** @type {number} */ nowMillis) {
    this.tokens = Math.max(this.tokens, BURST / 2);
    this.filledAt = nowMillis;
  }

  tryTake(/** @type {number} */ nowMillis) {
    this.fill(nowMillis);
    if (this.tokens < 1) {
      return false;
    }
    this.tokens -= 1;
    return true;
  }

  nextAt(/** @type {number} */ nowMillis) {
    this.fill(nowMillis);
    return this.tokens >= 1 ? nowMillis : nowMillis + Math.ceil((1 - this.tokens) / PER_MILLI);
  }

  /** @private */
  fill(/** @type {number} */ nowMillis) {
    if (nowMillis > this.filledAt) {
      this.tokens = Math.min(BURST, this.tokens + (nowMillis - this.filledAt) * PER_MILLI);
      this.filledAt = nowMillis;
    }
  }
}
