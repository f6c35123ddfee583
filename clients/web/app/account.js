import { fill, h } from './dom.js';
import { icon } from './icons.js';
import { openMenu } from './menu.js';
import { openDialog } from './dialog.js';
import { personAvatar } from './avatar.js';
import { setTheme, theme } from './theme.js';
import { signOut } from './session.js';
import { lastSeen, nameOf } from './text.js';

/** The menu behind one's own picture. @param {import('./main.js').App} app @param {HTMLElement} anchor */
export function accountMenu(app, anchor) {
  const now = theme();
  openMenu(
    anchor,
    [
      { label: 'Devices', icon: 'device', run: () => devicesDialog(app) },
      { label: 'Blocked people', icon: 'block', run: () => blockedDialog(app) },
      { label: 'Keys', icon: 'info', run: keysDialog },
      null,
      { label: 'As the system', icon: 'auto', checked: now === 'auto', run: () => setTheme('auto') },
      { label: 'Light', icon: 'sun', checked: now === 'light', run: () => setTheme('light') },
      { label: 'Dark', icon: 'moon', checked: now === 'dark', run: () => setTheme('dark') },
      null,
      { label: 'Sign out', icon: 'leave', run: () => app.attempt(() => signOut(app.client)) },
    ],
    { label: nameOf(app.me()) },
  );
}

/** @param {import('./main.js').App} app */
export function devicesDialog(app) {
  const { client, attempt } = app;
  const list = h('ul', { class: 'rows' }, h('li', { class: 'row quiet' }, 'Loading…'));

  async function load() {
    const devices = (await attempt(() => client.devices())) ?? [];
    const self = client.status.deviceId;
    devices.sort((/** @type {any} */ a, /** @type {any} */ b) => Number(b.deviceId === self) - Number(a.deviceId === self));
    fill(
      list,
      devices.map((/** @type {any} */ d) =>
        h(
          'li',
          { class: 'row' },
          h('span', { class: 'avatar small plain-avatar', 'aria-hidden': 'true' }, icon('device')),
          h(
            'span',
            { class: 'row-main two-lines' },
            h('span', null, d.name || d.deviceId),
            h('span', { class: 'quiet' }, d.deviceId === self ? 'This device' : `${d.platform || 'unknown'} · ${lastSeen(d.lastUsedAt).replace('Last seen', 'last used')}`),
          ),
          d.deviceId !== self &&
            h(
              'button',
              {
                type: 'button',
                class: 'link danger',
                'aria-label': `Sign out ${d.name || d.deviceId}`,
                onclick: () => attempt(async () => (await client.revokeDevice(d.deviceId), await load())),
              },
              'Sign out',
            ),
        ),
      ),
    );
  }

  openDialog('Devices', () => [h('p', { class: 'dialog-text quiet' }, 'Where you are signed in. Ten at most; the one used longest ago makes room.'), list]);
  void load();
}

/** @param {import('./main.js').App} app */
function blockedDialog(app) {
  const list = h('ul', { class: 'rows' });
  const draw = () =>
    fill(
      list,
      app.blocked.size === 0 && h('li', { class: 'row quiet' }, 'Nobody.'),
      [...app.blocked].map((userId) =>
        h(
          'li',
          { class: 'row' },
          personAvatar(userId, 'small'),
          h('span', { class: 'row-main' }, nameOf(userId)),
          h('button', { type: 'button', class: 'link', 'aria-label': `Unblock ${nameOf(userId)}`, onclick: async () => (await app.unblock(userId), draw()) }, 'Unblock'),
        ),
      ),
    );
  draw();
  openDialog('Blocked people', () => list);
}

const KEYS = [
  ['Ctrl or ⌘ + K', 'Go to a conversation'],
  ['Alt + ↑ ↓', 'Previous or next conversation'],
  ['↑ ↓ in lists', 'Move; Enter opens what can be done with a message'],
  ['Enter', 'Send'],
  ['Shift + Enter', 'New line'],
  ['↑ in an empty field', 'Edit your last message'],
  ['Esc', 'Give up a reply or an edit, close a pane'],
  ['@', 'Mention somebody'],
];

export function keysDialog() {
  openDialog('Keys', () => h('dl', { class: 'keys' }, KEYS.map(([key, what]) => [h('dt', null, h('kbd', null, key)), h('dd', null, what)])));
}
