/** The only transport codes that say "do not come back": the same bytes would be refused again. */
const FINAL_TRANSPORT_CODES = new Set([1003, 1009]);

/** A newer session of this device took over. */
export const REPLACED = 4509;
export const UNAUTHORIZED = 4001;

/**
 * What a close code asks of the client: 4500-4999, 1003 and 1009 stay away until the application says
 * otherwise, all others, known or not, come back.
 *
 * @param {number} code
 * @returns {'reconnect' | 'stay-away'}
 */
export function closeRule(code) {
  return (code >= 4500 && code <= 4999) || FINAL_TRANSPORT_CODES.has(code) ? 'stay-away' : 'reconnect';
}
