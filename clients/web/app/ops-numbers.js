/** What the operator's page computes: rates from two readings, distances between the steps of a message. Pure. */

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string} health
 * @property {number} port
 * @property {number} [pid]
 * @property {number} [memoryMiB]
 * @property {Record<string, any>} [overview]
 *
 * @typedef {{step: string, time: string, part: string, detail: string}} Step
 * @typedef {{messageId: string, conversationId?: string, seq?: number, steps: Step[], marks: Step[], silent: string[]}} Path
 * @typedef {Step & {clock: string, distance: string | null, isMark: boolean}} Item
 */

const COUNTED = ['accepted', 'sequenced', 'routed', 'delivered', 'stored', 'refused'];

/**
 * What all instances have counted together, by name; with the instances that counted it, because one that came or went
 * changes the sum.
 *
 * @param {Part[]} parts
 * @returns {Record<string, number>}
 */
export function totals(parts) {
  /** @type {Record<string, number>} */
  const sums = {};
  for (const part of parts) {
    for (const name of COUNTED) {
      const value = part.overview?.[name];
      if (typeof value === 'number') sums[`${name} ${part.name} ${part.overview?.instance}`] = value;
    }
  }
  return sums;
}

/**
 * Per second, summed over the instances that are in both readings; null while there are no two.
 *
 * @param {{at: number, totals: Record<string, number>} | undefined} before `at` in milliseconds
 * @param {{at: number, totals: Record<string, number>}} now
 * @returns {Record<string, number | null>}
 */
export function rates(before, now) {
  /** @type {Record<string, number | null>} */
  const perSecond = Object.fromEntries(COUNTED.map((name) => [name, null]));
  if (!before || now.at <= before.at) return perSecond;
  for (const [key, value] of Object.entries(now.totals)) {
    const earlier = before.totals[key];
    if (earlier === undefined || value < earlier) continue;
    const name = key.slice(0, key.indexOf(' '));
    perSecond[name] = (perSecond[name] ?? 0) + ((value - earlier) * 1000) / (now.at - before.at);
  }
  return perSecond;
}

/**
 * Steps and marks in one row, each with its distance from the one before.
 *
 * @param {Path} path
 * @returns {Item[]}
 */
export function timeline(path) {
  const all = [
    ...path.steps.map((step) => ({ ...step, isMark: false })),
    ...path.marks.map((mark) => ({ ...mark, isMark: true })),
  ];
  const begins = all.map((step) => micros(step.time));
  const order = all.map((_, index) => index).sort((one, other) => begins[one] - begins[other] || one - other);
  return order.map((index, place) => ({
    ...all[index],
    clock: all[index].time.slice(11, 26).replace(/Z$/, ''),
    distance: place === 0 ? null : distance(begins[index] - begins[order[place - 1]]),
  }));
}

/** @param {number} between microseconds @returns {string} */
export function distance(between) {
  const millis = between / 1000;
  const digits = millis < 10 ? 2 : millis < 100 ? 1 : 0;
  return `+ ${millis.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ms`;
}

/** Microseconds of an ISO time; Date knows milliseconds only. @param {string} time */
function micros(time) {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  const seconds = Date.parse(time.replace(/\.\d+/, ''));
  return seconds * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
