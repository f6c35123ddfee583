import { fill, h, oncePerFrame, unseen } from './dom.js';
import { icon } from './icons.js';
import { conversationAvatar } from './avatar.js';
import { composer } from './composer.js';
import { messageMenu } from './message-menu.js';
import { TimelineView } from './timeline-view.js';
import { counted, excerpt, lastSeen, nameOf, peerOf, titleOf, typingText } from './text.js';

/**
 * The middle of the app: one conversation with its head, its messages and the field to write in.
 *
 * @param {import('./main.js').App} app
 * @param {string} id
 */
export function conversationView(app, id) {
  const { client } = app;
  const timeline = client.timeline(id);
  const get = () => client.conversation(id);
  let readBefore = 0;
  let begun = false;
  let readTo = 0;
  let ended = false;

  const title = h('h1', { class: 'head-title', tabindex: -1 });
  const subtitle = h('p', { class: 'head-subtitle' });
  const picture = h('span', { class: 'avatar-place' });
  const head = h(
    'header',
    { class: 'head' },
    h('a', { class: 'round back', href: '#/', 'aria-label': 'Back to the list' }, icon('back')),
    h('a', { class: 'head-who', href: `#/c/${id}/details` }, picture, h('span', { class: 'head-lines' }, title, subtitle)),
    h('span', { class: 'spring' }),
    h('a', { class: 'round', href: `#/c/${id}/details`, 'aria-label': 'Details', title: 'Details' }, icon('info')),
  );

  const view = new TimelineView({
    app,
    timeline,
    label: 'Messages',
    unreadFrom: () => readBefore,
    onSeen: (seq) => {
      if (!begun || seq <= readTo || !get()?.joined) return;
      readTo = seq;
      client.read(id, seq);
    },
    context: {
      app,
      id,
      group: get()?.kind === 'group',
      menu: (message, anchor, point) => messageMenu(app, get(), message, { reply: write.reply, edit: write.edit, thread: toThread }, anchor, point),
    },
  });
  fill(view.empty, h('p', { class: 'empty-big' }, 'No messages yet'), h('p', null, 'Write the first one.'));

  const write = composer({
    app,
    id,
    label: 'Message',
    conversation: get,
    draft: get() ? app.drafts.of(get()) : '',
    onDraft: (text) => app.drafts.set(id, text),
    lastOwn: () => view.lastOwn(),
    send: (text, extra) => {
      readBefore = 0;
      // What was refused stays in the timeline with its reason and what can be done; nothing more is to be said here.
      client.send(id, text, extra).catch(() => {});
      void view.toEnd();
    },
  });

  /** @param {any} message */
  const toThread = (message) => app.go(`#/c/${id}/thread/${message.threadRoot || message.seq}`);

  // What is new is read out; the list itself is not a live region, for it also grows at its beginning.
  const live = h('div', { class: 'unseen', role: 'log', 'aria-live': 'polite', 'aria-label': 'New messages' });
  let announced = 0;
  function announce() {
    if (!begun) return;
    for (const item of timeline.items) {
      if (item.type !== 'message' || item.seq <= announced) continue;
      announced = item.seq;
      if (item.mine || item.hidden) continue;
      live.append(h('p', null, `${nameOf(item.senderId)}: ${excerpt(item, 300)}`));
      while (live.childElementCount > 10) live.firstElementChild?.remove();
    }
  }

  const pins = h('div', { class: 'pins', hidden: true });
  const foot = h('div', { class: 'foot' });
  const element = h('main', { class: 'conversation', 'aria-label': 'Conversation' }, head, pins, view.element, live, foot);
  let footKind = '';

  function draw() {
    const c = get();
    const me = app.me();
    if (!c) {
      title.textContent = app.settled ? 'Not here' : '…';
      fill(subtitle, app.settled ? 'This conversation does not exist, or you are not in it.' : '');
      fill(foot);
      footKind = '';
      return;
    }
    view.context.group = c.kind === 'group';
    title.textContent = titleOf(c, me);
    const peer = c.kind === 'direct' ? peerOf(c, me) : '';
    const online = peer && app.presence.of(peer)?.status === 'online';
    fill(picture, conversationAvatar(c, me), online && h('span', { class: 'presence' }, unseen('online')));
    const typing = typingText(app.typing.of(id), c.kind === 'group');
    fill(subtitle, typing ? h('span', { class: 'typing' }, typing) : about(c, peer));
    drawFoot(c, peer);
    drawPins(c);
    app.presence.watch();
    if (!begun) begin(c);
  }

  /** What was read before it was opened is known now, also after a reload that had to wait for it. @param {any} c */
  function begin(c) {
    begun = true;
    announced = c.lastSeq;
    readBefore = c.unread > 0 ? c.readSeq : 0;
    void view.begin();
  }

  /** @param {any} c @param {string} peer */
  function about(c, peer) {
    if (!peer) return counted(c.members.size, 'member');
    const presence = app.presence.of(peer);
    if (!presence) return '';
    if (presence.text) return presence.text;
    if (presence.status === 'online') return 'Online';
    return presence.status === 'away' ? 'Away' : lastSeen(presence.lastSeen);
  }

  /** @param {any} c @param {string} peer */
  function drawFoot(c, peer) {
    const silenced = c.policy?.post === 'admins' && c.myRole === 'member';
    const kind = c.joined === false ? 'gone' : peer && app.blocked.has(peer) ? 'blocked' : silenced ? 'silenced' : 'write';
    if (kind === footKind) return;
    footKind = kind;
    const line = (/** @type {any[]} */ ...parts) => h('p', { class: 'foot-line' }, ...parts);
    if (kind === 'write') fill(foot, write.element);
    else if (kind === 'gone') fill(foot, line('You are no longer in this group.'));
    else if (kind === 'silenced') fill(foot, line('Only admins write here.'));
    else {
      fill(
        foot,
        line(`You blocked ${nameOf(peer)}. `, h('button', { type: 'button', class: 'link', onclick: () => app.unblock(peer) }, 'Unblock')),
      );
    }
  }

  /** Pinned messages may be far up, so they are asked for, once per change of what is pinned. @type {any[]} */
  let pinned = [];
  let pinnedSeqs = '?';
  /** @param {any} c */
  async function loadPins(c) {
    const now = JSON.stringify(c.pinnedSeqs ?? []);
    if (now === pinnedSeqs || client.status.state !== 'connected') return;
    pinnedSeqs = now;
    try {
      pinned = await client.pinned(id);
      pinnedSeqs = JSON.stringify(get()?.pinnedSeqs ?? []);
      later();
    } catch {
      pinnedSeqs = '?'; // the next change asks again
    }
  }

  /** @param {any} c */
  function drawPins(c) {
    void loadPins(c);
    const known = new Map(pinned.map((m) => [m.seq, m]));
    const messages = (c.pinnedSeqs ?? []).map((/** @type {number} */ seq) => view.context.find(seq) ?? known.get(seq));
    const newest = messages
      .filter((/** @type {any} */ m) => m && !m.deleted && !m.hidden)
      .sort((/** @type {any} */ a, /** @type {any} */ b) => b.seq - a.seq)[0];
    pins.hidden = !newest;
    if (!newest) return;
    fill(
      pins,
      icon('pin'),
      h('button', { type: 'button', class: 'pin-line', onclick: () => view.jumpTo(newest.seq) }, unseen('Pinned: '), h('span', null, excerpt(newest))),
    );
  }

  const later = oncePerFrame(() => !ended && draw());
  /** @param {any} event */
  const mine = (event) => {
    const { conversationId, ids } = event.detail ?? {};
    if (conversationId && conversationId !== id) return;
    if (ids && !ids.includes(id)) return;
    later();
    if (event.type === 'conversations') write.offerDraft(app.drafts.of(get()));
    if (event.type === 'receipts') view.refresh();
  };
  const heard = ['conversations', 'typing', 'presence', 'receipts', 'status'];
  for (const type of heard) client.addEventListener(type, mine);
  app.addEventListener('blocked', later);
  timeline.addEventListener('change', announce);
  timeline.addEventListener('change', later);
  draw();
  client.background?.(document.visibilityState === 'hidden');

  return {
    element,
    id,
    focus: () => (footKind === 'write' ? write.focus() : title.focus()),
    focusTitle: () => title.focus(),
    reply: write.reply,
    jumpTo: (/** @type {number} */ seq) => view.jumpTo(seq),
    end() {
      ended = true;
      app.drafts.flush(id);
      for (const type of heard) client.removeEventListener(type, mine);
      app.removeEventListener('blocked', later);
      timeline.removeEventListener('change', announce);
      timeline.removeEventListener('change', later);
      view.end();
    },
  };
}
