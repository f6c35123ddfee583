import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { bubble, direct, fresh, group, open, say, useBrowser, write } from './browser.js';

const it = useBrowser();
afterEach(() => it.closeAll());

test('two people chat, and the ticks of a message move to read when the other one looks', async () => {
  const [ann, ben] = [fresh('ann'), fresh('ben')];
  const id = await direct(ann, ben);
  const a = await it.person(ann);
  const b = await it.person(ben);
  await open(a, id);
  await write(a, 'Are you there?');
  await bubble(a, 'Are you there?').locator('.tick.delivered').waitFor();
  await b.locator('.entry', { hasText: 'Are you there?' }).locator('.badge').waitFor();
  await b.locator('.entry', { hasText: 'Are you there?' }).click();
  await bubble(b, 'Are you there?').waitFor();
  await bubble(a, 'Are you there?').locator('.tick.read').waitFor();
  assert.match(await bubble(a, 'Are you there?').locator('.tick').innerText(), /Read/);
  await write(b, 'I am.');
  await bubble(a, 'I am.').waitFor();
  assert.equal(await b.locator('.entry .badge').count(), 0);
  assert.deepEqual([...a.complaints, ...b.complaints], []);
});

test('an edit, a reaction, a reply and a deletion show on both sides', async () => {
  const [ann, ben] = [fresh('ann'), fresh('ben')];
  const id = await direct(ann, ben);
  const a = await it.person(ann);
  const b = await it.person(ben);
  await Promise.all([open(a, id), open(b, id)]);
  await write(a, 'Lunch at twelve?');
  await bubble(b, 'Lunch at twelve?').waitFor();

  await b.locator('.message', { hasText: 'Lunch' }).hover();
  await b.locator('.message', { hasText: 'Lunch' }).getByRole('button', { name: 'What to do with this message' }).click();
  await b.getByRole('menuitemcheckbox', { name: 'React with 👍' }).click();
  await bubble(a, 'Lunch').locator('.reactions button', { hasText: '👍' }).waitFor();
  await bubble(a, 'Lunch').locator('.reactions button', { hasText: '👍' }).click();
  await bubble(b, 'Lunch').locator('.reactions button', { hasText: '2' }).waitFor();
  await bubble(a, 'Lunch').locator('.reactions button[aria-pressed="true"]').click();
  await bubble(b, 'Lunch').locator('.reactions button', { hasText: '1' }).waitFor();

  await a.getByRole('textbox', { name: 'Message' }).press('ArrowUp');
  assert.equal(await a.getByRole('textbox', { name: 'Message' }).inputValue(), 'Lunch at twelve?');
  await write(a, 'Lunch at one?');
  await bubble(b, 'Lunch at one?').locator('.meta', { hasText: 'edited' }).waitFor();

  await bubble(b, 'Lunch').locator('.bubble').click({ button: 'right' });
  await b.getByRole('menuitem', { name: 'Reply', exact: true }).click();
  await write(b, 'One is good');
  await bubble(a, 'One is good').locator('.quote', { hasText: 'Lunch at one?' }).waitFor();

  await bubble(a, 'Lunch at one?').locator('.bubble').click({ button: 'right' });
  await a.getByRole('menuitem', { name: 'Delete for everyone' }).click();
  await a.getByRole('button', { name: 'Delete', exact: true }).click();
  await b.locator('.bubble.gone').waitFor();
  assert.deepEqual([...a.complaints, ...b.complaints], []);
});

test('who types is said to the other, and a draft waits in the list', async () => {
  const [ann, ben, cat] = [fresh('ann'), fresh('ben'), fresh('cat')];
  const id = await direct(ann, ben);
  const other = await direct(ann, cat);
  const a = await it.person(ann);
  const b = await it.person(ben);
  await Promise.all([open(a, id), open(b, id)]);
  await a.getByRole('textbox', { name: 'Message' }).pressSequentially('Not yet sen');
  await b.locator('.head-subtitle .typing').waitFor();
  await open(a, other);
  await a.locator('.entry', { hasText: 'Draft: Not yet sen' }).waitFor();
  await open(a, id);
  assert.equal(await a.getByRole('textbox', { name: 'Message' }).inputValue(), 'Not yet sen');
});

test('a group: made, written to with a mention, renamed, a member promoted and removed, a thread', async () => {
  const [ann, ben, cat] = [fresh('ann'), fresh('ben'), fresh('cat')];
  const a = await it.person(ann);
  const b = await it.person(ben);
  await a.getByRole('button', { name: 'New conversation' }).click();
  const people = a.getByRole('dialog').getByRole('textbox', { name: 'People' });
  await people.fill(ben);
  await people.press('Enter');
  await people.fill(cat);
  await people.press('Enter');
  await a.getByRole('dialog').getByRole('textbox', { name: 'Name of the group' }).fill('Walks');
  await a.getByRole('button', { name: 'Start', exact: true }).click();
  await a.locator('.head-title', { hasText: 'Walks' }).waitFor();

  const field = a.getByRole('textbox', { name: 'Message' });
  await field.pressSequentially('Hello @be');
  await a.getByRole('option').first().waitFor();
  await field.press('Tab');
  await field.pressSequentially('are you coming?');
  await field.press('Enter');
  await b.locator('.entry', { hasText: 'Walks' }).locator('.badge.at').waitFor();
  await b.locator('.entry', { hasText: 'Walks' }).click();
  await b.locator('.mention.me').waitFor();

  await bubble(b, 'are you coming?').locator('.bubble').click({ button: 'right' });
  await b.getByRole('menuitem', { name: 'Reply in thread' }).click();
  const reply = b.getByRole('textbox', { name: 'Reply in this thread' });
  await reply.fill('In the thread');
  await reply.press('Enter');
  await b.locator('.pane .message', { hasText: 'In the thread' }).waitFor();
  await a.locator('.replies', { hasText: '1 reply' }).waitFor();

  await a.locator('.head').getByRole('link', { name: 'Details' }).last().click();
  await a.getByRole('button', { name: 'Change name and description' }).click();
  await a.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).fill('Long walks');
  await a.getByRole('button', { name: 'Save' }).click();
  await b.locator('.head-title', { hasText: 'Long walks' }).waitFor();

  const menuOf = (/** @type {string} */ user) => a.locator('.pane .row', { hasText: new RegExp(user, 'i') }).getByRole('button', { name: /What to do with/ });
  await menuOf(ben).click();
  await a.getByRole('menuitem', { name: 'Make an admin' }).click();
  await a.locator('.pane .row', { hasText: new RegExp(ben, 'i') }).locator('.role', { hasText: 'Admin' }).waitFor();
  await menuOf(cat).click();
  await a.getByRole('menuitem', { name: 'Remove from the group' }).click();
  await a.getByRole('button', { name: 'Remove', exact: true }).click();
  await a.locator('.pane .section-title', { hasText: '2 members' }).waitFor();
  assert.deepEqual([...a.complaints, ...b.complaints], []);
});

test('an invite link lets somebody in, once it is opened', async () => {
  const [ann, ben] = [fresh('ann'), fresh('ben')];
  const id = await group(ann, 'By invitation', [fresh('cat')]);
  const a = await it.person(ann);
  await a.evaluate((hash) => void (location.hash = hash), `#/c/${id}/details`);
  await a.getByRole('button', { name: 'Make an invite link' }).click();
  await a.getByRole('button', { name: 'Make the link' }).click();
  const link = await a.getByRole('textbox', { name: 'The link' }).inputValue();
  const b = await it.person(ben, { path: new URL(link).pathname + new URL(link).hash });
  await b.locator('.head-title', { hasText: 'By invitation' }).waitFor();
  await write(b, 'Here I am');
  await bubble(a, 'Here I am').waitFor();
});

test('markup in a message, a title or a name stays text', async () => {
  const [ann, ben] = [fresh('ann'), fresh('ben')];
  const evil = '<img src=x onerror="document.title=1"> <b>bold</b>';
  const id = await group(ann, evil.slice(0, 40), [ben]);
  await say(ann, id, evil);
  const b = await it.person(ben);
  await open(b, id);
  await bubble(b, '<b>bold</b>').waitFor();
  assert.equal(await b.locator('.bubble img, .bubble b, .head-title img').count(), 0);
  assert.deepEqual(b.complaints, []);
});

test('blocking ends the writing on both sides, unblocking gives it back', async () => {
  const [ann, ben] = [fresh('ann'), fresh('ben')];
  const id = await direct(ann, ben);
  await say(ann, id, 'Hello');
  const a = await it.person(ann);
  const b = await it.person(ben);
  await open(b, id);
  await a.evaluate((hash) => void (location.hash = hash), `#/c/${id}/details`);
  await a.getByRole('button', { name: /^Block/ }).click();
  await a.getByRole('button', { name: 'Block', exact: true }).click();
  await a.locator('.foot-line', { hasText: 'You blocked' }).waitFor();
  await write(b, 'Do you hear me?');
  await bubble(b, 'Do you hear me?').locator('.failure', { hasText: 'Not sent' }).waitFor();
  await bubble(b, 'Do you hear me?').getByRole('button', { name: 'Discard' }).click();
  await a.getByRole('main').getByRole('button', { name: 'Unblock' }).click();
  await a.getByRole('textbox', { name: 'Message' }).waitFor();
  await write(b, 'And now?');
  await bubble(a, 'And now?').waitFor();
  assert.equal(await b.locator('.message', { hasText: 'Do you hear me?' }).count(), 0);
});
