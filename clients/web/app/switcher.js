import { fill, h } from './dom.js';
import { openDialog } from './dialog.js';
import { conversationAvatar, personAvatar } from './avatar.js';
import { isUserId } from './session.js';
import { nameOf, titleOf } from './text.js';

/** Ctrl+K: to a conversation by a few letters. @param {import('./main.js').App} app */
export function openSwitcher(app) {
  let at = 0;
  /** @type {{label: string, avatar: any, run: () => void}[]} */
  let found = [];
  const list = h('ul', { class: 'rows switcher-list', role: 'listbox', id: 'switcher-list', 'aria-label': 'Conversations' });
  const input = h('input', {
    role: 'combobox',
    'aria-expanded': 'true',
    'aria-controls': 'switcher-list',
    'aria-autocomplete': 'list',
    'aria-label': 'Go to',
    placeholder: 'Go to…',
    autocomplete: 'off',
    oninput: () => ((at = 0), look()),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && found.length > 0) {
        event.preventDefault();
        at = (at + step + found.length) % found.length;
        draw();
      }
      if (event.key === 'Enter') {
        event.preventDefault();
        choose(at);
      }
    },
  });

  function look() {
    const me = app.me();
    const wanted = input.value.trim().toLowerCase();
    const rank = (/** @type {any} */ c) => (titleOf(c, me).toLowerCase().startsWith(wanted) ? 0 : 1);
    found = app.client.conversations
      .filter((/** @type {any} */ c) => titleOf(c, me).toLowerCase().includes(wanted))
      .sort((/** @type {any} */ a, /** @type {any} */ b) => rank(a) - rank(b))
      .slice(0, 8)
      .map((/** @type {any} */ c) => ({
        label: titleOf(c, me),
        avatar: conversationAvatar(c, me, 'small'),
        run: () => app.go(`#/c/${c.conversationId}`),
      }));
    const name = input.value.trim();
    if (name && isUserId(name) && name !== me && !found.some((f) => f.label === nameOf(name))) {
      found.push({ label: `Write to ${nameOf(name)}`, avatar: personAvatar(name, 'small'), run: () => app.openDirect(name) });
    }
    draw();
  }

  function draw() {
    fill(
      list,
      found.map((entry, index) =>
        h('li', { id: `switch-${index}`, class: 'row', role: 'option', 'aria-selected': String(index === at), onclick: () => choose(index) }, entry.avatar, h('span', { class: 'row-main' }, entry.label)),
      ),
    );
    if (found.length > 0) input.setAttribute('aria-activedescendant', `switch-${at}`);
    else input.removeAttribute('aria-activedescendant');
  }

  /** @param {number} index */
  function choose(index) {
    const entry = found[index];
    if (!entry) return;
    dialog.close();
    entry.run();
  }

  const dialog = openDialog('Go to a conversation', () => [input, list], { className: 'switcher' });
  input.focus();
  look();
}
