/**
 * The port between the connection and the wire. One object is one session's worth of transport: it is opened
 * once, and ends once.
 *
 * @typedef {'websocket' | 'sse' | 'poll'} TransportKind
 *
 * @typedef {object} Greeting what the server is told of the device
 * @property {string} token
 * @property {string} deviceId
 * @property {string} platform
 * @property {string} name
 * @property {Record<string, string>} positions
 *
 * @typedef {object} TransportEvents
 * @property {(frame: import('../protocol.js').Frame) => void} frame in the order of the server
 * @property {() => void} heard something came that is no frame; the peer lives
 * @property {(end: End) => void} ended once, and nothing after it
 *
 * @typedef {{code: number, retryAfterMillis?: number, detail?: string}} End 0: no close was seen; below 1000:
 *   the HTTP status that stood in the way
 *
 * @typedef {object} Transport
 * @property {(greeting: Greeting, events: TransportEvents) => void} open ends in a `welcome` frame or in
 *   `ended`
 * @property {(frame: import('../protocol.js').Frame) => void} send in order, at most once; what is lost with
 *   the transport is not told apart
 * @property {() => void} close quietly: `ended` is not called
 *
 * @typedef {{kind: TransportKind, create: () => Transport}} TransportFactory
 */

/** Milliseconds of a `Retry-After` header, which is in seconds or a date. @param {string | null} value */
export function retryAfterMillis(value) {
  if (value === null || value === '') {
    return 0;
  }
  const seconds = Number(value);
  const millis = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1_000;
  return Number.isFinite(millis) ? Math.max(0, millis) : 0;
}
