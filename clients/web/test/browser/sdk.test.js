// What only a browser can show: the real Web Locks, BroadcastChannel, IndexedDB, EventStream and WebSocket,
// through the development server, in front of the faulty server.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { chromium } from 'playwright-core';
import { startDevServer } from '../../dev/server.js';
import { FaultyServer } from '../sdk/faulty-server.js';
import { until } from '../sdk/until.js';

/** @type {FaultyServer} */
let server;
/** @type {Awaited<ReturnType<typeof startDevServer>>} */
let front;
/** @type {import('playwright-core').Browser} */
let browser;
/** @type {import('playwright-core').BrowserContext} */
let context;
let users = 0;
let user = '';
let id = '';

before(async () => {
  server = await new FaultyServer().start();
  front = await startDevServer({ edge: server.url, port: 0 });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
});
after(async () => {
  await browser?.close();
  await front?.close();
  await server?.stop();
});
beforeEach(async () => {
  await context?.close();
  context = await browser.newContext();
  front.setFaults({ websocket: true, sse: true, poll: true, buffer: false, offline: false });
  user = `alice${++users}`;
  id = server.group([user, 'bob']);
});

/** A page with nothing but the client. */
async function tab(options = {}) {
  const page = await context.newPage();
  await page.goto(`${front.url}/sdk/index.js`);
  await page.evaluate(async ([who, more]) => {
    const { IndexedDbStore, ParleyClient } = await import(/** @type {any} */ ('/sdk/index.js'));
    const client = new ParleyClient({
      deviceId: `${who}-device`,
      store: new IndexedDbStore(who),
      token: async () => {
        const body = JSON.stringify({ user: who });
        return (await (await fetch('/dev/token', { method: 'POST', body })).json()).token;
      },
      ...more,
    });
    /** @type {any} */ (globalThis).client = client;
    client.connect();
  }, /** @type {[string, any]} */ ([user, options]));
  return page;
}

/** @param {import('playwright-core').Page} page */
const status = (page) => page.evaluate(() => /** @type {any} */ (globalThis).client.status);
/** @param {import('playwright-core').Page} page @returns {Promise<string[]>} */
const texts = (page) =>
  page.evaluate((conversation) => {
    const { items } = /** @type {any} */ (globalThis).client.timeline(conversation);
    return items
      .filter((/** @type {any} */ { type }) => type === 'message')
      .map((/** @type {any} */ { text }) => text);
  }, id);
/** @param {import('playwright-core').Page} page @param {string} text */
const send = (page, text) =>
  page.evaluate(
    ([conversation, body]) =>
      void (/** @type {any} */ (globalThis).client.send(conversation, body).catch(() => {})),
    [id, text],
  );

/** @param {import('playwright-core').Page} page @param {any} wanted */
async function is(page, wanted) {
  await eventually(async () => {
    const found = await status(page);
    return Object.entries(wanted).every(([key, value]) => found[key] === value) || found;
  }, JSON.stringify(wanted));
}

/** @param {import('playwright-core').Page} page @param {string[]} wanted */
async function shows(page, wanted) {
  await eventually(async () => {
    const found = await texts(page);
    return JSON.stringify(found) === JSON.stringify(wanted) || found;
  }, wanted.join());
}

/** @param {() => Promise<any>} condition true, or what is in its place @param {string} what */
async function eventually(condition, what) {
  const end = Date.now() + 20_000;
  for (;;) {
    const found = await condition();
    if (found === true) {
      return;
    }
    assert.ok(Date.now() < end, `in time: ${what}; there is ${JSON.stringify(found)}`);
  }
}

describe('the client in a browser', { timeout: 120_000 }, () => {
  it('has one connection for its tabs, and another tab takes over when one is gone', async () => {
    const one = await tab();
    await is(one, { state: 'connected', leader: true });
    const two = await tab();
    await is(two, { state: 'connected', leader: false });
    server.post(id, 'bob', 'hi');
    await shows(one, ['hi']);
    await shows(two, ['hi']);
    await send(two, 'from two');
    await shows(one, ['hi', 'from two']);
    assert.equal(server.opened.length, 1);
    await one.close();
    await is(two, { state: 'connected', leader: true });
    await send(two, 'alone');
    await until(() => server.log(id).length === 3, 'accepted');
    assert.deepEqual(server.log(id), ['hi', 'from two', 'alone']);
  });

  it('keeps over a reload what it knew and what it could not send', async () => {
    const first = await tab();
    await is(first, { state: 'connected' });
    server.post(id, 'bob', 'hi');
    await shows(first, ['hi']);
    front.setFaults({ offline: true });
    await is(first, { state: 'backing-off' });
    await send(first, 'one');
    await send(first, 'two');
    await shows(first, ['hi', 'one', 'two']);
    // As a reload does it: the page is told that it goes.
    await first.goto('about:blank');
    await first.close();

    const second = await tab();
    await shows(second, ['hi', 'one', 'two']);
    front.setFaults({ offline: false });
    await second.evaluate(() => /** @type {any} */ (globalThis).client.retryNow());
    await until(() => server.log(id).length === 3, 'accepted');
    assert.deepEqual(server.log(id), ['hi', 'one', 'two']);
    await is(second, { pending: 0 });
    await shows(second, ['hi', 'one', 'two']);
  });

  for (const [name, faults, transport] of /** @type {[string, any, string][]} */ ([
    ['without WebSocket it uses SSE', { websocket: false }, 'sse'],
    ['without either it polls', { websocket: false, sse: false }, 'poll'],
  ])) {
    it(name, async () => {
      front.setFaults(faults);
      const page = await tab();
      await is(page, { state: 'connected', transport });
      await send(page, 'a');
      server.post(id, 'bob', 'b');
      await eventually(async () => (await texts(page)).length === 2 || (await texts(page)), 'both');
      await until(() => server.log(id).length === 2, 'accepted');
    });
  }
});
