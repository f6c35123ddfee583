/**
 * Numbers and words of the protocol that a client needs; docs/protocol.md is their source.
 */
export const SUBPROTOCOL = 'parley.v1.json';
export const MAX_IN_FLIGHT = 32;
export const MAX_PAGE_EVENTS = 500;
export const MAX_SYNC_POSITIONS = 500;
export const MAX_HEADS = 1_000;
export const DEFAULT_HEARTBEAT_MILLIS = 25_000;

/** "Not before another input": the answer of a pump that has nothing to wait for. */
export const NEVER = Infinity;

/**
 * A frame as it goes over the wire: an id, or the id it answers, and one body under its name.
 *
 * @typedef {{id?: string, re?: string, [body: string]: any}} Frame
 */

/**
 * An event as the wire has it: numbers are decimal strings, what is default is absent, the kind is the name
 * of its body.
 *
 * @typedef {{conversationId: string, seq: string, ordinal?: string, messageId?: string, time?: string,
 *   sender?: {userId: string, deviceId?: string}, clientId?: string, editedSeq?: string, deletedSeq?: string,
 *   hidden?: boolean, reactions?: {emoji: string, count: number, mine?: boolean}[], [kind: string]: any}}
 *   WireEvent
 */

/**
 * Where a pure part puts what it wants sent and what it has found out.
 *
 * @typedef {object} ModelOutput
 * @property {(frame: Frame) => void} transmit
 * @property {(event: WireEvent) => void} deliver each seq of a conversation once, ascending
 * @property {(conversationId: string, from: number, to: number, inHistory: boolean) => void} gap in its place
 *   among the events
 * @property {(conversationId: string, epoch: number) => void} restarted everything of it comes anew
 * @property {(command: import('./outbox.js').Command, ack: any) => void} acked
 * @property {(command: import('./outbox.js').Command, refused: {code: string, message: string}) => void}
 *   refused
 * @property {(frame: Frame) => void} notice receipts, typing, presence, settings, hidden, counts, errors
 */

/**
 * A position or a seq of the wire as a number; absent is 0.
 *
 * @param {string | number | undefined | null} value
 */
export function number(value) {
  return value === undefined || value === null ? 0 : Number(value);
}
