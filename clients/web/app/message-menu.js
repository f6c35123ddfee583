import { h } from './dom.js';
import { icon } from './icons.js';
import { openMenu } from './menu.js';
import { confirm, openDialog, toast } from './dialog.js';
import { personAvatar } from './avatar.js';
import { nameOf } from './text.js';

export const EMOJIS = ['👍', '❤️', '😂', '😮', '😢', '🎉'];

/**
 * What can be done with a message, by one's role and what it is.
 *
 * @param {import('./main.js').App} app
 * @param {any} conversation
 * @param {any} message
 * @param {{reply: (message: any) => void, edit: (message: any) => void, thread?: (message: any) => void}} actions
 * @param {HTMLElement} anchor
 * @param {{x: number, y: number}} [point]
 */
export function messageMenu(app, conversation, message, actions, anchor, point) {
  if (!(message.seq > 0) || message.deleted || message.hidden) return;
  const { client, attempt } = app;
  const id = conversation.conversationId;
  const { seq } = message;
  const here = conversation.joined !== false;
  const boss = conversation.myRole === 'owner' || conversation.myRole === 'admin';
  const mayPin = here && (conversation.kind === 'direct' || boss || conversation.policy?.pin === 'all');
  const mine = new Set(message.reactions?.filter((/** @type {any} */ r) => r.mine).map((/** @type {any} */ r) => r.emoji));
  /** @type {any[]} */
  const items = [
    here && { label: 'Reply', icon: 'reply', run: () => actions.reply(message) },
    here && actions.thread && { label: 'Reply in thread', icon: 'thread', run: () => actions.thread?.(message) },
    here && message.mine && { label: 'Edit', icon: 'edit', run: () => actions.edit(message) },
    {
      label: 'Copy text',
      icon: 'copy',
      run: () => attempt(async () => (await navigator.clipboard.writeText(message.text), toast('Copied.'))),
    },
    mayPin && {
      label: message.pinned ? 'Unpin' : 'Pin',
      icon: 'pin',
      run: () => attempt(() => client.pin(id, seq, message.pinned)),
    },
    message.mine && { label: 'Who has read it', icon: 'eye', run: () => attempt(() => whoHasRead(client, id, message)) },
    null,
    {
      label: 'Delete for me',
      icon: 'hide',
      danger: true,
      run: async () => {
        if (await confirm('Delete for you?', 'Others go on seeing this message.', 'Delete for me')) {
          await attempt(() => client.deleteForMe(id, seq));
        }
      },
    },
    here &&
      (message.mine || boss) && {
        label: 'Delete for everyone',
        icon: 'trash',
        danger: true,
        run: async () => {
          if (await confirm('Delete for everyone?', 'Its place stays, its content goes.', 'Delete')) {
            await attempt(() => client.delete(id, seq));
          }
        },
      },
  ];
  openMenu(anchor, items.filter((item) => item !== false && item !== undefined), {
    label: 'Message',
    point,
    emojis: here
      ? { list: EMOJIS, mine, pick: (emoji) => attempt(() => client.react(id, seq, emoji, mine.has(emoji))) }
      : undefined,
  });
}

/** @param {any} client @param {string} id @param {any} message */
async function whoHasRead(client, id, message) {
  const all = (await client.receiptsOf(id, message.seq)).filter((/** @type {any} */ r) => r.userId !== message.senderId);
  const groups = /** @type {const} */ ([
    ['Read by', all.filter((/** @type {any} */ r) => r.read)],
    ['Delivered to', all.filter((/** @type {any} */ r) => r.delivered && !r.read)],
    ['Not yet delivered to', all.filter((/** @type {any} */ r) => !r.delivered)],
  ]);
  openDialog('Who has read it', () =>
    all.length === 0
      ? h('p', { class: 'dialog-text' }, 'Nobody else is here.')
      : groups
          .filter(([, list]) => list.length > 0)
          .map(([title, list]) => [
            h('h3', { class: 'section-title' }, title),
            h(
              'ul',
              { class: 'rows' },
              list.map((/** @type {any} */ r) =>
                h('li', { class: 'row' }, personAvatar(r.userId, 'small'), h('span', { class: 'row-main' }, nameOf(r.userId)), r.read && icon('both', 'accent')),
              ),
            ),
          ]),
  );
}
