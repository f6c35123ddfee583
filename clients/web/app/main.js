/** Where the app begins: who is here, the client, the panes, and the way between them (the address after `#`). */
import { fill, h, unseen } from './dom.js';
import { icon } from './icons.js';
import { personAvatar } from './avatar.js';
import { connectionBanner } from './banner.js';
import { conversationList } from './list.js';
import { conversationView } from './conversation.js';
import { attempt, toast } from './dialog.js';
import { askedFor, clientFor, draftKey, isUserId, remember, remembered } from './session.js';
import { signInView } from './signin.js';
import { nameOf } from './text.js';
import './theme.js';

const DRAFT_MILLIS = 1000;

/** @typedef {{view: 'list' | 'conversation' | 'join', id: string, pane: '' | 'details' | 'thread', root: number, token: string}} Route */

/** @returns {Route} */
function routeNow() {
  const [, kind, first = '', pane = '', root = ''] = location.hash.split('/').map(decodeURIComponent);
  if (kind === 'c' && first) {
    return { view: 'conversation', id: first, pane: pane === 'details' || pane === 'thread' ? pane : '', root: Number(root) || 0, token: '' };
  }
  return { view: kind === 'join' ? 'join' : 'list', id: '', pane: '', root: 0, token: kind === 'join' ? first : '' };
}

/** What the views share: the client, where we are, and what is known beside conversations. */
export class App extends EventTarget {
  /** @type {Route} */
  route = routeNow();
  /** @type {Set<string>} */
  blocked = new Set();
  /** True once the server's list of conversations has been seen. */
  settled = false;
  attempt = attempt;
  #user;
  /** @type {Map<string, string[]>} */
  #typing = new Map();
  /** @type {Map<string, any>} */
  #presence = new Map();
  /** @type {Map<string, any>} */
  #draftTimers = new Map();
  #watched = '';
  /** @type {string[]} */
  #watchedToo = [];

  /** @param {any} client @param {string} user */
  constructor(client, user) {
    super();
    this.client = client;
    this.#user = user;
    client.addEventListener('typing', (/** @type {any} */ { detail }) => this.#typing.set(detail.conversationId, detail.userIds));
    client.addEventListener('presence', (/** @type {any} */ { detail }) => this.#presence.set(detail.userId, detail));
    client.addEventListener('conversations', () => {
      if (client.status.state === 'connected') this.settled = true;
    });
    client.addEventListener('status', () => {
      if (client.status.state === 'connected') {
        void this.loadBlocks();
        this.#watched = '';
        // An empty list has no event of its own.
        setTimeout(() => ((this.settled = true), this.dispatchEvent(new Event('route'))), 1500);
      }
    });
  }

  me() {
    return this.#user;
  }

  /** @param {string} hash */
  go(hash) {
    if (location.hash !== hash) location.hash = hash;
  }

  typing = { of: (/** @type {string} */ id) => (this.#typing.get(id) ?? []).filter((userId) => userId !== this.#user) };

  presence = {
    of: (/** @type {string} */ userId) => this.#presence.get(userId),
    /** Those of direct conversations are always watched, for the dots in the list; others while a pane shows them. @param {string[]} [others] */
    watch: (others) => {
      if (others) this.#watchedToo = others;
      const wanted = new Set(this.#watchedToo);
      for (const c of this.client.conversations) {
        if (c.kind === 'direct') for (const userId of c.members.keys()) if (userId !== this.#user) wanted.add(userId);
      }
      const list = [...wanted].slice(0, 200);
      const now = list.join(' ');
      if (now === this.#watched || list.length === 0 || this.client.status.state !== 'connected') return;
      this.#watched = now;
      this.client.watch(list);
    },
  };

  /** What was begun and not sent: here at once, on the server for the other devices a moment later. */
  drafts = {
    of: (/** @type {any} */ c) => (c ? (localStorage.getItem(draftKey(this.#user, c.conversationId)) ?? c.settings?.draft ?? '') : ''),
    set: (/** @type {string} */ id, /** @type {string} */ text) => {
      localStorage.setItem(draftKey(this.#user, id), text);
      clearTimeout(this.#draftTimers.get(id));
      this.#draftTimers.set(id, setTimeout(() => this.drafts.flush(id), DRAFT_MILLIS));
      this.dispatchEvent(new Event('drafts'));
    },
    flush: (/** @type {string} */ id) => {
      const key = draftKey(this.#user, id);
      const text = localStorage.getItem(key);
      clearTimeout(this.#draftTimers.get(id));
      this.#draftTimers.delete(id);
      if (text === null) return;
      if (text === (this.client.conversation(id)?.settings?.draft ?? '')) return void localStorage.removeItem(key);
      this.client.settings(id, { draft: text || null }).then(
        () => localStorage.getItem(key) === text && localStorage.removeItem(key),
        () => {}, // offline or refused: it stays here, and the next change takes it along
      );
    },
  };

  async loadBlocks() {
    try {
      this.blocked = new Set((await this.client.blocks()).map((/** @type {any} */ b) => b.userId ?? b));
      this.dispatchEvent(new Event('blocked'));
    } catch {
      // The next connection asks again.
    }
  }

  /** @param {string} userId */
  block = (userId) => attempt(async () => (await this.client.block(userId), this.blocked.add(userId), this.dispatchEvent(new Event('blocked'))));

  /** @param {string} userId */
  unblock = (userId) => attempt(async () => (await this.client.unblock(userId), this.blocked.delete(userId), this.dispatchEvent(new Event('blocked'))));

  /** @param {string} userId */
  openDirect = (userId) => attempt(async () => this.go(`#/c/${await this.client.openDirect(userId)}`));

  startNew = async () => (await import('./new-chat.js')).newChat(this);

  /** Set by the shell: shows a message of the open conversation. @type {(seq: number) => void} */
  jump = () => {};
}

/** @param {string} user @param {boolean} embedded */
function start(user, embedded) {
  const client = clientFor(user, embedded);
  /** @type {any} */ (window).parley = client;
  const app = new App(client, user);
  shell(app, embedded);
  client.connect();
}

/** @param {App} app @param {boolean} embedded */
function shell(app, embedded) {
  const { client } = app;
  const list = conversationList(app);
  const place = h('div', { class: 'place' });
  const panePlace = h('div', { class: 'pane-place' });
  const account = h(
    'button',
    {
      type: 'button',
      class: 'account',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      onclick: async () => (await import('./account.js')).accountMenu(app, account),
    },
    personAvatar(app.me(), 'small'),
    h('span', null, nameOf(app.me()), unseen(': account and settings')),
  );
  const side = h(
    'div',
    { class: 'side' },
    h(
      'header',
      { class: 'head' },
      account,
      h('span', { class: 'spring' }),
      h('button', { type: 'button', class: 'round', 'aria-label': 'New conversation', title: 'New conversation', onclick: app.startNew }, icon('plus')),
    ),
    list.element,
  );
  const root = h('div', { class: embedded ? 'app embedded' : 'app' }, connectionBanner(client), h('div', { class: 'panes' }, side, place, panePlace));
  fill(document.body, root);

  /** @type {any} */
  let conversation = null;
  /** @type {any} */
  let pane = null;
  let paneKey = '';
  let shownView = '';

  const welcome = () =>
    h(
      'main',
      { class: 'conversation welcome' },
      h(
        'div',
        { class: 'empty' },
        h('img', { src: '/logo.svg', alt: '', width: 64, height: 64 }),
        h('p', { class: 'empty-big' }, 'Pick a conversation'),
        h('p', null, 'or press ', h('kbd', null, 'Ctrl'), ' ', h('kbd', null, 'K'), ' to go to one by name.'),
      ),
    );

  async function show() {
    const route = (app.route = routeNow());
    if (route.view === 'join') {
      location.replace('#/');
      const id = await attempt(() => client.join(route.token));
      if (id) app.go(`#/c/${id}`);
      return;
    }
    const before = conversation?.id ?? '';
    if (before !== route.id || shownView === '') {
      conversation?.end();
      conversation = route.id ? conversationView(app, route.id) : null;
      fill(place, conversation ? conversation.element : welcome());
      shownView = route.id || 'list';
      app.jump = (seq) => {
        if (!matchMedia('(min-width: 1100px)').matches) app.go(`#/c/${route.id}`);
        conversation?.jumpTo(seq);
      };
    }
    root.dataset.at = route.pane ? 'pane' : route.id ? 'conversation' : 'list';
    const wantedPane = route.pane ? `${route.id}/${route.pane}/${route.root}` : '';
    const moved = before !== route.id;
    if (wantedPane !== paneKey) {
      const had = paneKey;
      paneKey = wantedPane;
      pane?.end();
      pane = null;
      fill(panePlace);
      if (route.pane) {
        const made =
          route.pane === 'thread'
            ? (await import('./thread.js')).threadPane(app, route.id, route.root)
            : (await import('./details.js')).detailsPane(app, route.id);
        if (paneKey !== wantedPane) return void made.end();
        pane = made;
        fill(panePlace, pane.element);
        pane.focus();
      } else if (had && !moved) conversation?.focus();
    }
    if (moved && !route.pane) {
      // On a phone the keyboard would cover what one came to read.
      if (conversation) matchMedia('(pointer: coarse)').matches ? conversation.focusTitle() : conversation.focus();
      else /** @type {HTMLElement | null} */ (side.querySelector(`[data-id="${CSS.escape(before)}"]`))?.focus();
    }
    app.dispatchEvent(new Event('route'));
    title();
  }

  function title() {
    const unread = client.conversations.reduce((/** @type {number} */ n, /** @type {any} */ c) => n + (c.settings?.archived ? 0 : c.unread), 0);
    document.title = unread > 0 ? `(${unread > 99 ? '99+' : unread}) Parley` : 'Parley';
  }

  addEventListener('hashchange', () => void show());
  client.addEventListener('conversations', () => {
    title();
    app.presence.watch();
  });
  client.addEventListener('status', () => app.presence.watch());
  client.addEventListener('error', (/** @type {any} */ { detail }) => console.warn('parley', detail?.code, detail?.message));
  document.addEventListener('visibilitychange', () => client.background?.(document.visibilityState === 'hidden'));
  document.addEventListener('keydown', async (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      if (!document.querySelector('dialog[open]')) (await import('./switcher.js')).openSwitcher(app);
    } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      const id = list.neighbour(event.key === 'ArrowUp' ? -1 : 1);
      if (id) app.go(`#/c/${id}`);
    } else if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open], .menu')) {
      if (app.route.pane) app.go(`#/c/${app.route.id}`);
    }
  });
  void show();
  // What a key opens must be there when the next keys come.
  setTimeout(() => void import('./switcher.js'), 1500);
}

const { user: asked, embedded } = askedFor();
const user = asked && isUserId(asked) ? asked : remembered();
if (user) start(user, embedded);
else {
  fill(
    document.body,
    signInView((name) => {
      remember(name);
      start(name, false);
    }),
  );
}

addEventListener('unhandledrejection', (event) => {
  console.error(event.reason);
  toast('Something went wrong. Please try again.');
});
