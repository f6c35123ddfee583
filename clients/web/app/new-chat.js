import { fill, h } from './dom.js';
import { icon } from './icons.js';
import { personAvatar } from './avatar.js';
import { field, form, openDialog } from './dialog.js';
import { isUserId } from './session.js';
import { nameOf } from './text.js';

/** Everybody one has met in some conversation, most recent first. @param {import('./main.js').App} app */
function acquaintances(app) {
  const met = new Set();
  for (const c of app.client.conversations) for (const userId of c.members.keys()) met.add(userId);
  for (const userId of ['alice', 'bob', 'carol']) met.add(userId);
  met.delete(app.me());
  return [...met];
}

/**
 * Choosing people: those one knows by a click, others by typing their name.
 *
 * @param {import('./main.js').App} app
 * @param {Set<string>} without
 */
export function peoplePicker(app, without = new Set()) {
  /** @type {Set<string>} */
  const chosen = new Set();
  const chips = h('ul', { class: 'chips', 'aria-label': 'Chosen' });
  const known = h('ul', { class: 'rows picker' });
  const input = h('input', {
    autocapitalize: 'none',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'Type a name',
    oninput: () => draw(),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if ((event.key === 'Enter' || event.key === ',') && take(input.value)) event.preventDefault();
      if (event.key === 'Backspace' && input.value === '') {
        chosen.delete([...chosen].pop() ?? '');
        draw();
      }
    },
  });

  /** @param {string} text */
  function take(text) {
    const userId = text.trim();
    if (!isUserId(userId) || without.has(userId) || userId === app.me()) return false;
    chosen.add(userId);
    input.value = '';
    draw();
    return true;
  }

  function draw() {
    fill(
      chips,
      [...chosen].map((userId) =>
        h(
          'li',
          null,
          h('button', { type: 'button', class: 'chip', 'aria-label': `${nameOf(userId)}, take away`, onclick: () => (chosen.delete(userId), draw(), input.focus()) }, nameOf(userId), icon('close')),
        ),
      ),
    );
    const wanted = input.value.trim().toLowerCase();
    const people = acquaintances(app).filter((userId) => !without.has(userId) && !chosen.has(userId) && userId.toLowerCase().startsWith(wanted)).slice(0, 6);
    if (wanted && isUserId(wanted) && !people.includes(wanted) && !chosen.has(wanted) && !without.has(wanted)) people.push(input.value.trim());
    fill(
      known,
      people.map((userId) =>
        h('li', null, h('button', { type: 'button', class: 'action', onclick: () => (take(userId), input.focus()) }, personAvatar(userId, 'small'), h('span', null, nameOf(userId)))),
      ),
    );
  }

  draw();
  return {
    element: h('div', { class: 'people-picker' }, field('People', input), chips, known),
    chosen() {
      take(input.value);
      return [...chosen];
    },
    onChange: (/** @type {() => void} */ listener) => new MutationObserver(listener).observe(chips, { childList: true }),
  };
}

/** One person makes a direct conversation, several a group with a name. @param {import('./main.js').App} app */
export function newChat(app) {
  const picker = peoplePicker(app);
  const title = h('input', { maxlength: 200, placeholder: 'Name of the group' });
  const group = h('label', { class: 'check' }, h('input', { type: 'checkbox', onchange: () => show() }), h('span', null, 'Make it a group'));
  const name = h('div', { hidden: true }, field('Name of the group', title));
  const asGroup = () => group.firstChild.checked || picker.element.querySelectorAll('.chip').length > 1;
  const show = () => (name.hidden = !asGroup());
  picker.onChange(show);
  openDialog('New conversation', (close) =>
    form([picker.element, group, name], 'Start', async () => {
      const userIds = picker.chosen();
      if (userIds.length === 0) throw { message: 'Please choose somebody.' };
      if (asGroup() && !title.value.trim()) {
        show();
        title.focus();
        throw { message: 'A group needs a name.' };
      }
      const id = asGroup() ? await app.client.createGroup(title.value.trim(), userIds) : await app.client.openDirect(userIds[0]);
      close();
      app.go(`#/c/${id}`);
    }, { cancel: close }),
  );
}
