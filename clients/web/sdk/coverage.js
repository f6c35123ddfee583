/** Which seqs are known, as ranges that neither touch nor overlap, ascending. */
export class Coverage {
  /** @param {[number, number][]} [ranges] */
  constructor(ranges = []) {
    this.ranges = ranges;
  }

  /** @param {number} from @param {number} to both inclusive */
  add(from, to) {
    if (to < from) {
      return;
    }
    const last = this.ranges.at(-1);
    if (last && from >= last[0] && from <= last[1] + 1) {
      // The usual case: the next event.
      last[1] = Math.max(last[1], to);
      return;
    }
    const apart = this.ranges.filter(([a, b]) => b + 1 < from || a > to + 1);
    const touching = this.ranges.filter(([a, b]) => b + 1 >= from && a <= to + 1);
    const low = Math.min(from, ...touching.map(([a]) => a));
    const high = Math.max(to, ...touching.map(([, b]) => b));
    this.ranges = [...apart, /** @type {[number, number]} */ ([low, high])].sort((a, b) => a[0] - b[0]);
  }

  /** The range that holds the seq. @param {number} seq @returns {[number, number] | undefined} */
  around(seq) {
    return this.ranges.find(([from, to]) => from <= seq && seq <= to);
  }
}
