// What needs a whole local stack with two gateways (`./parley up --gateways 2`): its people, and a gateway to kill.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { bubble, call, connected, direct, fresh, open, useBrowser, write } from './browser.js';
import { scrollThrough } from './scrolling.js';

const GATEWAYS = (process.env.PARLEY_GATEWAYS ?? 'http://127.0.0.1:8081,http://127.0.0.1:8091').split(',');
const it = useBrowser();
afterEach(() => it.closeAll());

/** The gateway a user is connected to, by its number. @param {string} user */
async function gatewayOf(user) {
  const sessions = await Promise.all(
    GATEWAYS.map(async (url) => (await (await fetch(`${url}/internal/v1/sessions?user=${user}`)).json()).sessions),
  );
  return sessions.findIndex((count) => count > 0);
}

test('two people on two gateways: one is killed while its user types; nothing is lost, doubled or forgotten', { timeout: 180_000 }, async () => {
  const ann = fresh('ann');
  const a = await it.person(ann);
  let ben = fresh('ben');
  let b = await it.person(ben);
  for (let i = 0; i < 8 && (await gatewayOf(ben)) === (await gatewayOf(ann)); i++) {
    ben = fresh('ben');
    b = await it.person(ben);
  }
  assert.notEqual(await gatewayOf(ann), await gatewayOf(ben), 'each on a gateway of their own');
  const id = await direct(ann, ben);
  await Promise.all([open(a, id), open(b, id)]);
  await write(a, 'over two gateways');
  await bubble(b, 'over two gateways').waitFor();

  const composer = a.locator('.composer textarea');
  await composer.pressSequentially('half a sen');
  const pulled = await fetch(`${it.url()}/dev/plug`, {
    method: 'POST',
    body: JSON.stringify({ user: ann }),
  });
  assert.equal(pulled.status, 200);
  await composer.pressSequentially('tence');
  assert.equal(await composer.inputValue(), 'half a sentence');
  await composer.press('Enter');
  await write(b, 'are you there?');
  await bubble(b, 'half a sentence').waitFor({ timeout: 60_000 });
  await bubble(a, 'are you there?').waitFor({ timeout: 60_000 });
  await connected(a);
  await a.waitForFunction(() => /** @type {any} */ (window).parley.status.pending === 0, null, { timeout: 60_000 });
  for (const page of [a, b]) {
    for (const text of ['over two gateways', 'half a sentence', 'are you there?']) {
      assert.equal(await page.locator('.conversation .message .text', { hasText: text }).count(), 1, text);
    }
  }
  const order = (/** @type {import('playwright-core').Page} */ page) => page.locator('.conversation .message .text').allTextContents();
  assert.deepEqual(await order(a), await order(b));
  // The gateway comes back by itself, and the next test finds two again.
  const gone = Number((await pulled.json()).gateway.slice('gateway-'.length)) - 1;
  const deadline = Date.now() + 120_000;
  for (let up = false; !up; ) {
    assert.ok(Date.now() < deadline, 'the gateway came back');
    up = await fetch(`${GATEWAYS[gone]}/actuator/health/readiness`).then((r) => r.ok, () => false);
  }
});

test('ten thousand messages scroll up to the first and down to the last, none skipped, at most 300 in the page', { timeout: 900_000 }, async () => {
  const { items } = await call('alice', 'GET', '/v1/conversations?limit=200');
  const archive = items.find((/** @type {any} */ one) => one.title === 'Archive');
  assert.ok(archive && Number(archive.lastOrdinal) >= 10_000, 'the archive of the local stack is whole');
  const last = Number(archive.lastSeq);
  const page = await it.person('alice');
  await open(page, archive.conversationId);
  await page.locator(`.conversation [data-seq="${last}"]`).waitFor();
  const began = Date.now();
  const up = await scrollThrough(page, -1, (seen) => seen.has(1) || seen.has(2), 400_000);
  for (let seq = 2; seq <= last; seq++) assert.ok(up.has(seq), `seq ${seq} was never on the screen on the way up`);
  const turned = Date.now();
  const down = await scrollThrough(page, 1, (seen) => seen.has(last), 400_000);
  for (let seq = 20; seq <= last; seq++) assert.ok(down.has(seq), `seq ${seq} was never on the screen on the way down`);
  console.log(`# ${last} items: up ${((turned - began) / 1000).toFixed(1)} s, down ${((Date.now() - turned) / 1000).toFixed(1)} s`);
  assert.deepEqual(page.complaints, []);
});
