import { FramePoster } from './frame-poster.js';
import { retryAfterMillis } from './transport.js';

/** A stream is not given up for less: proxies gather what is small. */
const LEAST_SILENCE_MILLIS = 30_000;

/**
 * Frames down over server-sent events, up over `POST /v1/frames`. Reads the stream with `fetch`, which unlike
 * an EventSource can carry the token in a header and tells the status of a refusal.
 *
 * The id of the last event is a resume token. It is kept for the next transport of the same `resume` object,
 * so that the server need not tell the heads of everything again; without it nothing is lost.
 *
 * @implements {Transport}
 * @typedef {import('./transport.js').Transport} Transport
 */
export class SseTransport {
  /**
   * @param {string} url origin of the edge
   * @param {typeof fetch} doFetch
   * @param {{token: string}} [resume]
   */
  constructor(url, doFetch, resume = { token: '' }) {
    this.url = url;
    this.doFetch = doFetch;
    this.resume = resume;
    this.closing = new AbortController();
    this.pulse = new StreamPulse();
    /** @type {FramePoster | undefined} */
    this.poster = undefined;
    /** @type {import('./transport.js').TransportEvents | undefined} */
    this.events = undefined;
  }

  /**
   * @param {import('./transport.js').Greeting} greeting
   * @param {import('./transport.js').TransportEvents} events
   */
  open(greeting, events) {
    this.events = events;
    this.poster = new FramePoster(
      this.url,
      greeting,
      { ...events, ended: (end) => this.end(events, end) },
      this.doFetch,
    );
    this.read(greeting, events).then(
      (end) => this.end(events, end),
      (error) => this.end(events, { code: 0, detail: String(error) }),
    );
  }

  /** @param {import('../protocol.js').Frame} frame */
  send(frame) {
    if (frame.ping && this.events && this.pulse.isDead(performance.now())) {
      this.end(this.events, { code: 0, detail: 'the stream says nothing any more' });
      return;
    }
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
   * @param {import('./transport.js').Greeting} greeting
   * @param {import('./transport.js').TransportEvents} events
   * @returns {Promise<import('./transport.js').End>}
   */
  async read({ token, deviceId, platform, name }, events) {
    const query = new URLSearchParams({ deviceId, platform, ...(name ? { name } : {}) });
    const response = await this.doFetch(`${this.url}/v1/events?${query}`, {
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'text/event-stream',
        ...(this.resume.token ? { 'last-event-id': this.resume.token } : {}),
      },
      cache: 'no-store',
      signal: this.closing.signal,
    });
    if (!response.ok || response.body === null) {
      // A token of another server, or one too old, must not stand in the way of the next try.
      this.resume.token = '';
      return {
        code: response.status,
        retryAfterMillis: retryAfterMillis(response.headers.get('retry-after')),
      };
    }
    if (!(response.headers.get('content-type') ?? '').startsWith('text/event-stream')) {
      return { code: 0, detail: 'not a stream of events' };
    }
    const parser = new EventStreamParser({
      event: (data, id) => {
        if (id !== undefined) {
          this.resume.token = id;
        }
        if (!this.closing.signal.aborted) {
          events.frame(JSON.parse(data));
        }
      },
      comment: () => {
        this.pulse.comment(performance.now());
        events.heard();
      },
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return { code: 0, detail: 'the stream ended' };
      }
      this.pulse.bytes(performance.now());
      parser.push(value);
    }
  }
}

/**
 * Tells a stream that is held up from one that has nothing to say. The answers to pings come another way and
 * prove nothing of the stream; but a server that keeps its streams alive writes comments, and one that has
 * done so twice and then writes nothing for three times as long as ever between two of them is not heard any
 * more.
 */
export class StreamPulse {
  constructor() {
    this.comments = 0;
    this.commentAtMillis = 0;
    this.bytesAtMillis = 0;
    this.longestMillis = 0;
  }

  /** @param {number} nowMillis */
  bytes(nowMillis) {
    this.bytesAtMillis = nowMillis;
  }

  /** @param {number} nowMillis */
  comment(nowMillis) {
    if (this.comments > 0) {
      this.longestMillis = Math.max(this.longestMillis, nowMillis - this.commentAtMillis);
    }
    this.comments++;
    this.commentAtMillis = nowMillis;
  }

  /** @param {number} nowMillis */
  isDead(nowMillis) {
    const silence = nowMillis - this.bytesAtMillis;
    return this.comments > 1 && silence > Math.max(LEAST_SILENCE_MILLIS, 3 * this.longestMillis);
  }
}

/** Cuts a text/event-stream into events, however it comes in pieces. */
export class EventStreamParser {
  /** @param {{event: (data: string, id: string | undefined) => void, comment: () => void}} output */
  constructor(output) {
    this.output = output;
    this.rest = '';
    /** @type {string[]} */
    this.data = [];
    /** @type {string | undefined} */
    this.id = undefined;
  }

  /** @param {string} text */
  push(text) {
    const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
    this.rest = /** @type {string} */ (lines.pop());
    for (const line of lines) {
      this.line(line);
    }
  }

  /** @private @param {string} line */
  line(line) {
    if (line === '') {
      if (this.data.length > 0) {
        this.output.event(this.data.join('\n'), this.id);
      }
      this.data = [];
      this.id = undefined;
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) {
      this.output.comment();
      return;
    }
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') {
      this.data.push(value);
    } else if (field === 'id') {
      this.id = value;
    }
  }
}
