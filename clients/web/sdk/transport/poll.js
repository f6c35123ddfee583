import { FramePoster, pause } from './frame-poster.js';
import { retryAfterMillis } from './transport.js';

/** The server answers after 25 s at the latest. */
const ANSWER_MILLIS = 40_000;
const HASTE_MILLIS = 100;
const PAUSE_MILLIS = 500;

/**
 * Frames down by asking again and again, up over `POST /v1/frames`. The cursor of an answer goes into the
 * next question; a question that fails is asked once more with the same cursor, so nothing is lost with it.
 *
 * @implements {Transport}
 * @typedef {import('./transport.js').Transport} Transport
 */
export class PollTransport {
  /** @param {string} url origin of the edge @param {typeof fetch} doFetch */
  constructor(url, doFetch) {
    this.url = url;
    this.doFetch = doFetch;
    this.closing = new AbortController();
    /** @type {FramePoster | undefined} */
    this.poster = undefined;
  }

  /**
   * @param {import('./transport.js').Greeting} greeting
   * @param {import('./transport.js').TransportEvents} events
   */
  open(greeting, events) {
    this.poster = new FramePoster(
      this.url,
      greeting,
      { ...events, ended: (end) => this.end(events, end) },
      this.doFetch,
    );
    void this.run(this.poster, greeting, events).then((end) => this.end(events, end));
  }

  /** @param {import('../protocol.js').Frame} frame */
  send(frame) {
    this.poster?.send(frame);
  }

  close() {
    this.closing.abort();
    this.poster?.close();
  }

  /**
   * @private
   * @param {import('./transport.js').TransportEvents} events
   * @param {import('./transport.js').End} end
   */
  end(events, end) {
    if (!this.closing.signal.aborted) {
      this.close();
      events.ended(end);
    }
  }

  /**
   * @private
   * @param {FramePoster} poster
   * @param {import('./transport.js').Greeting} greeting
   * @param {import('./transport.js').TransportEvents} events
   * @returns {Promise<import('./transport.js').End>}
   */
  async run(poster, { deviceId, platform, name }, events) {
    const { signal } = this.closing;
    const first = { deviceId, platform, ...(name ? { name } : {}) };
    let cursor = '';
    let failures = 0;
    while (!signal.aborted) {
      const askedAt = Date.now();
      const query = new URLSearchParams(cursor ? { deviceId, cursor } : first);
      const answer = await this.ask(`${this.url}/v1/poll?${query}`, poster.token);
      if ('code' in answer) {
        failures++;
        if (cursor === '' || failures > 1 || (answer.code >= 400 && answer.code < 500)) {
          return answer;
        }
        await pause(Math.max(PAUSE_MILLIS, answer.retryAfterMillis ?? 0), signal);
        continue;
      }
      failures = 0;
      cursor = answer.cursor ?? cursor;
      events.heard();
      for (const frame of answer.frames) {
        if (!signal.aborted) {
          events.frame(frame);
        }
      }
      if (answer.frames.length === 0 && Date.now() - askedAt < HASTE_MILLIS) {
        // A server that answers "nothing" at once must not be asked without end.
        await pause(PAUSE_MILLIS, signal);
      }
    }
    return { code: 0 };
  }

  /** @private @param {string} url @param {string} token
   * @returns {Promise<import('./transport.js').End | {frames: any[], cursor?: string}>} */
  async ask(url, token) {
    try {
      const response = await this.doFetch(url, {
        headers: { authorization: `Bearer ${token}` },
        cache: 'no-store',
        signal: AbortSignal.any([this.closing.signal, AbortSignal.timeout(ANSWER_MILLIS)]),
      });
      if (!response.ok) {
        return {
          code: response.status,
          retryAfterMillis: retryAfterMillis(response.headers.get('retry-after')),
        };
      }
      const { frames = [], cursor } = await response.json();
      return { frames, cursor };
    } catch (error) {
      return { code: 0, detail: String(error) };
    }
  }
}
