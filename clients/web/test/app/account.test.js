import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { bubble, connected, direct, fresh, open, say, useBrowser } from './browser.js';

const it = useBrowser();
afterEach(() => it.closeAll());

test('signing out wipes what was kept here and leads to the door', async () => {
  const [ann, ben] = [fresh('ann'), fresh('ben')];
  const id = await direct(ann, ben);
  await say(ben, id, 'For your eyes only');
  const context = await it.context();
  const page = await context.newPage();
  await page.goto('/');
  await page.getByRole('textbox', { name: 'Somebody else' }).fill(ann);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await connected(page);
  await open(page, id);
  await bubble(page, 'For your eyes only').waitFor();
  await page.getByRole('textbox', { name: 'Message' }).pressSequentially('A draft');
  await page.locator('.account').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Alice' }).waitFor();
  const kept = await page.evaluate(async () => {
    let rows = 0;
    for (const { name } of await indexedDB.databases()) {
      const db = await new Promise((resolve, reject) => {
        const request = indexedDB.open(/** @type {string} */ (name));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const store of db.objectStoreNames) {
        rows += await new Promise((resolve) => {
          const request = db.transaction(store).objectStore(store).count();
          request.onsuccess = () => resolve(request.result);
        });
      }
      db.close();
    }
    return { rows, keys: Object.keys(localStorage) };
  });
  assert.deepEqual(kept, { rows: 0, keys: [] });
});

test('a device that is signed out from another one says so and can come back', async () => {
  const ann = fresh('ann');
  const one = await it.person(ann);
  const two = await it.person(ann);
  const deviceId = await two.evaluate(() => /** @type {any} */ (window).parley.status.deviceId);
  await one.locator('.account').click();
  await one.getByRole('menuitem', { name: 'Devices' }).click();
  const others = one.getByRole('dialog').getByRole('button', { name: /^Sign out/ });
  await others.first().waitFor();
  assert.equal(await others.count(), 1);
  await others.click();
  await two.locator('.banner', { hasText: 'signed out from elsewhere' }).waitFor();
  await two.getByRole('button', { name: 'Sign in again' }).click();
  await connected(two);
  assert.equal(await two.evaluate(() => /** @type {any} */ (window).parley.status.deviceId), deviceId);
});

test('the theme that was chosen stays after a reload', async () => {
  const page = await it.person(fresh('ann'), { colorScheme: 'light' });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.locator('.account').click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  const dark = await ground();
  assert.notEqual(dark, light);
  await page.reload();
  await connected(page);
  assert.equal(await ground(), dark);
});

test('an unread divider stands where reading ended, also after a reload', async () => {
  const [ann, ben] = [fresh('ann'), fresh('ben')];
  const id = await direct(ann, ben);
  await say(ben, id, 'First');
  const page = await it.person(ann, { path: `/#/c/${id}` });
  await bubble(page, 'First').waitFor();
  await page.waitForFunction((c) => /** @type {any} */ (window).parley.conversation(c).unread === 0, id);
  await page.evaluate(() => void (location.hash = '#/'));
  for (const text of ['Second', 'Third']) await say(ben, id, text);
  await page.locator('.entry .badge', { hasText: '2' }).waitFor();
  await page.goto('about:blank');
  await page.goto(`/#/c/${id}`);
  await bubble(page, 'Third').waitFor();
  const row = page.locator('.timeline > li', { has: page.locator('.unread-line') });
  await row.waitFor();
  assert.match(await row.innerText(), /New messages[\s\S]*Second/);
});
