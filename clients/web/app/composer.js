import { fill, h } from './dom.js';
import { icon } from './icons.js';
import { personAvatar } from './avatar.js';
import { excerpt, mentionsIn, nameOf } from './text.js';

/** How long somebody is said to be typing after a key; sent at most this often. */
const TYPING_MILLIS = 3000;

/**
 * Where messages are written. Enter sends, Shift+Enter breaks the line, Up in an empty field edits the last own
 * message, Escape gives up a reply or an edit, `@` offers the members.
 *
 * @param {object} options
 * @param {import('./main.js').App} options.app
 * @param {string} options.id
 * @param {() => any} options.conversation
 * @param {(text: string, extra: any) => void} options.send
 * @param {() => any} [options.lastOwn] the message that Up edits
 * @param {string} [options.draft]
 * @param {(text: string) => void} [options.onDraft]
 * @param {string} options.label
 * @param {string} [options.placeholder]
 */
export function composer({ app, id, conversation, send, lastOwn, draft = '', onDraft, label, placeholder = 'Message' }) {
  /** @type {{kind: 'reply' | 'edit', message: any} | null} */
  let about = null;
  let beforeEdit = '';
  let typedAt = 0;
  /** @type {{start: number, list: {key: string, label: string}[], at: number} | null} */
  let offer = null;

  const listId = `mentions-${Math.random().toString(36).slice(2, 8)}`;
  const input = h('textarea', {
    rows: 1,
    placeholder,
    'aria-label': label,
    'aria-autocomplete': 'list',
    'aria-controls': listId,
    enterkeyhint: 'send',
    value: draft,
    oninput: typed,
    onkeydown: key,
    onclick: () => look(),
    onblur: () => setTimeout(() => suggest(null), 150),
  });
  const sendButton = h('button', { type: 'submit', class: 'send', 'aria-label': 'Send' }, icon('send'));
  const context = h('div', { class: 'composer-about', hidden: true });
  const offers = h('ul', { class: 'offers', id: listId, role: 'listbox', 'aria-label': 'Members', hidden: true });
  const element = h(
    'form',
    {
      class: 'composer',
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        submit();
      },
    },
    offers,
    context,
    h('div', { class: 'composer-line' }, input, sendButton),
  );

  function grow() {
    input.style.height = 'auto';
    // The border counts to the height of a box but not to its scrollHeight.
    input.style.height = `${Math.min(input.scrollHeight + input.offsetHeight - input.clientHeight, 168)}px`;
    sendButton.disabled = input.value.trim() === '';
  }

  function typed() {
    grow();
    if (about?.kind !== 'edit') onDraft?.(input.value);
    const now = Date.now();
    if (input.value.trim() && now - typedAt > TYPING_MILLIS) {
      typedAt = now;
      app.client.typing(id);
    }
    look();
  }

  /** @param {string} text */
  function setText(text) {
    input.value = text;
    grow();
  }

  function submit() {
    const text = input.value;
    if (text.trim() === '') return;
    const c = conversation();
    const others = c ? [...c.members.keys()].filter((userId) => userId !== app.me()) : [];
    const mentions = mentionsIn(text, others, c?.kind === 'group');
    if (about?.kind === 'edit') {
      const { message } = about;
      app.attempt(() => app.client.edit(id, message.seq, text, { mentions }));
      leave();
      return;
    }
    /** @type {any} */
    const extra = {};
    if (mentions.length > 0) extra.mentions = mentions;
    if (about) extra.replyTo = about.message.seq;
    about = null;
    typedAt = 0;
    setText('');
    drawAbout();
    onDraft?.('');
    suggest(null);
    send(text, extra);
  }

  /** @param {'reply' | 'edit'} kind @param {any} message */
  function begin(kind, message) {
    if (about?.kind !== 'edit') beforeEdit = input.value;
    else setText(beforeEdit);
    about = { kind, message };
    if (kind === 'edit') setText(message.text);
    drawAbout();
    input.focus();
    input.setSelectionRange(input.value.length, input.value.length);
  }

  /** Gives up what the text was about; an edit gives back what stood there before. */
  function leave() {
    if (about?.kind === 'edit') setText(beforeEdit);
    about = null;
    drawAbout();
  }

  function drawAbout() {
    context.hidden = !about;
    sendButton.setAttribute('aria-label', about?.kind === 'edit' ? 'Save' : 'Send');
    if (!about) return fill(context);
    const { kind, message } = about;
    const title = kind === 'edit' ? 'Editing' : `Replying to ${message.mine ? 'yourself' : nameOf(message.senderId)}`;
    fill(
      context,
      icon(kind === 'edit' ? 'edit' : 'reply'),
      h('span', { class: 'about-lines' }, h('b', null, title), h('span', null, excerpt(message))),
      h('button', { type: 'button', class: 'round', 'aria-label': kind === 'edit' ? 'Stop editing' : 'Do not reply', onclick: () => (leave(), input.focus()) }, icon('close')),
    );
  }

  /** Looks for a name being typed before the caret. */
  function look() {
    const c = conversation();
    const before = input.value.slice(0, input.selectionStart);
    const match = /(?:^|[\s([])@([^\s@]*)$/.exec(before);
    if (!c || !match || input.selectionStart !== input.selectionEnd) return suggest(null);
    const wanted = match[1].toLowerCase();
    const people = [...c.members.keys()]
      .filter((userId) => userId !== app.me() && userId.toLowerCase().startsWith(wanted))
      .slice(0, 6)
      .map((userId) => ({ key: userId, label: nameOf(userId) }));
    if (c.kind === 'group' && 'everyone'.startsWith(wanted)) people.push({ key: 'everyone', label: 'Everyone' });
    suggest(people.length > 0 ? { start: before.length - match[1].length - 1, list: people, at: 0 } : null);
  }

  /** @param {typeof offer} next */
  function suggest(next) {
    offer = next;
    offers.hidden = !offer;
    if (!offer) {
      fill(offers);
      input.removeAttribute('aria-activedescendant');
      return;
    }
    const { list, at } = offer;
    fill(
      offers,
      list.map((entry, index) =>
        h(
          'li',
          {
            id: `${listId}-${index}`,
            role: 'option',
            'aria-selected': String(index === at),
            onmousedown: (/** @type {Event} */ event) => (event.preventDefault(), take(index)),
          },
          entry.key === 'everyone' ? h('span', { class: 'avatar small everyone', 'aria-hidden': 'true' }, icon('people')) : personAvatar(entry.key, 'small'),
          entry.label,
        ),
      ),
    );
    input.setAttribute('aria-activedescendant', `${listId}-${at}`);
  }

  /** @param {number} index */
  function take(index) {
    if (!offer) return;
    const name = `@${offer.list[index].label} `;
    const after = input.value.slice(input.selectionStart);
    const text = input.value.slice(0, offer.start) + name + after;
    const caret = offer.start + name.length;
    suggest(null);
    setText(text);
    input.setSelectionRange(caret, caret);
    onDraft?.(text);
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    if (event.isComposing) return;
    if (offer) {
      const { list, at } = offer;
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        suggest({ ...offer, at: (at + (event.key === 'ArrowDown' ? 1 : -1) + list.length) % list.length });
        return;
      }
      if (event.key === 'Enter' || event.key === 'Tab') {
        event.preventDefault();
        take(at);
        return;
      }
      if (event.key === 'Escape') {
        event.preventDefault();
        event.stopPropagation();
        suggest(null);
        return;
      }
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      submit();
    } else if (event.key === 'Escape' && about) {
      event.preventDefault();
      event.stopPropagation();
      leave();
    } else if (event.key === 'ArrowUp' && input.value === '' && !about && !event.altKey) {
      const message = lastOwn?.();
      if (!message) return;
      event.preventDefault();
      begin('edit', message);
    }
  }

  requestAnimationFrame(grow);
  grow();
  return {
    element,
    focus: () => input.focus(),
    reply: (/** @type {any} */ message) => begin('reply', message),
    edit: (/** @type {any} */ message) => begin('edit', message),
    text: () => (about?.kind === 'edit' ? beforeEdit : input.value),
    /** A draft from another device: taken only while nobody writes here. @param {string} text */
    offerDraft(text) {
      if (document.activeElement !== input && !about && input.value !== text) setText(text);
    },
  };
}
