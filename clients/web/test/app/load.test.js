import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { bubble, direct, fresh, open, say, useBrowser } from './browser.js';

const it = useBrowser();
afterEach(() => it.closeAll());

test('the first load is under 150 KB over the wire, the SDK included', async () => {
  const [ann, ben] = [fresh('ann'), fresh('ben')];
  await say(ben, await direct(ann, ben), 'Hello');
  const context = await it.context();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  let bytes = 0;
  /** @type {Map<string, string>} */
  const asked = new Map();
  await session.send('Network.enable');
  session.on('Network.requestWillBeSent', (event) => asked.set(event.requestId, event.request.url));
  session.on('Network.loadingFinished', (event) => {
    if (!/\/v1\/|\/dev\//.test(asked.get(event.requestId) ?? '')) bytes += event.encodedDataLength;
  });
  await page.addInitScript((name) => localStorage.setItem('parley.user', name), ann);
  await page.goto('/');
  await page.locator('.entry', { hasText: 'Hello' }).waitFor();
  assert.ok(bytes > 10_000, 'the files were counted');
  assert.ok(bytes < 150_000, `${bytes} bytes`);
});

test('somebody who returns sees the first message within a second', async () => {
  const [ann, ben] = [fresh('ann'), fresh('ben')];
  const id = await direct(ann, ben);
  for (let n = 1; n <= 60; n++) await say(ben, id, `Line ${n}`);
  const page = await it.person(ann);
  await open(page, id);
  await bubble(page, 'Line 60').waitFor();
  const times = [];
  for (let run = 0; run < 3; run++) {
    await page.goto('about:blank');
    await page.goto(`/#/c/${id}`, { waitUntil: 'commit' });
    await bubble(page, 'Line 60').waitFor();
    times.push(await page.evaluate(() => performance.now()));
  }
  const median = times.sort((a, b) => a - b)[1];
  assert.ok(median < 1000, `${times.map(Math.round).join(', ')} ms`);
});
