import { h } from './dom.js';
import { icon } from './icons.js';

/**
 * @typedef {{label: string, icon?: any, danger?: boolean, checked?: boolean, run: () => void}} MenuItem
 */

/**
 * A menu at a button or a point. Arrows, Home and End move, Escape and a click elsewhere close, focus
 * goes back to where it came from.
 *
 * @param {HTMLElement} anchor
 * @param {(MenuItem | null)[]} items null is a line between two groups
 * @param {{label: string, point?: {x: number, y: number}, emojis?: {list: string[], mine: Set<string>, pick: (emoji: string) => void}}} options
 */
export function openMenu(anchor, items, { label, point, emojis }) {
  const close = () => menu.isConnected && menu.hidePopover();
  const choose = (/** @type {() => void} */ run) => () => {
    close();
    run();
  };
  const menu = h(
    'div',
    { class: 'menu', role: 'menu', popover: 'manual', 'aria-label': label, onkeydown: move },
    emojis &&
      h(
        'div',
        { class: 'menu-emojis', role: 'group', 'aria-label': 'React' },
        emojis.list.map((emoji) =>
          h(
            'button',
            {
              type: 'button',
              role: 'menuitemcheckbox',
              tabindex: -1,
              'aria-checked': String(emojis.mine.has(emoji)),
              'aria-label': `React with ${emoji}`,
              onclick: choose(() => emojis.pick(emoji)),
            },
            emoji,
          ),
        ),
      ),
    items.map((item) =>
      item === null
        ? h('hr', { role: 'separator' })
        : h(
            'button',
            {
              type: 'button',
              class: item.danger ? 'danger' : null,
              role: item.checked === undefined ? 'menuitem' : 'menuitemradio',
              'aria-checked': item.checked === undefined ? null : String(item.checked),
              tabindex: -1,
              onclick: choose(item.run),
            },
            item.icon && icon(item.icon),
            h('span', null, item.label),
            item.checked && icon('check', 'menu-check'),
          ),
    ),
  );

  /** @param {KeyboardEvent} event */
  function move(event) {
    const entries = [...menu.querySelectorAll('button')];
    const at = entries.indexOf(/** @type {any} */ (document.activeElement));
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step) entries[(at + step + entries.length) % entries.length].focus();
    else if (event.key === 'Home') entries[0].focus();
    else if (event.key === 'End') entries[entries.length - 1].focus();
    else if (event.key === 'Tab' || event.key === 'Escape') close();
    else return;
    if (event.key !== 'Tab') event.preventDefault();
    event.stopPropagation();
  }

  // Not left to the browser: its own way also takes the end of the click that opened the menu for one outside of it.
  const outside = (/** @type {PointerEvent} */ event) => !menu.contains(/** @type {Node} */ (event.target)) && close();

  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  // A popover inside an open dialog must be its child to be in front of it and not inert.
  (anchor.closest('dialog') ?? document.body).append(menu);
  if (anchor.hasAttribute('aria-haspopup')) anchor.setAttribute('aria-expanded', 'true');
  menu.addEventListener('toggle', (/** @type {any} */ event) => {
    if (event.newState !== 'closed') return;
    if (anchor.hasAttribute('aria-haspopup')) anchor.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', outside, true);
    removeEventListener('resize', close);
    const inside = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    if (inside && before?.isConnected) before.focus({ preventScroll: true });
  });
  menu.showPopover();
  document.addEventListener('pointerdown', outside, true);
  addEventListener('resize', close);
  place(menu, anchor, point);
  menu.querySelector('button')?.focus({ preventScroll: true });
}

/**
 * @param {HTMLElement} menu
 * @param {HTMLElement} anchor
 * @param {{x: number, y: number}} [point]
 */
function place(menu, anchor, point) {
  const box = anchor.getBoundingClientRect();
  const margin = 8;
  const { offsetWidth: width, offsetHeight: height } = menu;
  let x = point?.x ?? (box.left + width > innerWidth - margin ? box.right - width : box.left);
  let y = point?.y ?? box.bottom + 4;
  if (y + height > innerHeight - margin) y = point ? innerHeight - margin - height : box.top - height - 4;
  x = Math.max(margin, Math.min(x, innerWidth - margin - width));
  y = Math.max(margin, Math.min(y, innerHeight - margin - height));
  menu.style.left = `${x}px`;
  menu.style.top = `${y}px`;
}
