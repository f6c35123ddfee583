import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { fresh, useBrowser } from './browser.js';

const it = useBrowser({ faults: true });
afterEach(async () => {
  it.setFaults({ offline: false });
  await it.closeAll();
});

test('two people on one page: what is sent while the connection breaks is neither lost nor doubled', { timeout: 120_000 }, async () => {
  const page = await (await it.context()).newPage();
  await page.goto(`/demo/duo?left=${fresh('ann')}&right=${fresh('ben')}`);
  const counts = () => page.evaluate(() => /** @type {any} */ (window).duo.counts());
  const reached = (/** @type {number} */ number) =>
    page.waitForFunction((n) => /** @type {any} */ (window).duo.counts().every((/** @type {any} */ c) => c.received >= n), number, { timeout: 60_000 });
  await page.getByRole('button', { name: 'Let them talk' }).click();
  await reached(10);
  it.setFaults({ offline: true });
  await page.waitForFunction(() => /** @type {any} */ (window).duo.counts().every((/** @type {any} */ c) => c.sent - c.acked >= 5));
  it.setFaults({ offline: false });
  await reached((await counts())[0].sent + 5);
  await page.getByRole('button', { name: 'Stop talking' }).click();
  await page.waitForFunction(() => /** @type {any} */ (window).duo.counts().every((/** @type {any} */ c) => c.received === c.sent && c.acked === c.sent));
  for (const side of await counts()) {
    assert.ok(side.sent >= 15);
    assert.deepEqual({ lost: side.lost, doubled: side.doubled, outOfOrder: side.outOfOrder }, { lost: 0, doubled: 0, outOfOrder: 0 });
  }
  assert.equal(await page.locator('.duo-counts .bad').count(), 0);
});

test('a stack without a plug is said so', async () => {
  const page = await (await it.context()).newPage();
  await page.route('**/dev/plug', (route) => route.fulfill({ status: 404 }));
  await page.goto(`/demo/duo?left=${fresh('ann')}&right=${fresh('ben')}`);
  await page.getByRole('button', { name: 'Pull the plug on Ann' }).click();
  await page.getByText('kill one by hand').waitFor();
});
