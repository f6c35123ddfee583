import { fill, h, KeyedChildren, oncePerFrame } from './dom.js';
import { icon } from './icons.js';
import { bubble, signatureOf } from './bubble.js';
import { composer } from './composer.js';
import { messageMenu } from './message-menu.js';
import { keyOf } from './timeline-view.js';
import { dayKey, excerpt } from './text.js';

/**
 * The third pane with a thread: the message it began with, the replies, and a field to write another. Replies come
 * from the history; what has happened since stands in the timeline and is laid over them.
 *
 * @param {import('./main.js').App} app
 * @param {string} id
 * @param {number} root
 */
export function threadPane(app, id, root) {
  const { client } = app;
  const timeline = client.timeline(id);
  /** @type {any[]} */
  let fetched = [];
  let ended = false;
  const list = h('ul', { class: 'timeline', 'aria-label': 'Thread' });
  const keyed = new KeyedChildren(list);
  const scroller = h('div', { class: 'scroller' }, list);
  const note = h('p', { class: 'quiet pane-note' });

  const find = (/** @type {number} */ seq) => items().find((i) => i.seq === seq);
  const context = {
    app,
    id,
    group: client.conversation(id)?.kind === 'group',
    inThread: true,
    find,
    jump: (/** @type {number} */ seq) => list.querySelector(`[data-seq="${seq}"]`)?.scrollIntoView({ block: 'center' }),
    menu: (/** @type {any} */ message, /** @type {HTMLElement} */ anchor, /** @type {any} */ point) =>
      messageMenu(app, client.conversation(id), message, { reply: write.reply, edit: write.edit }, anchor, point),
  };

  /** @returns {any[]} */
  function items() {
    const known = new Map(fetched.map((m) => [keyOf(m), m]));
    for (const i of timeline.items) {
      if (i.type === 'message' && (i.seq === root || i.threadRoot === root)) known.set(keyOf(i), i);
    }
    return [...known.values()]
      .filter((m) => !m.hidden)
      .sort((a, b) => (a.seq || Infinity) - (b.seq || Infinity) || a.time - b.time);
  }

  function draw() {
    if (ended) return;
    const all = items();
    const bottom = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 48;
    const places = all.map((item, index) => ({
      first: index <= 1 || all[index - 1].senderId !== item.senderId || dayKey(all[index - 1].time) !== dayKey(item.time),
      last: index === 0 || all[index + 1]?.senderId !== item.senderId,
      replies: 0,
    }));
    keyed.update(
      all,
      keyOf,
      (m, index) => signatureOf(m, places[index], m.replyTo && find(m.replyTo)),
      (m, index) => h('li', { class: m.seq === root ? 'row-item root' : 'row-item', 'data-seq': m.seq || null }, bubble(m, places[index], context)),
    );
    note.textContent = all.length > 1 ? '' : 'No replies yet.';
    if (bottom) scroller.scrollTop = scroller.scrollHeight;
  }

  const write = composer({
    app,
    id,
    label: 'Reply in this thread',
    placeholder: 'Reply',
    conversation: () => client.conversation(id),
    lastOwn: () => items().findLast((m) => m.mine && m.seq > 0 && !m.deleted),
    send: (text, extra) => {
      client.send(id, text, { ...extra, threadRoot: root }).catch(() => {});
      scroller.scrollTop = scroller.scrollHeight;
    },
  });

  async function load() {
    const replies = await app.attempt(() => client.thread(id, root));
    if (ended) return;
    fetched = replies ?? [];
    draw();
    scroller.scrollTop = scroller.scrollHeight;
  }

  const later = oncePerFrame(draw);
  timeline.addEventListener('change', later);
  const heading = h('h2', { tabindex: -1 }, 'Thread');
  const subtitle = h('p', { class: 'head-subtitle' });
  const element = h(
    'aside',
    { class: 'pane', 'aria-label': 'Thread' },
    h(
      'header',
      { class: 'head' },
      h('a', { class: 'round', href: `#/c/${id}`, 'aria-label': 'Close the thread' }, icon('close')),
      h('span', { class: 'head-lines' }, heading, subtitle),
    ),
    scroller,
    note,
    h('div', { class: 'foot' }, client.conversation(id)?.joined === false ? null : write.element),
  );
  draw();
  const first = find(root);
  fill(subtitle, first ? excerpt(first, 60) : '');
  void load();
  return {
    element,
    focus: () => write.focus(),
    end() {
      ended = true;
      timeline.removeEventListener('change', later);
    },
  };
}
