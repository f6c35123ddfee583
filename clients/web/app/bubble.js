import { h, unseen } from './dom.js';
import { icon } from './icons.js';
import { personAvatar, toneOf } from './avatar.js';
import { tick } from './list.js';
import { clock, counted, excerpt, fullTime, nameOf, sayError, segments } from './text.js';

/**
 * One message as a bubble, with what belongs to it: quote, thread, reactions, ticks, what went wrong.
 *
 * @typedef {object} BubbleContext
 * @property {import('./main.js').App} app
 * @property {string} id the conversation
 * @property {boolean} group
 * @property {(seq: number) => any} find the message of a seq, if it is at hand
 * @property {(seq: number) => void} jump
 * @property {(message: any, anchor: HTMLElement, point?: {x: number, y: number}) => void} menu
 * @property {boolean} [inThread] inside the thread pane, where every message is of the thread
 */

/**
 * @param {any} message
 * @param {{first: boolean, last: boolean, replies: number}} place its place in a group of one sender, and in a thread
 * @param {BubbleContext} context
 */
export function bubble(message, place, context) {
  const { app, group } = context;
  const gone = message.deleted || message.hidden;
  if (message.threadRoot && !context.inThread && !gone && message.status !== 'failed') return inThread(message, context);
  const showsName = group && !message.mine && place.first;
  const open = (/** @type {HTMLElement} */ anchor, /** @type {any} */ point) => context.menu(message, anchor, point);
  const more = h(
    'button',
    {
      type: 'button',
      class: 'bubble-more',
      tabindex: -1,
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-label': 'What to do with this message',
      onclick: (/** @type {any} */ event) => open(event.currentTarget, undefined),
    },
    icon('more'),
  );
  return h(
    'div',
    {
      class: [
        'message',
        message.mine ? 'mine' : 'theirs',
        place.first && 'first',
        place.last && 'last',
        message.status === 'failed' && message.mine && 'failed',
      ]
        .filter(Boolean)
        .join(' '),
    },
    group && !message.mine && h('span', { class: 'message-avatar' }, place.last && personAvatar(message.senderId, 'small')),
    h(
      'div',
      { class: 'message-body' },
      h(
        'div',
        {
          class: gone ? 'bubble gone' : 'bubble',
          oncontextmenu: (/** @type {MouseEvent} */ event) => {
            if (/** @type {Element} */ (event.target).closest('a')) return;
            event.preventDefault();
            open(more, { x: event.clientX, y: event.clientY });
          },
        },
        showsName
          ? h('span', { class: `sender tone-${toneOf(message.senderId)}` }, nameOf(message.senderId))
          : unseen(`${message.mine ? 'You' : nameOf(message.senderId)}: `),
        message.forwarded && !gone && h('span', { class: 'forwarded' }, 'Forwarded'),
        !gone && message.replyTo && quote(message.replyTo, context),
        h('span', { class: 'text' }, gone ? 'Message deleted' : body(message, app.me())),
        h(
          'span',
          { class: 'meta' },
          message.pinned && !gone && [icon('pin', 'mark'), unseen('Pinned')],
          message.edited && !gone && h('span', null, 'edited'),
          message.expiresAt && !gone && h('span', { title: `Disappears ${fullTime(new Date(message.expiresAt))}` }, icon('clock', 'mark')),
          h('time', { datetime: message.time.toISOString(), title: fullTime(message.time) }, clock(message.time)),
          message.mine && !gone && tick(message.status),
        ),
      ),
      message.seq > 0 && !gone && more,
      !gone && reactions(message, context),
      place.replies > 0 &&
        !context.inThread &&
        h(
          'a',
          { class: 'replies', tabindex: -1, href: `#/c/${context.id}/thread/${message.seq}` },
          icon('thread'),
          counted(place.replies, 'reply', 'replies'),
        ),
      message.status === 'failed' && message.mine && failure(message, context),
    ),
  );
}

/** @param {any} message @param {string} me */
function body(message, me) {
  return segments(message.text ?? '', message.mentions).map((part) => {
    if (part.kind === 'mention') {
      return h('span', { class: part.all || part.userId === me ? 'mention me' : 'mention' }, part.text);
    }
    if (part.kind === 'link') {
      return h('a', { href: part.text, target: '_blank', rel: 'noopener noreferrer', tabindex: -1 }, part.text);
    }
    return part.text;
  });
}

/** @param {number} seq @param {BubbleContext} context */
function quote(seq, context) {
  const target = context.find(seq);
  return h(
    'button',
    {
      type: 'button',
      tabindex: -1,
      class: `quote ${target ? `tone-${toneOf(target.senderId)}` : ''}`,
      onclick: () => context.jump(seq),
    },
    unseen('In reply to '),
    target
      ? [h('b', null, target.mine ? 'You' : nameOf(target.senderId)), unseen(': '), h('span', null, excerpt(target))]
      : h('span', null, 'An earlier message'),
  );
}

/**
 * A message of a thread among the others: one line that leads to where it belongs.
 *
 * @param {any} message
 * @param {BubbleContext} context
 */
function inThread(message, context) {
  const root = context.find(message.threadRoot);
  return h(
    'p',
    { class: 'in-thread' },
    h(
      'a',
      { tabindex: -1, href: `#/c/${context.id}/thread/${message.threadRoot}` },
      icon('thread'),
      h('b', null, message.mine ? 'You' : nameOf(message.senderId)),
      h('span', { class: 'in-thread-root' }, root ? ` to “${excerpt(root, 28)}”: ` : ' in a thread: '),
      h('span', { class: 'text' }, excerpt(message, 90)),
    ),
    message.mine && tick(message.status),
  );
}

/** @param {any} message @param {BubbleContext} context */
function reactions(message, { app, id }) {
  if (!message.reactions?.length) return null;
  return h(
    'div',
    { class: 'reactions', role: 'group', 'aria-label': 'Reactions' },
    message.reactions.map((/** @type {any} */ r) =>
      h(
        'button',
        {
          type: 'button',
          tabindex: -1,
          'data-focus': `reaction-${r.emoji}`,
          'aria-pressed': String(Boolean(r.mine)),
          onclick: () => app.attempt(() => app.client.react(id, message.seq, r.emoji, r.mine)),
        },
        r.emoji,
        h('span', null, r.count, unseen(r.count === 1 ? ' reaction' : ' reactions')),
      ),
    ),
  );
}

/** @param {any} message @param {BubbleContext} context */
function failure(message, { app, id }) {
  return h(
    'p',
    { class: 'failure' },
    icon('alert'),
    h('span', null, `Not sent. ${sayError(message.failure)}`),
    h('button', { type: 'button', class: 'link', onclick: () => app.attempt(async () => app.client.retry(id, message.clientId)) }, 'Try again'),
    h('button', { type: 'button', class: 'link', onclick: () => app.attempt(async () => app.client.discard(id, message.clientId)) }, 'Discard'),
  );
}

/** What a bubble shows, as a string; equal strings mean there is nothing to draw. @param {any} m @param {any} place @param {any} quoted */
export function signatureOf(m, place, quoted) {
  return JSON.stringify([
    m.seq, m.text, m.status, m.failure?.code, m.edited, m.deleted, m.hidden, m.pinned, m.reactions, m.mentions, m.expiresAt,
    +m.time, place, quoted && [quoted.text, quoted.deleted],
  ]);
}
