import { h } from './dom.js';
import { icon } from './icons.js';
import { sayError } from './text.js';

let count = 0;

/**
 * A modal dialog with a title and a way out. The browser keeps focus inside and gives it back afterwards.
 *
 * @param {string} title
 * @param {(close: () => void) => any} body
 * @param {{className?: string}} [options]
 * @returns {HTMLDialogElement}
 */
export function openDialog(title, body, { className = '' } = {}) {
  const id = `dialog-${++count}`;
  const close = () => dialog.close();
  /** @type {HTMLDialogElement} */
  const dialog = h(
    'dialog',
    {
      class: `dialog ${className}`,
      'aria-labelledby': id,
      onclose: () => dialog.remove(),
      onclick: (/** @type {MouseEvent} */ event) => event.target === dialog && close(),
    },
    h(
      'div',
      { class: 'dialog-box' },
      h(
        'header',
        null,
        h('h2', { id }, title),
        h('button', { type: 'button', class: 'round', 'aria-label': 'Close', onclick: close }, icon('close')),
      ),
      body(close),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * Asks before something that cannot be undone. Resolves with the answer.
 *
 * @param {string} title
 * @param {string} text
 * @param {string} action
 * @returns {Promise<boolean>}
 */
export function confirm(title, text, action) {
  return new Promise((resolve) => {
    let answer = false;
    const dialog = openDialog(title, (close) => [
      h('p', { class: 'dialog-text' }, text),
      h(
        'div',
        { class: 'dialog-actions' },
        h('button', { type: 'button', class: 'plain', onclick: close }, 'Cancel'),
        h(
          'button',
          {
            type: 'button',
            class: 'danger-fill',
            onclick: () => {
              answer = true;
              close();
            },
          },
          action,
        ),
      ),
    ]);
    dialog.addEventListener('close', () => resolve(answer));
  });
}

/**
 * A form that does one thing: busy while it works, the error in words below when it fails.
 *
 * @param {any[]} fields
 * @param {string} action the button's words
 * @param {() => Promise<any>} submit
 * @param {{cancel?: () => void}} [options]
 */
export function form(fields, action, submit, { cancel } = {}) {
  const error = h('p', { class: 'error', role: 'alert' });
  const button = h('button', { class: 'fill' }, action);
  return h(
    'form',
    {
      onsubmit: async (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        if (button.disabled) return;
        button.disabled = true;
        error.textContent = '';
        try {
          await submit();
        } catch (failure) {
          error.textContent = sayError(/** @type {any} */ (failure));
        } finally {
          button.disabled = false;
        }
      },
    },
    fields,
    error,
    h(
      'div',
      { class: 'dialog-actions' },
      cancel && h('button', { type: 'button', class: 'plain', onclick: cancel }, 'Cancel'),
      button,
    ),
  );
}

/** @param {string} label @param {any} input @param {string} [hint] */
export function field(label, input, hint) {
  return h('label', { class: 'field' }, h('span', null, label), input, hint && h('small', null, hint));
}

/** A line at the foot of the page that goes by itself. @param {string} text */
export function toast(text) {
  let stack = document.querySelector('.toasts');
  if (!stack) document.body.append((stack = h('div', { class: 'toasts', role: 'status' })));
  const line = h('p', { class: 'toast' }, text);
  /** @type {Element} */ (stack).append(line);
  setTimeout(() => line.remove(), 5000);
}

/** Does something for a button; a failure is said in a toast. @param {() => Promise<any>} work */
export async function attempt(work) {
  try {
    return await work();
  } catch (failure) {
    console.warn(failure);
    toast(sayError(/** @type {any} */ (failure)));
    return undefined;
  }
}
