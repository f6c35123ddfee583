const EARLY_MILLIS = 60_000;

/**
 * Asks the application for a token when there is none that is good for another minute; one question at a
 * time.
 */
export class TokenKeeper {
  /** @param {() => Promise<string>} provider */
  constructor(provider) {
    this.provider = provider;
    this.token = '';
    this.goodUntil = 0;
    /** @type {Promise<string> | undefined} */
    this.asking = undefined;
  }

  /** @returns {Promise<string>} */
  get() {
    return this.token !== '' && Date.now() < this.goodUntil ? Promise.resolve(this.token) : this.fresh();
  }

  /** @returns {Promise<string>} */
  fresh() {
    this.asking ??= Promise.resolve()
      .then(() => this.provider())
      .then((token) => {
        this.token = token;
        this.goodUntil = expiryMillis(token) - EARLY_MILLIS;
        return token;
      })
      .finally(() => (this.asking = undefined));
    return this.asking;
  }

  /** The server did not take it. */
  forget() {
    this.token = '';
  }
}

/**
 * When a JWT ends; of a token that is none, in five minutes: an opaque token is asked for again and again.
 */
function expiryMillis(/** @type {string} */ token) {
  try {
    const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    const { exp } = JSON.parse(atob(payload));
    return typeof exp === 'number' ? exp * 1_000 : Date.now() + 5 * 60_000;
  } catch {
    return Date.now() + 5 * 60_000;
  }
}
