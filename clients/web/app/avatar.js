import { h } from './dom.js';
import { icon } from './icons.js';
import { nameOf, peerOf, titleOf } from './text.js';

const TONES = 8;

/** The same colour for the same id, on every device. @param {string} id */
export function toneOf(id) {
  let hash = 2166136261;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619);
  return (hash >>> 0) % TONES;
}

/** @param {string} name */
function initials(name) {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[1]].map((word) => [...word][0]) : [...(words[0] ?? '?')].slice(0, 1);
  return letters.join('').toUpperCase();
}

/**
 * A person as a round of colour with initials; decoration, the name stands beside it.
 *
 * @param {string} userId
 * @param {string} [size] a class
 */
export function personAvatar(userId, size = '') {
  return h('span', { class: `avatar tone-${toneOf(userId)} ${size}`, 'aria-hidden': 'true' }, initials(nameOf(userId)));
}

/**
 * @param {any} conversation
 * @param {string} me
 * @param {string} [size]
 */
export function conversationAvatar(conversation, me, size = '') {
  if (conversation.kind === 'direct') return personAvatar(peerOf(conversation, me), size);
  const title = titleOf(conversation, me);
  return h(
    'span',
    { class: `avatar group tone-${toneOf(conversation.conversationId)} ${size}`, 'aria-hidden': 'true' },
    title ? initials(title) : icon('people'),
  );
}
