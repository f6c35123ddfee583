import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { bubble, connected, direct, fresh, group, say, useBrowser } from './browser.js';

const it = useBrowser();
afterEach(() => it.closeAll());

/** Presses Tab until what has focus passes. @param {import('playwright-core').Page} page @param {RegExp} name @param {string} [key] */
async function tabTo(page, name, key = 'Tab') {
  for (let i = 0; i < 40; i++) {
    const focused = await page.evaluate(() => {
      const e = document.activeElement;
      return `${e?.tagName} ${e?.getAttribute('aria-label') ?? ''} ${e?.closest('label')?.textContent ?? ''} ${e?.textContent ?? ''}`;
    });
    if (name.test(focused)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`Tab never came to ${name}`);
}

test('by keyboard alone: sign in, send, reply, switch', async () => {
  const [ann, ben] = [fresh('ann'), fresh('ben')];
  const id = await direct(ann, ben);
  await say(ben, id, 'Can you do it without a mouse?');
  const team = await group(ben, 'Mice', [ann]);
  await say(ben, team, 'Squeak');

  const context = await it.context();
  const page = await context.newPage();
  await page.goto('/');
  await tabTo(page, /^INPUT .*Somebody else/);
  await page.keyboard.type(ann);
  await page.keyboard.press('Enter');
  await connected(page);
  await page.locator('.entry').nth(1).waitFor();

  // The list is one stop; arrows move inside it.
  await tabTo(page, /^A .*Mice/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('.head-title', { hasText: ben.slice(1) }).waitFor();
  await page.keyboard.type('Yes');
  await page.keyboard.press('Enter');
  await bubble(page, 'Yes').locator('.tick.sent, .tick.delivered').waitFor();

  // From the field back to the messages, up to the one of ben, and what can be done with it.
  await tabTo(page, /^LI /, 'Shift+Tab');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByRole('menu').waitFor();
  await tabToMenuItem(page, 'Reply');
  await page.keyboard.press('Enter');
  await page.keyboard.type('With keys only');
  await page.keyboard.press('Enter');
  await bubble(page, 'With keys only').locator('.quote', { hasText: 'without a mouse' }).waitFor();

  // Escape gives a reply up.
  await page.keyboard.press('ArrowUp');
  assert.equal(await page.locator('.composer-about').isVisible(), true);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.composer-about').isVisible(), false);

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.type('mic');
  await page.keyboard.press('Enter');
  await page.locator('.head-title', { hasText: 'Mice' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'TEXTAREA');
  await page.keyboard.press('Alt+ArrowUp');
  await page.locator('.head-title', { hasText: ben.slice(1) }).waitFor();
  await page.keyboard.press('Alt+ArrowDown');
  await page.locator('.head-title', { hasText: 'Mice' }).waitFor();
});

/** @param {import('playwright-core').Page} page @param {string} name */
async function tabToMenuItem(page, name) {
  for (let i = 0; i < 20; i++) {
    if ((await page.evaluate(() => document.activeElement?.textContent)) === name) return;
    await page.keyboard.press('ArrowDown');
  }
  assert.fail(`no ${name} in the menu`);
}

test('a dialog gives focus back to where it came from', async () => {
  const page = await it.person(fresh('ann'));
  const button = page.locator('.side .head').getByRole('button', { name: 'New conversation' });
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'New conversation');
});
