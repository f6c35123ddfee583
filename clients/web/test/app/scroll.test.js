import assert from 'node:assert/strict';
import { afterEach, before, test } from 'node:test';
import { fresh, group, open, say, useBrowser } from './browser.js';
import { scrollThrough, topMessage, wheel } from './scrolling.js';

const COUNT = 1000;
const it = useBrowser();
afterEach(() => it.closeAll());

const people = [fresh('ann'), fresh('ben'), fresh('cat'), fresh('dan')];
let id = '';

before(async () => {
  id = await group(people[0], 'A long one', people.slice(1));
  for (let n = 1; n <= COUNT; n += people.length) {
    await Promise.all(people.map((user, i) => say(user, id, `Message ${n + i}${(n + i) % 7 === 0 ? '\nwith a second line' : ''}`)));
  }
});

test('a thousand messages scroll up to the first and down to the last, none skipped, at most 300 in the page', { timeout: 300_000 }, async () => {
  const page = await it.person(people[0]);
  await open(page, id);
  await page.locator('.message', { hasText: `Message ${COUNT}` }).waitFor();
  const up = await scrollThrough(page, -1, (seen) => seen.has(1) || seen.has(2));
  for (let seq = 2; seq <= COUNT; seq++) assert.ok(up.has(seq), `seq ${seq} was never on the screen on the way up`);
  const down = await scrollThrough(page, 1, (seen) => seen.has(COUNT + 1));
  for (let seq = 20; seq <= COUNT + 1; seq++) assert.ok(down.has(seq), `seq ${seq} was never on the screen on the way down`);
  assert.deepEqual(page.complaints, []);
});

test('what one reads stays where it is while older messages are loaded above and new ones come below', { timeout: 120_000 }, async () => {
  const page = await it.person(people[0]);
  await open(page, id);
  await page.locator('.message', { hasText: `Message ${COUNT}` }).waitFor();
  // More than what the list had of it.
  await page.waitForFunction(() => document.querySelectorAll('.conversation .timeline > li').length >= 25);
  await wheel(page, -100_000);
  await page.waitForFunction(() => document.querySelectorAll('.conversation .timeline > li').length >= 60);
  const first = await topMessage(page);
  for (let i = 0; i < 5; i++) await say(people[1], id, `New ${i}`);
  await page.locator('.to-end', { hasText: '5 new messages' }).waitFor();
  const then = await topMessage(page);
  assert.equal(then.seq, first.seq);
  assert.ok(Math.abs(then.offset - first.offset) <= 1, `moved by ${then.offset - first.offset} px`);
  // Older ones come in above.
  const moves = await page.evaluate(async () => {
    const scroller = /** @type {Element} */ (document.querySelector('.conversation .scroller'));
    const list = /** @type {Element} */ (scroller.querySelector('.timeline'));
    scroller.scrollTop = 500;
    const row = /** @type {Element} */ ([...list.children].find((li) => li.getBoundingClientRect().bottom > scroller.getBoundingClientRect().top));
    const from = row.getBoundingClientRect().top;
    const oldest = list.firstElementChild;
    await new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error('no older messages came')), 10_000);
      new MutationObserver(() => list.firstElementChild !== oldest && requestAnimationFrame(resolve)).observe(list, { childList: true });
    });
    return row.getBoundingClientRect().top - from;
  });
  assert.ok(Math.abs(moves) <= 1, `moved by ${moves} px`);
  await page.locator('.to-end').click();
  await page.locator('.message', { hasText: 'New 4' }).waitFor();
  await page.locator('.to-end').waitFor({ state: 'hidden' });
});

test('a quote leads to a message far away', { timeout: 120_000 }, async () => {
  await say(people[2], id, 'That was long ago', { replyTo: '51' });
  const page = await it.person(people[0]);
  await open(page, id);
  await page.locator('.message', { hasText: 'That was long ago' }).locator('.quote').click();
  await page.locator('li.found[data-seq="51"]').waitFor();
  await page.locator('.to-end').click();
  await page.locator('.message', { hasText: 'That was long ago' }).waitFor();
});
