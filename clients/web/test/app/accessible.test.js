import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { connected, useBrowser } from './browser.js';
import { scene } from './scene.js';

const it = useBrowser();
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
after(() => it.closeAll());

/** @type {Awaited<ReturnType<typeof scene>>} */
let s;
before(async () => {
  s = await scene();
});

/** @param {import('playwright-core').Page} page @param {string} where */
async function check(page, where) {
  // Added as a script of the page it would not get past the policy, and must not.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => /** @type {any} */ (window).axe.run(document, { resultTypes: ['violations'] }));
  const bad = violations
    .filter((/** @type {any} */ v) => v.impact === 'serious' || v.impact === 'critical')
    .map((/** @type {any} */ v) => `${v.id}: ${v.nodes.slice(0, 3).map((/** @type {any} */ n) => `${n.target} ${n.any?.[0]?.message ?? ''}`).join(' | ')}`);
  assert.deepEqual(bad, [], where);
}

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`no view has a serious finding, ${colorScheme}`, { timeout: 180_000 }, async () => {
    const door = await (await it.context({ colorScheme })).newPage();
    await door.goto('/');
    await door.getByRole('button', { name: 'Alice' }).waitFor();
    await check(door, 'sign in');

    const page = await it.person(s.alice, { colorScheme });
    await page.locator('.entry').nth(4).waitFor();
    await check(page, 'list');
    const at = async (/** @type {string} */ hash, /** @type {string} */ wanted) => {
      await page.evaluate((h) => void (location.hash = h), hash);
      await page.locator(wanted).first().waitFor();
    };
    await at(`#/c/${s.team}`, '.message');
    await page.locator('.message', { hasText: 'See you all on Sunday!' }).waitFor();
    await check(page, 'group');
    await at(`#/c/${s.team}/thread/${s.thread}`, '.pane .message');
    await check(page, 'thread');
    await at(`#/c/${s.team}/details`, '.pane-title');
    await check(page, 'group details');
    await at(`#/c/${s.withBob}/details`, '.pane-title');
    await check(page, 'details of a person');
    await at(`#/c/${s.withErin}`, '.message');

    await page.locator('.message', { hasText: 'Sorry!' }).locator('.bubble').click({ button: 'right' });
    await page.getByRole('menu').waitFor();
    await check(page, 'message menu');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'New conversation' }).click();
    await page.getByRole('dialog').waitFor();
    await check(page, 'new conversation');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await check(page, 'switcher');
    await page.keyboard.press('Escape');
    for (const name of ['Devices', 'Blocked people', 'Keys']) {
      await page.locator('.account').click();
      await page.getByRole('menuitem', { name }).click();
      await page.getByRole('dialog').waitFor();
      await check(page, name);
      await page.keyboard.press('Escape');
    }

    const phone = await it.person(s.carol, { colorScheme, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await phone.locator('.entry', { hasText: 'Harbour walk' }).click();
    await phone.locator('.message').first().waitFor();
    await check(phone, 'phone');

    const duo = await (await it.context({ colorScheme })).newPage();
    await duo.goto(`/demo/duo?left=${s.alice}&right=${s.bob}`);
    await duo.getByRole('button', { name: 'Let them talk' }).waitFor();
    await duo.waitForFunction(() => !(/** @type {any} */ (document.querySelector('.duo-actions button')).disabled));
    await check(duo, 'two people');
    for (const frame of duo.frames().slice(1)) await connected(/** @type {any} */ (frame));
  });
}
