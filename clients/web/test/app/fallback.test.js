import { afterEach, test } from 'node:test';
import { bubble, connected, direct, fresh, open, useBrowser, write } from './browser.js';

const it = useBrowser({ faults: true });
afterEach(async () => {
  it.setFaults({ websocket: true, sse: true, poll: true });
  await it.closeAll();
});

/** @param {import('playwright-core').Page} page @param {string} transport */
const over = (page, transport) =>
  page.waitForFunction((wanted) => {
    const { status } = /** @type {any} */ (window).parley;
    return status.state === 'connected' && status.transport === wanted;
  }, transport, { timeout: 60_000 });

test('without WebSocket it goes on over server-sent events, without those by polling, and comes back', { timeout: 300_000 }, async () => {
  const [ann, ben] = [fresh('ann'), fresh('ben')];
  const id = await direct(ann, ben);
  const a = await it.person(ann);
  const b = await it.person(ben);
  await Promise.all([open(a, id), open(b, id)]);
  await over(a, 'websocket');
  for (const [faults, transport] of /** @type {[any, string][]} */ ([
    [{ websocket: false }, 'sse'],
    [{ sse: false }, 'poll'],
  ])) {
    it.setFaults(faults);
    await Promise.all([over(a, transport), over(b, transport)]);
    await a.locator('.banner.note').waitFor();
    await write(a, `there over ${transport}`);
    await bubble(b, `there over ${transport}`).waitFor();
    await write(b, `back over ${transport}`);
    await bubble(a, `back over ${transport}`).waitFor();
  }
  it.setFaults({ websocket: true, sse: true });
  await a.evaluate(() => /** @type {any} */ (window).parley.retryNow());
  await Promise.all([
    a.waitForFunction(() => /** @type {any} */ (window).parley.status.transport === 'websocket', null, { timeout: 120_000 }),
    b.waitForFunction(() => /** @type {any} */ (window).parley.status.transport === 'websocket', null, { timeout: 120_000 }),
  ]);
  await connected(a);
  await write(a, 'and over WebSocket again');
  await bubble(b, 'and over WebSocket again').waitFor();
  await a.locator('.banner').waitFor({ state: 'detached' });
});
