import { ParleyError } from './errors.js';
import { retryAfterMillis } from './transport/transport.js';

const TRIES = 4;
const LONGEST_WAIT_MILLIS = 10_000;

/**
 * @typedef {{method?: string, query?: Record<string, string | number | boolean | undefined>, body?: unknown,
 *   headers?: Record<string, string>, patient?: boolean, key?: boolean}} CallOptions `patient`: on 429, 503
 *   and a lost connection it waits and tries again, up to four times; for calls that may be repeated. `key`:
 *   with an Idempotency-Key, which makes a POST one that may be repeated.
 */

/**
 * Calls of the REST API: bearer token, once again with a fresh one after a 401, problems (RFC 9457) as
 * ParleyError.
 */
export class RestCalls {
  /**
   * @param {string} url origin of the edge
   * @param {import('./token-keeper.js').TokenKeeper} tokens
   * @param {typeof fetch} [doFetch]
   */
  constructor(url, tokens, doFetch = (...call) => fetch(...call)) {
    this.url = url;
    this.tokens = tokens;
    this.doFetch = doFetch;
  }

  /** @param {string} path @param {CallOptions['query']} [query] @returns {Promise<any>} */
  get(path, query) {
    return this.call(path, { query, patient: true });
  }

  /**
   * @param {string} path
   * @param {CallOptions} [options]
   * @returns {Promise<any>} the body, undefined if there is none
   */
  async call(path, options = {}) {
    const patient = options.patient === true || options.key === true;
    const headers = { ...options.headers };
    if (options.key) {
      headers['idempotency-key'] = crypto.randomUUID();
    }
    for (let tried = 1; ; tried++) {
      try {
        return await this.once(path, { ...options, headers });
      } catch (error) {
        const again = error instanceof ParleyError && [0, 429, 502, 503, 504].includes(error.status);
        if (!patient || !again || tried === TRIES) {
          throw error;
        }
        const wait = Math.max(error.retryAfterMillis, 250 * 2 ** tried * (0.5 + Math.random()));
        if (wait > LONGEST_WAIT_MILLIS) {
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  /** @private @param {string} path @param {CallOptions} options @returns {Promise<any>} */
  async once(path, options) {
    const response = await this.authorized(path, options);
    if (response.status === 204) {
      return undefined;
    }
    const body = await response.text().then(parsed, () => undefined);
    if (!response.ok) {
      throw new ParleyError(body?.code ?? `HTTP_${response.status}`, body?.detail ?? body?.title, {
        status: response.status,
        retryAfterMillis: retryAfterMillis(response.headers.get('retry-after')),
      });
    }
    return body;
  }

  /** @private @param {string} path @param {CallOptions} options */
  async authorized(path, options) {
    const response = await this.send(path, options, await this.tokens.get());
    if (response.status !== 401) {
      return response;
    }
    this.tokens.forget();
    return this.send(path, options, await this.tokens.fresh());
  }

  /** @private @param {string} path @param {CallOptions} options @param {string} token */
  async send(path, { method = 'GET', query = {}, body, headers = {} }, token) {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) {
        search.set(name, String(value));
      }
    }
    const url = `${this.url}${path}${search.size > 0 ? `?${search}` : ''}`;
    try {
      return await this.doFetch(url, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: 'no-store',
      });
    } catch (error) {
      throw new ParleyError('OFFLINE', 'no server could be reached', { cause: error });
    }
  }
}

function parsed(/** @type {string} */ text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A part of a path. @param {string | number} part */
export function segment(part) {
  return encodeURIComponent(part);
}
