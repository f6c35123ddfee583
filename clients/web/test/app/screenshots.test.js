import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { call, connected, useBrowser } from './browser.js';
import { scene } from './scene.js';
import { toneOf } from '../../app/avatar.js';

/**
 * The pictures of the README. Taken each time, kept only with UPDATE_SCREENSHOTS=1 (`npm run screenshots`), which wants
 * pngquant, fonts-inter and fonts-noto-color-emoji (`apt-get install -y …`).
 */
const UPDATE = process.env.UPDATE_SCREENSHOTS === '1';
const FOLDER = fileURLToPath(new URL('../../../../docs/screenshots/', import.meta.url));
const MOST_BYTES = 150_000;
const run = promisify(execFile);

const it = useBrowser();
after(() => it.closeAll());

test('every view that is shown in the README can be drawn, in at most 150 KB', { timeout: 300_000 }, async () => {
  const s = await scene(UPDATE ? { names: await unknownPeople() } : {});
  const folder = await mkdtemp(path.join(tmpdir(), 'screenshots-'));
  const take = async (/** @type {import('playwright-core').Page} */ page, /** @type {string} */ name) => {
    const raw = path.join(folder, `${name}.raw.png`);
    await page.screenshot({ path: raw, animations: 'disabled', caret: 'hide' });
    assert.ok((await stat(raw)).size > 5_000, `${name} shows something`);
    if (!UPDATE) return;
    const small = path.join(folder, `${name}.png`);
    await run('pngquant', ['--quality', '70-95', '--speed', '1', '--strip', '--output', small, raw]);
    assert.ok((await stat(small)).size <= MOST_BYTES, `${name} is at most ${MOST_BYTES} bytes`);
    await mkdir(FOLDER, { recursive: true });
    await run('cp', [small, path.join(FOLDER, `${name}.png`)]);
  };

  const door = await (await it.context({ viewport: { width: 1000, height: 640 } })).newPage();
  await door.goto('/');
  await door.getByRole('button', { name: 'Alice' }).waitFor();
  await take(door, 'sign-in');

  // Bob and Carol are there and look, so that there are dots and ticks.
  const bob = await it.person(s.bob);
  await go(bob, `#/c/${s.team}`);
  const carol = await it.person(s.carol);
  await go(carol, `#/c/${s.team}`);
  const dave = await it.person(s.dave);
  await go(dave, `#/c/${s.team}`);

  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    const alice = await it.person(s.alice, { colorScheme });
    await go(alice, `#/c/${s.team}`);
    await alice.locator('.message', { hasText: 'Exactly that one' }).locator('.tick.read').waitFor();
    await take(alice, `desktop-${colorScheme}`);
    if (colorScheme === 'dark') continue;
    await go(alice, `#/c/${s.team}/thread/${s.thread}`);
    await alice.locator('.pane .message', { hasText: 'Then I am in' }).waitFor();
    await take(alice, 'thread');
    await go(alice, `#/c/${s.team}/details`);
    await alice.locator('.pane .rows .row').nth(3).waitFor();
    await take(alice, 'group-details');
  }

  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
  const pocket = await it.person(s.alice, phone);
  await pocket.locator('.entry').nth(4).waitFor();
  await take(pocket, 'phone-list');
  await go(pocket, `#/c/${s.team}`);
  await pocket.locator('.message', { hasText: 'See you all on Sunday!' }).waitFor();
  await take(pocket, 'phone-conversation');

  const duo = await (await it.context({ viewport: { width: 1280, height: 800 } })).newPage();
  await duo.goto(`/demo/duo?left=${s.alice}&right=${s.bob}`);
  await Promise.all(duo.frames().slice(1).map((frame) => connected(/** @type {any} */ (frame))));
  await duo.getByRole('button', { name: 'Let them talk' }).click();
  await duo.waitForFunction(() => /** @type {any} */ (window).duo.counts().every((/** @type {any} */ c) => c.received >= 25));
  await duo.getByRole('button', { name: 'Stop talking' }).click();
  await duo.waitForFunction(() => /** @type {any} */ (window).duo.counts().every((/** @type {any} */ c) => c.received === c.sent));
  await take(duo, 'duo');
  await rm(folder, { recursive: true });
});

const NAMES =
  'ada agnes alma amos anna arno astrid aron bea bruno cleo clara cora dora edda edgar ella elsa emil emma enzo erik esme eva ' +
  'felix finn fleur frida georg greta gustav hanna helen hugo ida igor ines iris ivan jakob jana jonas judith jule karl kira ' +
  'lars lea lena leo lilly linus lisa lotte luca luna mara marie marta mats maya mia milo mina nele nico nina noah nora olaf ' +
  'oskar paul pia quinn rosa ruben runa selma silas sofia stella sven tara theo tilda tom vera viktor wanda willem yara zoe';

/** Five people nobody has written to yet, for a list without what earlier runs left. */
async function unknownPeople() {
  const found = [];
  const tones = new Set();
  for (const name of NAMES.split(' ').sort(() => Math.random() - 0.5)) {
    if (tones.has(toneOf(name)) || (await call(name, 'GET', '/v1/conversations')).items.length > 0) continue;
    tones.add(toneOf(name));
    found.push(name);
    if (found.length === 5) break;
  }
  assert.equal(found.length, 5, 'a stack on which the names are used up: start a fresh one');
  const [alice, bob, carol, dave, erin] = found;
  return { alice, bob, carol, dave, erin };
}

/** @param {import('playwright-core').Page} page @param {string} hash */
async function go(page, hash) {
  await page.evaluate((h) => void (location.hash = h), hash);
  await page.locator('.conversation .message').first().waitFor();
}
