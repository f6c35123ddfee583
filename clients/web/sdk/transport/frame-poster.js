import { retryAfterMillis } from './transport.js';

const TRIES = 4;
const MOST_FRAMES = 50;
const MOST_CHARACTERS = 48 * 1024;
const ANSWER_MILLIS = 30_000;
const AGAIN = new Set([429, 502, 503, 504]);

/**
 * The way up of the transports that only bring frames down: `POST /v1/frames`, replies in the response. One
 * request at a time, so that the order of the frames is the order of their arrival; what waits meanwhile goes
 * together. A request that fails is made again as it was, which the server's dedup makes harmless; after four
 * times the transport ends.
 */
export class FramePoster {
  /**
   * @param {string} url origin of the edge
   * @param {import('./transport.js').Greeting} greeting
   * @param {import('./transport.js').TransportEvents} events
   * @param {typeof fetch} doFetch
   */
  constructor(url, greeting, events, doFetch) {
    this.url = `${url}/v1/frames?${new URLSearchParams({ deviceId: greeting.deviceId })}`;
    this.token = greeting.token;
    this.events = events;
    this.doFetch = doFetch;
    /** @type {import('../protocol.js').Frame[]} */
    this.waiting = [];
    this.busy = false;
    this.closing = new AbortController();
  }

  /** @param {import('../protocol.js').Frame} frame */
  send(frame) {
    this.waiting.push(frame);
    if (!this.busy) {
      this.busy = true;
      // After this turn: what is said in one breath goes in one request.
      queueMicrotask(() => void this.run());
    }
  }

  close() {
    this.closing.abort();
    this.waiting = [];
  }

  /** @private */
  async run() {
    while (this.waiting.length > 0 && !this.closing.signal.aborted) {
      const frames = this.batch();
      const end = await this.post(frames);
      if (end !== undefined) {
        if (!this.closing.signal.aborted) {
          this.close();
          this.events.ended(end);
        }
        return;
      }
      const refresh = frames.findLast((frame) => frame.refresh);
      if (refresh) {
        this.token = refresh.refresh.token;
      }
    }
    this.busy = false;
  }

  /** @private */
  batch() {
    let characters = 0;
    let count = 0;
    for (const frame of this.waiting) {
      characters += JSON.stringify(frame).length;
      if (count > 0 && (characters > MOST_CHARACTERS || count >= MOST_FRAMES)) {
        break;
      }
      count++;
    }
    return this.waiting.splice(0, count);
  }

  /** @private @param {import('../protocol.js').Frame[]} frames
   * @returns {Promise<import('./transport.js').End | undefined>} undefined: it was answered */
  async post(frames) {
    /** @type {import('./transport.js').End} */
    let end = { code: 0 };
    for (let tried = 0; tried < TRIES && !this.closing.signal.aborted; tried++) {
      if (tried > 0) {
        await pause(Math.max(end.retryAfterMillis ?? 0, 250 * 2 ** tried), this.closing.signal);
      }
      try {
        const response = await this.doFetch(this.url, {
          method: 'POST',
          headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ frames }),
          signal: AbortSignal.any([this.closing.signal, AbortSignal.timeout(ANSWER_MILLIS)]),
        });
        if (response.ok) {
          const text = await response.text();
          for (const frame of text === '' ? [] : (JSON.parse(text).frames ?? [])) {
            this.events.frame(frame);
          }
          return undefined;
        }
        end = {
          code: response.status,
          retryAfterMillis: retryAfterMillis(response.headers.get('retry-after')),
        };
        if (!AGAIN.has(response.status)) {
          return end;
        }
      } catch (error) {
        end = { code: 0, detail: String(error) };
      }
    }
    return end;
  }
}

/** @param {number} millis @param {AbortSignal} signal ends it early @returns {Promise<void>} */
export function pause(millis, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, millis);
    signal.addEventListener('abort', done);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
