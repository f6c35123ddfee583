import { h } from './dom.js';
import { field } from './dialog.js';
import { personAvatar } from './avatar.js';
import { isUserId } from './session.js';
import { nameOf } from './text.js';

/**
 * The door: three people to be, or any name.
 *
 * @param {(user: string) => void} enter
 */
export function signInView(enter) {
  const error = h('p', { class: 'error', role: 'alert' });
  const input = h('input', { name: 'user', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', maxlength: 128 });
  return h(
    'main',
    { class: 'door' },
    h(
      'div',
      { class: 'door-box' },
      h('img', { class: 'logo', src: '/logo.svg', alt: '', width: 56, height: 56 }),
      h('h1', null, 'Parley'),
      h('p', { class: 'quiet' }, 'Who would you like to be? Open a second window and be somebody else.'),
      h(
        'div',
        { class: 'people', role: 'group', 'aria-label': 'Sign in as' },
        ['alice', 'bob', 'carol'].map((user) =>
          h(
            'button',
            { type: 'button', class: 'person', onclick: () => enter(user) },
            personAvatar(user, 'large'),
            h('span', null, nameOf(user)),
          ),
        ),
      ),
      h(
        'form',
        {
          class: 'other',
          novalidate: true,
          onsubmit: (/** @type {SubmitEvent} */ event) => {
            event.preventDefault();
            const user = input.value.trim();
            if (isUserId(user)) enter(user);
            else error.textContent = user ? 'A name has no spaces, slashes, braces or accents.' : 'Please type a name.';
          },
        },
        field('Somebody else', input),
        h('button', { class: 'fill' }, 'Sign in'),
      ),
      error,
      h('p', { class: 'quiet door-foot' }, h('a', { href: '/demo/duo' }, 'Two people side by side')),
    ),
  );
}
