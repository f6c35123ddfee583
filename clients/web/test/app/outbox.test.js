import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { bubble, connected, direct, fresh, open, useBrowser, write } from './browser.js';

const it = useBrowser({ faults: true });
afterEach(async () => {
  it.setFaults({ offline: false });
  await it.closeAll();
});

test('what was written offline survives a reload and arrives once, in order', async () => {
  const [ann, ben] = [fresh('ann'), fresh('ben')];
  const id = await direct(ann, ben);
  const a = await it.person(ann);
  await open(a, id);
  await write(a, 'before');
  await bubble(a, 'before').locator('.tick.sent, .tick.delivered').waitFor();

  it.setFaults({ offline: true });
  await a.locator('.banner.off').waitFor();
  for (const text of ['one', 'two', 'three']) await write(a, text);
  await bubble(a, 'three').locator('.tick.pending').waitFor();
  await a.reload();
  await bubble(a, 'three').locator('.tick.pending').waitFor();
  assert.deepEqual(await a.locator('.message.mine .text').allInnerTexts(), ['before', 'one', 'two', 'three']);

  it.setFaults({ offline: false });
  await connected(a);
  await bubble(a, 'three').locator('.tick.sent, .tick.delivered').waitFor();
  const b = await it.person(ben);
  await open(b, id);
  await bubble(b, 'three').waitFor();
  assert.deepEqual(await b.locator('.message .text').allInnerTexts(), ['before', 'one', 'two', 'three']);
  assert.deepEqual(a.complaints, []);
});

test('the banner counts down while there is no connection, and “Retry now” ends the wait', async () => {
  const [ann, ben] = [fresh('ann'), fresh('ben')];
  const id = await direct(ann, ben);
  const a = await it.person(ann);
  const b = await it.person(ben);
  await Promise.all([open(a, id), open(b, id)]);
  it.setFaults({ offline: true });
  await a.locator('.banner', { hasText: 'No connection' }).waitFor();
  await write(a, 'Later then');
  await a.locator('.banner', { hasText: '1 message will be sent' }).waitFor();
  it.setFaults({ offline: false });
  const retry = a.getByRole('button', { name: 'Retry now' });
  // Its own wait may have ended first.
  await Promise.race([retry.click().catch(() => {}), connected(a)]);
  await connected(a);
  await a.locator('.banner').waitFor({ state: 'detached' });
  await bubble(b, 'Later then').waitFor();
  await bubble(a, 'Later then').locator('.tick.read').waitFor();
});
