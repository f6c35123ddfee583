/**
 * A browser, people in it, and a stack behind: what the tests of the app share. Every test names people of its own, so
 * it can run again on the same stack.
 *
 * PARLEY_URL   the stack, default http://127.0.0.1:8080. If it does not serve the app, a dev server is put in front.
 * CHROMIUM     default /usr/bin/chromium (`apt-get install -y chromium`)
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { startDevServer } from '../../dev/server.js';

const EDGE = process.env.PARLEY_URL ?? 'http://127.0.0.1:8080';
const PATIENCE_MILLIS = 15_000;

/**
 * @param {{faults?: boolean}} [options] faults: always with a dev server in front, whose network can be made bad
 */
export function useBrowser({ faults = false } = {}) {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {Awaited<ReturnType<typeof startDevServer>> | undefined} */
  let server;
  let url = EDGE;
  /** @type {import('playwright-core').BrowserContext[]} */
  const contexts = [];

  before(async () => {
    if (faults || !(await servesApp())) {
      server = await startDevServer({ edge: EDGE, port: 0 });
      url = server.url;
    }
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
      env: { ...process.env, FONTCONFIG_FILE: fileURLToPath(new URL('fonts.conf', import.meta.url)) },
    });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const it = {
    url: () => url,
    setFaults: (/** @type {any} */ change) => server?.setFaults(change),
    browser: () => browser,

    /** A browser profile of its own. @param {import('playwright-core').BrowserContextOptions} [options] */
    async context(options = {}) {
      const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options });
      context.setDefaultTimeout(PATIENCE_MILLIS);
      contexts.push(context);
      return context;
    },

    /**
     * Somebody in a browser of their own, signed in and connected. What the page complains about fails the test that
     * asks `page.complaints`.
     *
     * @param {string} user
     * @param {import('playwright-core').BrowserContextOptions & {path?: string}} [options]
     */
    async person(user, { path = '/', ...options } = {}) {
      const context = await it.context(options);
      const page = await context.newPage();
      /** @type {string[]} */
      const complaints = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
      });
      await page.addInitScript((name) => localStorage.getItem('parley.user') ?? localStorage.setItem('parley.user', name), user);
      await page.goto(path);
      await connected(page);
      return Object.assign(page, { complaints, user });
    },

    /** Closes the browsers of one test. */
    async closeAll() {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
    },
  };
  return it;
}

async function servesApp() {
  const response = await fetch(`${EDGE}/main.js`).catch(() => null);
  return Boolean(response?.ok);
}

/** A name nobody has had. @param {string} base */
export const fresh = (base) => `${base}-${randomBytes(3).toString('hex')}`;

/** @param {import('playwright-core').Page} page @param {string} [state] */
export async function connected(page, state = 'connected') {
  await page.waitForFunction((wanted) => /** @type {any} */ (window).parley?.status.state === wanted, state);
}

const tokens = new Map();

/** @param {string} user */
async function tokenOf(user) {
  if (!tokens.has(user)) {
    const response = await fetch(`${EDGE}/dev/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user }) });
    tokens.set(user, (await response.json()).token);
  }
  return tokens.get(user);
}

/**
 * One REST call; a 429 or 503 waits as long as it says.
 *
 * @param {string} user
 * @param {string} method
 * @param {string} path
 * @param {any} [body]
 * @returns {Promise<any>}
 */
export async function call(user, method, path, body) {
  for (let attempt = 0; ; attempt++) {
    const response = await fetch(EDGE + path, {
      method,
      headers: { authorization: `Bearer ${await tokenOf(user)}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (response.ok) return response.status === 204 ? null : response.json();
    if ((response.status !== 429 && response.status !== 503) || attempt > 30) {
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(response.headers.get('retry-after') ?? 1)));
  }
}

/** @param {string} user @param {string} peer @returns {Promise<string>} */
export const direct = async (user, peer) => (await call(user, 'POST', '/v1/conversations', { kind: 'direct', members: [peer] })).conversationId;

/** @param {string} user @param {string} title @param {string[]} members @returns {Promise<string>} */
export const group = async (user, title, members) => (await call(user, 'POST', '/v1/conversations', { kind: 'group', title, members })).conversationId;

/** @param {string} user @param {string} id @param {string} text @param {any} [extra] */
export function say(user, id, text, { mentions, ...extra } = /** @type {any} */ ({})) {
  return call(user, 'POST', `/v1/conversations/${id}/messages`, {
    clientId: randomUUID(),
    content: { text: { body: text, ...(mentions && { mentions }) } },
    ...extra,
  });
}

/** The newest bubble with this text. @param {import('playwright-core').Page | import('playwright-core').Frame} page @param {string | RegExp} text */
export const bubble = (page, text) => page.locator('.conversation .message', { has: page.locator('.text', { hasText: text }) }).last();

/** @param {import('playwright-core').Page} page @param {string} text */
export async function write(page, text) {
  const field = page.getByRole('main').getByRole('textbox', { name: 'Message' });
  await field.fill(text);
  await field.press('Enter');
}

/** @param {import('playwright-core').Page} page @param {string} id */
export async function open(page, id) {
  await page.evaluate((hash) => void (location.hash = hash), `#/c/${id}`);
  await page.locator('.conversation .head-title').waitFor();
}
