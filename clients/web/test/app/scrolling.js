import assert from 'node:assert/strict';

/** The first message on the screen and how far below the upper edge it is. @param {import('playwright-core').Page} page */
export const topMessage = (page) =>
  page.evaluate(() => {
    const scroller = /** @type {Element} */ (document.querySelector('.conversation .scroller'));
    const top = scroller.getBoundingClientRect().top;
    const row = [...scroller.querySelectorAll('li')].find((li) => li.getBoundingClientRect().bottom > top);
    return { seq: Number(row?.dataset.seq), offset: (row?.getBoundingClientRect().top ?? 0) - top, rows: scroller.querySelectorAll('li').length };
  });

/** @param {import('playwright-core').Page} page @param {number} pixels */
export const wheel = (page, pixels) =>
  page.evaluate(async (by) => {
    const scroller = /** @type {Element} */ (document.querySelector('.conversation .scroller'));
    scroller.scrollTop += by;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }, pixels);

/**
 * Scrolls until the end is reached; nothing may be skipped, and the page never holds more than it should.
 *
 * @param {import('playwright-core').Page} page
 * @param {1 | -1} way
 * @param {(seen: Set<number>) => boolean} done
 * @param {number} [patienceMillis]
 */
export async function scrollThrough(page, way, done, patienceMillis = 120_000) {
  const seen = new Set();
  let most = 0;
  const until = Date.now() + patienceMillis;
  while (!done(seen)) {
    assert.ok(Date.now() < until, `saw ${seen.size} messages and then no more`);
    const onScreen = await page.evaluate(() => {
      const scroller = /** @type {Element} */ (document.querySelector('.conversation .scroller'));
      const box = scroller.getBoundingClientRect();
      const rows = [...scroller.querySelectorAll('li')];
      return {
        seqs: rows.filter((li) => li.getBoundingClientRect().bottom > box.top && li.getBoundingClientRect().top < box.bottom).map((li) => Number(li.dataset.seq)),
        rows: rows.length,
      };
    });
    onScreen.seqs.forEach((seq) => seen.add(seq));
    most = Math.max(most, onScreen.rows);
    await wheel(page, way * 500);
  }
  assert.ok(most <= 300, `${most} messages were in the page at once`);
  return seen;
}
