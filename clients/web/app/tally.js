/**
 * The bookkeeping of numbered messages between two people. Pure: it is told what was sent, what was acknowledged and
 * what stands in the other one's timeline, and says what is missing.
 *
 * Lost is what was acknowledged and is not there after the patience. It is a statement about now: should the message
 * still come, it is not lost any more, and it is worth knowing that it took so long (`late`).
 */
export class Tally {
  sent = 0;
  acked = 0;
  refused = 0;
  late = 0;
  /** When each number was acknowledged, while it has not been received. @type {Map<number, number>} */
  #awaited = new Map();
  /** The seqs at which each number was seen. @type {Map<number, Set<number>>} */
  #seen = new Map();
  /** Numbers by seq, as they stand. @type {Map<number, number>} */
  #bySeq = new Map();
  #twice = 0;
  #now;

  /** @param {{patienceMillis?: number, now?: () => number}} [options] */
  constructor({ patienceMillis = 15_000, now = Date.now } = {}) {
    this.patienceMillis = patienceMillis;
    this.#now = now;
  }

  sending() {
    return ++this.sent;
  }

  /** @param {number} number */
  acknowledged(number) {
    this.acked++;
    if (!this.#seen.has(number)) this.#awaited.set(number, this.#now());
  }

  refusedFinally() {
    this.refused++;
  }

  /**
   * The messages of this tally in the receiver's timeline, as they stand there. May be called as often as one likes.
   *
   * @param {{seq: number, number: number}[]} messages
   */
  received(messages) {
    const inThisLook = new Set();
    for (const { seq, number } of messages) {
      if (inThisLook.has(seq)) this.#twice++;
      inThisLook.add(seq);
      const seqs = this.#seen.get(number);
      if (seqs) seqs.add(seq);
      else {
        this.#seen.set(number, new Set([seq]));
        const since = this.#awaited.get(number);
        if (since !== undefined && this.#now() - since > this.patienceMillis) this.late++;
        this.#awaited.delete(number);
      }
      this.#bySeq.set(seq, number);
    }
  }

  counts() {
    let doubled = this.#twice;
    for (const seqs of this.#seen.values()) doubled += seqs.size - 1;
    let outOfOrder = 0;
    let highest = 0;
    for (const [, number] of [...this.#bySeq].sort(([a], [b]) => a - b)) {
      if (number < highest) outOfOrder++;
      highest = Math.max(highest, number);
    }
    let lost = 0;
    for (const since of this.#awaited.values()) if (this.#now() - since > this.patienceMillis) lost++;
    return { sent: this.sent, acked: this.acked, received: this.#seen.size, lost, doubled, outOfOrder };
  }
}
