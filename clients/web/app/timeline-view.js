import { h, KeyedChildren, oncePerFrame } from './dom.js';
import { icon } from './icons.js';
import { bubble, signatureOf } from './bubble.js';
import { counted, dayKey, dayName, noticeText } from './text.js';

/** At most so many messages are in the page, whatever the timeline holds. */
const MOST = 240;
const STEP = 60;
/** How near to an end the next ones are asked for, in pixels. */
const NEAR = 900;
const AT_BOTTOM = 48;
const GROUP_MILLIS = 5 * 60_000;

/**
 * The messages of a conversation, as a window that moves over the timeline, which itself is a window over the
 * conversation. Whatever is added, taken away or changes its height, what the reader looks at stays where it is:
 * before each change the first visible message is measured, and afterwards the scroll position is corrected by how
 * far it moved. Who is at the bottom stays at the bottom.
 */
export class TimelineView {
  /** @type {any[]} */
  #items = [];
  /** Keys of the first and last message in the page; '' follows the end. */
  #from = '';
  #to = '';
  #stick = true;
  #roving = '';
  #busy = false;
  #ended = false;
  /** Seq of the last message that was seen at the bottom. */
  #seen = 0;
  /** @type {((seq: number) => void) | null} */
  #onSeen;
  #draw = oncePerFrame(() => this.#render());

  /**
   * @param {object} options
   * @param {import('./main.js').App} options.app
   * @param {any} options.timeline
   * @param {Omit<import('./bubble.js').BubbleContext, 'find' | 'jump'>} options.context
   * @param {() => number} options.unreadFrom what was read before the conversation was opened; 0 for no divider
   * @param {(seq: number) => void} options.onSeen the newest message is on the screen
   * @param {(item: any) => boolean} [options.filter]
   * @param {string} options.label
   */
  constructor({ app, timeline, context, unreadFrom, onSeen, filter, label }) {
    this.app = app;
    this.timeline = timeline;
    this.filter = filter ?? (() => true);
    this.unreadFrom = unreadFrom;
    this.#onSeen = onSeen;
    this.context = {
      ...context,
      find: (/** @type {number} */ seq) => this.timeline.items.find((/** @type {any} */ i) => i.type === 'message' && i.seq === seq),
      jump: (/** @type {number} */ seq) => void this.jumpTo(seq),
    };
    this.list = h('ul', { class: 'timeline', 'aria-label': label });
    this.keyed = new KeyedChildren(this.list);
    this.start = h('p', { class: 'timeline-start' });
    this.empty = h('div', { class: 'empty', hidden: true });
    this.scroller = h('div', { class: 'scroller' }, this.start, this.empty, this.list);
    this.downButton = h(
      'button',
      { type: 'button', class: 'to-end', hidden: true, onclick: () => this.toEnd() },
      icon('down'),
      h('span', null),
    );
    this.element = h('div', { class: 'timeline-place' }, this.scroller, this.downButton);
    this.scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.list.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => this.#key(event));
    this.list.addEventListener('focusin', (/** @type {FocusEvent} */ event) => {
      const row = /** @type {HTMLElement} */ (event.target).closest('li');
      if (row?.dataset.key) this.#rove(row.dataset.key);
    });
    this.resized = new ResizeObserver(() => this.#stick && this.#bottom());
    this.resized.observe(this.scroller);
    this.changed = () => this.#draw();
    timeline.addEventListener('change', this.changed);
    document.addEventListener('visibilitychange', this.changed);
  }

  /** Shows the beginning: at the unread divider if there is one, else at the end. */
  async begin() {
    const read = this.unreadFrom();
    this.#render();
    if (!read) return;
    this.#stick = false;
    if (!this.#lookup(read + 1)) await this.timeline.jumpTo(read + 1);
    this.#around((/** @type {any} */ i) => i.seq > read);
    const divider = this.list.querySelector('.unread-line');
    if (divider) this.scroller.scrollTop += divider.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top - 60;
    else this.toEnd();
    this.#scrolled();
  }

  end() {
    this.#ended = true;
    this.timeline.removeEventListener('change', this.changed);
    document.removeEventListener('visibilitychange', this.changed);
    this.resized.disconnect();
  }

  async toEnd() {
    if (!this.timeline.atEnd) await this.timeline.toEnd();
    this.#stick = true;
    this.#to = '';
    this.#from = '';
    this.#render();
    this.#bottom();
  }

  /** Goes to a message, wherever it is, and shows for a moment which one it was. @param {number} seq */
  async jumpTo(seq) {
    this.#stick = false;
    if (!this.#lookup(seq)) await this.app.attempt(() => this.timeline.jumpTo(seq));
    if (this.#ended) return;
    this.#around((/** @type {any} */ i) => i.seq >= seq);
    const item = this.#lookup(seq);
    const node = item && this.keyed.node(keyOf(item));
    if (!node) return;
    node.scrollIntoView({ block: 'center' });
    node.classList.add('found');
    setTimeout(() => node.classList.remove('found'), 2000);
    this.focusOn(keyOf(item));
  }

  /** @param {string} [key] */
  focusOn(key = this.#roving) {
    this.keyed.node(key)?.focus({ preventScroll: true });
  }

  /** Redraws what depends on more than the timeline, such as receipts. */
  refresh() {
    this.#draw();
  }

  /** The own newest message that can still be edited. */
  lastOwn() {
    return this.timeline.items.findLast((/** @type {any} */ i) => i.type === 'message' && i.mine && i.seq > 0 && !i.deleted && !i.hidden && this.filter(i));
  }

  /** @param {number} seq */
  #lookup(seq) {
    return this.#visible().find((/** @type {any} */ i) => i.seq === seq);
  }

  #visible() {
    const me = this.app.me();
    return this.timeline.items.filter((/** @type {any} */ i) =>
      this.filter(i) && (i.type === 'message' ? !i.hidden : noticeText(i, me) !== null),
    );
  }

  /** Puts the first item that passes the test, with what is around it, into the page. @param {(item: any) => boolean} test */
  #around(test) {
    const all = this.#visible();
    const at = all.findIndex(test);
    const from = Math.max(0, (at < 0 ? all.length : at) - STEP);
    const to = Math.min(all.length, from + 2 * STEP);
    this.#from = all[from] ? keyOf(all[from]) : '';
    this.#to = to === all.length && this.timeline.atEnd ? '' : all[to - 1] ? keyOf(all[to - 1]) : '';
    this.#render();
  }

  /** The part of the timeline that is in the page, as indexes into what is visible. @param {any[]} all */
  #range(all) {
    const last = this.#to && !this.#stick ? all.findIndex((i) => keyOf(i) === this.#to) : -1;
    let to = last < 0 ? all.length : last + 1;
    const first = this.#from ? all.findIndex((i) => keyOf(i) === this.#from) : -1;
    let from = first < 0 ? Math.max(0, to - 2 * STEP) : first;
    if (to - from > MOST) {
      // At the end the oldest give way; away from it the newest, for they are out of sight.
      if (this.#stick) from = to - MOST;
      else to = from + MOST;
    }
    return { from, to };
  }

  #render() {
    if (this.#ended) return;
    const all = this.#visible();
    const { from, to } = this.#range(all);
    const items = all.slice(from, to);
    this.#from = items[0] ? keyOf(items[0]) : '';
    this.#to = to < all.length || !this.timeline.atEnd ? (items.at(-1) ? keyOf(items.at(-1)) : '') : '';
    const anchor = this.#stick ? null : this.#measure();
    const replies = new Map();
    for (const i of all) if (i.threadRoot && !i.deleted) replies.set(i.threadRoot, (replies.get(i.threadRoot) ?? 0) + 1);
    const places = this.#places(items, all[from - 1], replies);
    const me = this.app.me();
    const inUse = this.list.contains(document.activeElement) && items.some((/** @type {any} */ i) => keyOf(i) === this.#roving);
    if (!inUse) this.#rove(items.length > 0 ? keyOf(items[items.length - 1]) : '');
    this.keyed.update(
      items,
      keyOf,
      (item, index) =>
        item.type === 'message'
          ? signatureOf(item, places[index], item.replyTo && this.context.find(item.replyTo))
          : JSON.stringify([noticeText(item, me), places[index]]),
      (item, index) => this.#row(item, places[index]),
    );
    this.#items = items;
    this.start.hidden = from > 0;
    this.start.textContent = this.timeline.loading ? 'Loading…' : this.timeline.atStart ? '' : ' ';
    this.empty.hidden = all.length > 0 || this.timeline.loading;
    if (this.#stick) {
      this.#to = '';
      this.#bottom();
    } else if (anchor) {
      const node = this.keyed.node(anchor.key);
      if (node) this.scroller.scrollTop += node.getBoundingClientRect().top - anchor.top;
    }
    this.#after(all);
  }

  /** @param {any} item @param {any} place */
  #row(item, place) {
    const key = keyOf(item);
    return h(
      'li',
      { class: 'row-item', tabindex: key === this.#roving ? 0 : -1, 'data-key': key, 'data-seq': item.seq || null },
      place.day && h('p', { class: 'day' }, h('span', null, place.day)),
      place.unread && h('p', { class: 'unread-line' }, h('span', null, 'New messages')),
      item.type === 'message'
        ? bubble(item, place, this.context)
        : h('p', { class: 'notice' }, noticeText(item, this.app.me())),
    );
  }

  /** @param {any[]} items @param {any} before @param {Map<number, number>} replies */
  #places(items, before, replies) {
    const read = this.unreadFrom();
    const together = (/** @type {any} */ a, /** @type {any} */ b) =>
      a && b && a.type === 'message' && b.type === 'message' && a.senderId === b.senderId && !lineOnly(a) && !lineOnly(b) &&
      dayKey(a.time) === dayKey(b.time) && Math.abs(b.time - a.time) < GROUP_MILLIS;
    let divided = Boolean(before) && before.seq > read;
    const places = items.map((item, index) => {
      const previous = index > 0 ? items[index - 1] : before;
      const day = !previous || dayKey(previous.time) !== dayKey(item.time) ? dayName(item.time) : '';
      const unread = read > 0 && !divided && item.seq > read && !item.mine && item.senderId !== this.app.me();
      if (unread) divided = true;
      return {
        day,
        unread,
        first: Boolean(day) || unread || !together(previous, item),
        last: true,
        replies: replies.get(item.seq) ?? 0,
      };
    });
    places.forEach((place, index) => (place.last = places[index + 1]?.first ?? true));
    return places;
  }

  /** The first message of which something is to be seen, and where its upper edge is. */
  #measure() {
    const top = this.scroller.getBoundingClientRect().top;
    const rows = this.list.children;
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle].getBoundingClientRect().bottom > top) high = middle;
      else low = middle + 1;
    }
    const row = /** @type {HTMLElement | undefined} */ (rows[low]);
    return row ? { key: row.dataset.key ?? '', top: row.getBoundingClientRect().top } : null;
  }

  #bottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const atBottom = scrollHeight - scrollTop - clientHeight < AT_BOTTOM;
    this.#stick = atBottom && !this.#to && this.timeline.atEnd;
    this.#after(this.#visible());
    const all = this.#visible();
    const { from, to } = this.#range(all);
    if (scrollTop < NEAR && (from > 0 || !this.timeline.atStart)) void this.#more('older');
    else if (scrollHeight - scrollTop - clientHeight < NEAR && (to < all.length || !this.timeline.atEnd)) void this.#more('newer');
  }

  /** @param {'older' | 'newer'} way */
  async #more(way) {
    if (this.#busy || this.#ended) return;
    this.#busy = true;
    try {
      const all = this.#visible();
      const { from, to } = this.#range(all);
      if (way === 'older') {
        if (from === 0) {
          if (this.timeline.atStart) return;
          await this.timeline.older(STEP);
        }
        this.#extend(-STEP);
      } else {
        if (to === all.length) {
          if (this.timeline.atEnd) return;
          await this.timeline.newer(STEP);
        }
        this.#extend(STEP);
      }
    } catch (failure) {
      // Scrolling again asks again; the banner tells of the connection.
      console.warn(failure);
      return;
    } finally {
      this.#busy = false;
    }
    // A page may have held little that shows (reactions, edits), and meanwhile somebody may have gone on scrolling.
    if (!this.#ended) this.#scrolled();
  }

  /** Moves the window by so many messages, the far side giving way. @param {number} step */
  #extend(step) {
    const all = this.#visible();
    let { from, to } = this.#range(all);
    if (step < 0) {
      from = Math.max(0, from + step);
      to = Math.min(to, from + MOST);
    } else {
      to = Math.min(all.length, to + step);
      from = Math.max(from, to - MOST);
    }
    this.#stick = false;
    this.#from = all[from] ? keyOf(all[from]) : '';
    this.#to = to === all.length && this.timeline.atEnd ? '' : all[to - 1] ? keyOf(all[to - 1]) : '';
    this.#render();
  }

  /** What follows from where the reader is: what was seen, and the button that leads to the end. @param {any[]} all */
  #after(all) {
    const newest = all.findLast((i) => i.seq > 0)?.seq ?? 0;
    if (this.#stick && document.visibilityState === 'visible' && this.element.isConnected) {
      this.#seen = Math.max(this.#seen, newest);
      if (newest > 0) this.#onSeen?.(newest);
    }
    const fresh = all.filter((i) => i.type === 'message' && !i.mine && i.seq > this.#seen).length;
    this.downButton.hidden = this.#stick || all.length === 0;
    this.downButton.lastChild.textContent =
      fresh > 0 && this.#seen > 0 && this.timeline.atEnd ? counted(fresh, 'new message') : 'To the newest';
    this.downButton.classList.toggle('fresh', fresh > 0 && this.#seen > 0);
  }

  /** @param {string} key */
  #rove(key) {
    if (key === this.#roving) return;
    const old = this.keyed.node(this.#roving);
    if (old) old.tabIndex = -1;
    this.#roving = key;
    const node = this.keyed.node(key);
    if (node) node.tabIndex = 0;
  }

  /** Arrows move among messages, Enter opens what can be done with one, Tab goes through what is in it. @param {KeyboardEvent} event */
  #key(event) {
    const row = /** @type {HTMLElement} */ (event.target).closest('li');
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = { ArrowUp: row.previousElementSibling, ArrowDown: row.nextElementSibling }[event.key];
    if (to) {
      event.preventDefault();
      /** @type {HTMLElement} */ (to).focus();
      to.scrollIntoView({ block: 'nearest' });
      return;
    }
    if (event.target !== row) return;
    if (event.key === 'Enter' || event.key === ' ' || event.key === 'ContextMenu') {
      event.preventDefault();
      /** @type {HTMLElement | null} */ (row.querySelector('.bubble-more, .in-thread a'))?.click();
    } else if (event.key === 'ArrowRight') {
      /** @type {HTMLElement | null} */ (row.querySelector('.quote, .in-thread a, .text a, .reactions button, .replies'))?.focus();
    }
  }
}

/** Messages of a thread are one line here. @param {any} item */
const lineOnly = (item) => item.threadRoot && !item.deleted && item.status !== 'failed';

/** One key from the first moment of a message to its place in the order: an own one is known by its clientId. @param {any} item */
export function keyOf(item) {
  return item.mine && item.clientId ? `c${item.clientId}` : `${item.type[0]}${item.seq}`;
}
