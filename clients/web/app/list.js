import { h, KeyedChildren, oncePerFrame, unseen } from './dom.js';
import { icon } from './icons.js';
import { conversationAvatar } from './avatar.js';
import { counted, excerpt, isMuted, peerOf, previewOf, shortTime, titleOf, typingText } from './text.js';

/**
 * The list of conversations, with its search field. One entry takes part in the order of Tab; arrows, Home and End
 * move among them.
 *
 * @param {import('./main.js').App} app
 */
export function conversationList(app) {
  const { client } = app;
  const entries = h('ul', { class: 'entries' });
  const keyed = new KeyedChildren(entries);
  const nothing = h('div', { class: 'empty small', hidden: true });
  const search = h('input', {
    type: 'search',
    placeholder: 'Search',
    'aria-label': 'Search conversations',
    oninput: () => draw(),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key === 'ArrowDown') {
        event.preventDefault();
        links()[0]?.focus();
      }
      if (event.key === 'Escape' && search.value) {
        event.stopPropagation();
        search.value = '';
        draw();
      }
    },
  });
  const archive = h(
    'button',
    { type: 'button', class: 'archive-switch', 'aria-pressed': 'false', onclick: () => ((showArchived = !showArchived), draw()) },
    icon('archive'),
    h('span', null),
  );
  let showArchived = false;
  let roving = '';

  /** @returns {HTMLElement[]} */
  const links = () => [...entries.querySelectorAll('a')];

  function visible() {
    const wanted = search.value.trim().toLowerCase();
    const me = app.me();
    return client.conversations.filter((/** @type {any} */ c) => {
      if (wanted) return titleOf(c, me).toLowerCase().includes(wanted);
      return Boolean(c.settings?.archived) === showArchived;
    });
  }

  /** @param {any} c */
  function facts(c) {
    const me = app.me();
    const open = app.route.id === c.conversationId;
    const draft = open ? '' : app.drafts.of(c);
    const typing = typingText(app.typing.of(c.conversationId), c.kind === 'group');
    const last = c.lastMessage;
    return {
      id: c.conversationId,
      title: titleOf(c, me),
      time: last?.time ? shortTime(last.time) : '',
      typing,
      draft,
      preview: previewOf(c, me),
      status: last?.mine && !last.deleted ? last.status : '',
      unread: c.unread,
      marked: Boolean(c.settings?.markedUnread),
      mentions: c.mentions,
      muted: isMuted(c),
      pinned: Boolean(c.settings?.pinned),
      online: c.kind === 'direct' && app.presence.of(peerOf(c, me))?.status === 'online',
      open,
    };
  }

  /** @param {any} c */
  function entry(c) {
    const f = facts(c);
    const text = f.typing
      ? h('span', { class: 'entry-text typing' }, f.typing)
      : f.draft
        ? h('span', { class: 'entry-text' }, h('span', { class: 'draft' }, 'Draft: '), excerpt({ text: f.draft }))
        : h('span', { class: 'entry-text' }, f.status && tick(f.status), f.preview);
    return h(
      'li',
      null,
      h(
        'a',
        {
          class: 'entry',
          href: `#/c/${f.id}`,
          tabindex: f.id === roving ? 0 : -1,
          'aria-current': f.open ? 'page' : null,
          'data-focus': 'entry',
          'data-id': f.id,
          onfocus: () => rove(f.id),
        },
        h('span', { class: 'avatar-place' }, conversationAvatar(c, app.me()), f.online && h('span', { class: 'presence' }, unseen('online'))),
        h(
          'span',
          { class: 'entry-lines' },
          h(
            'span',
            { class: 'entry-line' },
            h('span', { class: 'entry-title' }, f.title),
            f.muted && [icon('muted', 'mark'), unseen('muted')],
            f.pinned && [icon('pin', 'mark'), unseen('pinned')],
            h('span', { class: 'entry-time' }, f.time),
          ),
          h(
            'span',
            { class: 'entry-line' },
            text,
            f.mentions > 0 && h('span', { class: 'badge at' }, '@', unseen(`${counted(f.mentions, 'mention')}`)),
            f.unread > 0
              ? h('span', { class: f.muted ? 'badge muted' : 'badge' }, f.unread > 99 ? '99+' : f.unread, unseen(' unread'))
              : f.marked && h('span', { class: 'badge dot' }, unseen('marked as unread')),
          ),
        ),
      ),
    );
  }

  /** @param {string} id */
  function rove(id) {
    if (roving === id) return;
    roving = id;
    for (const link of links()) link.tabIndex = link.dataset.id === id ? 0 : -1;
  }

  entries.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    const all = links();
    const at = all.indexOf(/** @type {any} */ (document.activeElement));
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to < 0) search.focus();
    else all[Math.min(to, all.length - 1)]?.focus();
  });

  function draw() {
    const list = visible();
    const archived = client.conversations.filter((/** @type {any} */ c) => c.settings?.archived).length;
    if (archived === 0) showArchived = false;
    const inUse = entries.contains(document.activeElement) && list.some((/** @type {any} */ c) => c.conversationId === roving);
    if (!inUse) {
      roving = (list.find((/** @type {any} */ c) => c.conversationId === app.route.id) ?? list[0])?.conversationId ?? '';
    }
    keyed.update(list, (c) => c.conversationId, (c) => JSON.stringify(facts(c)), entry);
    for (const link of links()) link.tabIndex = link.dataset.id === roving ? 0 : -1;
    archive.hidden = archived === 0 || Boolean(search.value);
    archive.lastChild.textContent = showArchived ? 'Back to all' : `Archived (${archived})`;
    archive.setAttribute('aria-pressed', String(showArchived));
    nothing.hidden = list.length > 0;
    if (list.length === 0) {
      const loading = !search.value && ['idle', 'connecting'].includes(client.status.state) && !app.settled;
      nothing.replaceChildren(
        ...(search.value
          ? [h('p', null, `Nothing is called “${search.value.trim()}”.`)]
          : loading
            ? [h('p', null, 'Loading…')]
            : [
                h('p', null, 'No conversations yet.'),
                h('button', { type: 'button', class: 'fill', onclick: app.startNew }, 'Start one'),
              ]),
      );
    }
  }

  const later = oncePerFrame(draw);
  client.addEventListener('conversations', later);
  client.addEventListener('messages', later);
  client.addEventListener('receipts', later);
  client.addEventListener('typing', later);
  client.addEventListener('presence', later);
  client.addEventListener('status', later);
  app.addEventListener('route', later);
  app.addEventListener('drafts', later);
  // “Today” becomes “Yesterday”, and a mute runs out, without anything happening.
  setInterval(later, 60_000);
  draw();

  return {
    element: h(
      'nav',
      { class: 'list', 'aria-label': 'Conversations' },
      h('div', { class: 'search' }, icon('search'), search),
      h('div', { class: 'entries-scroll' }, entries, nothing, archive),
    ),
    /** Conversation `step` places below the open one, as the list shows them. @param {number} step */
    neighbour(step) {
      const list = visible();
      const at = list.findIndex((/** @type {any} */ c) => c.conversationId === app.route.id);
      return list[at < 0 ? 0 : Math.max(0, Math.min(list.length - 1, at + step))]?.conversationId;
    },
    focusSearch: () => search.focus(),
  };
}

const TICKS = {
  pending: /** @type {const} */ (['clock', 'Sending']),
  sent: /** @type {const} */ (['sent', 'Sent']),
  delivered: /** @type {const} */ (['both', 'Delivered']),
  read: /** @type {const} */ (['both', 'Read']),
  failed: /** @type {const} */ (['alert', 'Not sent']),
};

/** How far an own message has got, as a picture and in words. @param {keyof typeof TICKS} status */
export function tick(status) {
  const [name, words] = TICKS[status] ?? TICKS.sent;
  return h('span', { class: `tick ${status}`, title: words }, icon(name), unseen(words));
}
