// The tests of the SDK once more, in a real browser: the same files, and the scenarios of a server that misbehaves.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { runScenario } from '../../../conformance/run-scenario.js';
import { scenarios } from '../../../conformance/scenarios.js';

const CLIENTS = fileURLToPath(new URL('../../../', import.meta.url));
// The others begin servers within the test; the scenarios are those servers.
const FILES = ['connection', 'conversation-state', 'device-model', 'message-log', 'store', 'transport-choice', 'transports'];
const PAGE = `<!doctype html><script type="importmap">${JSON.stringify({
  imports: {
    'node:test': '/web/test/browser/page/node-test.js',
    'node:assert/strict': '/web/test/browser/page/node-assert.js',
    'fake-indexeddb': '/web/test/browser/page/indexeddb.js',
  },
})}</script>`;

/** @type {http.Server} */
let server;
/** @type {import('playwright-core').Browser} */
let browser;
let url = '';

before(async () => {
  server = http.createServer(async (request, response) => {
    const file = path.join(CLIENTS, path.normalize(new URL(request.url ?? '/', 'http://localhost').pathname));
    if (request.url === '/') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
    } else if (file.startsWith(CLIENTS) && file.endsWith('.js')) {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(await readFile(file).catch(() => ''));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  url = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/`;
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // The faulty servers of the scenarios are of other origins.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-web-security'],
  });
});
after(async () => {
  await browser?.close();
  server?.close();
});

async function open() {
  const page = await (await browser.newContext()).newPage();
  await page.goto(url);
  return page;
}

describe('the tests of the SDK in a browser', { timeout: 240_000 }, () => {
  for (const file of FILES) {
    it(file, async (t) => {
      const page = await open();
      const results = await page.evaluate(async (name) => {
        await import(`/web/test/sdk/${name}.test.js`);
        const shim = await import(/** @type {any} */ ('/web/test/browser/page/node-test.js'));
        return shim.results();
      }, file);
      await page.context().close();
      assert.ok(results.length > 0, 'tests were found');
      const failed = results.filter((/** @type {any} */ one) => one.error).map((/** @type {any} */ one) => `${one.name}: ${one.error}`);
      assert.deepEqual(failed, []);
      t.diagnostic(`${results.length} tests`);
    });
  }
});

/** The client in a page, behind the line protocol. @returns {import('../../../conformance/run-scenario.js').Driver} */
function pageDriver(/** @type {(line: any) => void} */ hear) {
  const ready = open().then(async (page) => {
    await page.exposeFunction('say', hear);
    await page.evaluate(async () => {
      const { clientDriver } = await import(/** @type {any} */ ('/conformance/client-driver.js'));
      const here = /** @type {any} */ (globalThis);
      here.driver = clientDriver(here.say, WebSocket);
    });
    return page;
  });
  let told = ready.then(() => {});
  return {
    tell(line) {
      told = told.then(async () => (await ready).evaluate((one) => /** @type {any} */ (globalThis).driver.tell(one), line));
    },
    async end() {
      await told;
      await (await ready).context().close();
    },
  };
}

describe('the client in a browser against a server that misbehaves', { concurrency: 4, timeout: 400_000 }, () => {
  for (const scenario of scenarios) {
    it(scenario.name, () => runScenario(scenario, pageDriver, 10));
  }
});
