const FAILURES = 2;
const FIRST_PROBE_MILLIS = 30_000;
const LONGEST_PROBE_MILLIS = 5 * 60_000;

/**
 * Which transport to try next. The first of the list until it fails twice in a row without ever bringing a
 * welcome, then the next, after the last the first again. While a later one carries the session, a better one
 * is tried again after 30 s, then after twice as long, at most 5 min. Pure: the time comes in.
 */
export class TransportChoice {
  /** @param {number} count of transports, best first */
  constructor(count) {
    this.count = count;
    this.current = 0;
    this.failures = 0;
    this.probeAfterMillis = FIRST_PROBE_MILLIS;
    this.probeAtMillis = Infinity;
  }

  /** The session lives on this one. @param {number} index @param {number} nowMillis */
  welcomed(index, nowMillis) {
    if (index < this.current || index === 0) {
      this.probeAfterMillis = FIRST_PROBE_MILLIS;
    }
    this.current = index;
    this.failures = 0;
    // A fallback whose sessions are short must not put the better one off again and again.
    this.probeAtMillis =
      index === 0 ? Infinity : Math.min(this.probeAtMillis, nowMillis + this.probeAfterMillis);
  }

  /** An attempt ended. @param {boolean} welcomed whether it had brought a session */
  ended(welcomed) {
    if (welcomed) {
      this.failures = 0;
      return;
    }
    this.failures++;
    if (this.failures >= FAILURES && this.count > 1) {
      this.current = (this.current + 1) % this.count;
      this.failures = 0;
    }
  }

  /** The index of a better one to try beside the present, if it is time. @param {number} nowMillis */
  probe(nowMillis) {
    return nowMillis >= this.probeAtMillis ? 0 : undefined;
  }

  /** @param {number} nowMillis */
  probeFailed(nowMillis) {
    this.probeAfterMillis = Math.min(LONGEST_PROBE_MILLIS, this.probeAfterMillis * 2);
    this.probeAtMillis = nowMillis + this.probeAfterMillis;
  }

  /** The network changed: what failed before may work now. */
  reset() {
    this.current = 0;
    this.failures = 0;
    this.probeAfterMillis = FIRST_PROBE_MILLIS;
    this.probeAtMillis = Infinity;
  }
}
