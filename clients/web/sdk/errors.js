/**
 * What the server, or this client in its place, said no to. `code` is a word of the protocol, or `CLOSED`
 * after `close()`, `OFFLINE` when no server could be reached.
 */
export class ParleyError extends Error {
  /**
   * @param {string} code
   * @param {string} [message]
   * @param {{status?: number, retryAfterMillis?: number, cause?: unknown}} [more]
   */
  constructor(code, message = code, more = {}) {
    super(message, { cause: more.cause });
    this.name = 'ParleyError';
    this.code = code;
    /** The HTTP status, 0 if the answer was none of HTTP. */
    this.status = more.status ?? 0;
    this.retryAfterMillis = more.retryAfterMillis ?? 0;
  }
}
