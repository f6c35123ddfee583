import { fill, h, oncePerFrame, unseen } from './dom.js';
import { icon } from './icons.js';
import { conversationAvatar, personAvatar } from './avatar.js';
import { confirm, field, form, openDialog, toast } from './dialog.js';
import { openMenu } from './menu.js';
import { peoplePicker } from './new-chat.js';
import { counted, excerpt, fullTime, isMuted, lastSeen, nameOf, peerOf, titleOf } from './text.js';

/**
 * The third pane: what a conversation is, who is in it, and how oneself wants it.
 *
 * @param {import('./main.js').App} app
 * @param {string} id
 */
export function detailsPane(app, id) {
  const { client, attempt } = app;
  const get = () => client.conversation(id);
  const heading = h('h2', { tabindex: -1 }, 'Details');
  const body = h('div', { class: 'pane-body' });
  /** @type {any[] | null} */
  let invites = null;
  /** @type {any[] | null} */
  let pinned = null;
  let shown = '';
  let ended = false;

  function draw() {
    const c = get();
    if (!c || ended) return;
    const me = app.me();
    const facts = JSON.stringify([
      c.title, c.description, c.policy, c.myRole, c.joined, [...c.members].map(([userId, m]) => [userId, m.role]), c.settings,
      [...(c.pinnedSeqs ?? [])], invites, pinned?.map((m) => m.text), [...app.blocked],
      [...c.members.keys()].map((userId) => app.presence.of(userId)),
    ]);
    if (facts === shown) return;
    shown = facts;
    const focused = /** @type {HTMLElement | null} */ (body.contains(document.activeElement) ? document.activeElement : null);
    const name = focused?.getAttribute('data-focus');
    fill(body, c.kind === 'group' ? group(c, me) : direct(c, me));
    if (name) /** @type {HTMLElement | null} */ (body.querySelector(`[data-focus="${CSS.escape(name)}"]`))?.focus();
    else if (focused) heading.focus();
  }

  /** @param {any} c @param {string} me */
  function direct(c, me) {
    const peer = peerOf(c, me);
    const presence = app.presence.of(peer);
    return [
      h(
        'div',
        { class: 'pane-top' },
        conversationAvatar(c, me, 'huge'),
        h('p', { class: 'pane-title' }, titleOf(c, me)),
        presence && h('p', { class: 'quiet' }, presence.status === 'online' ? 'Online' : lastSeen(presence.lastSeen)),
      ),
      own(c),
      pins(c),
      h(
        'section',
        { 'aria-label': 'Privacy' },
        app.blocked.has(peer)
          ? action('block', `Unblock ${nameOf(peer)}`, () => app.unblock(peer))
          : action('block', `Block ${nameOf(peer)}`, async () => {
              const text = 'Neither of you can write to the other then. Groups stay as they are. Nobody is told.';
              if (await confirm(`Block ${nameOf(peer)}?`, text, 'Block')) await app.block(peer);
            }, true),
      ),
    ];
  }

  /** @param {any} c @param {string} me */
  function group(c, me) {
    const boss = c.myRole === 'owner' || c.myRole === 'admin';
    const may = (/** @type {string} */ what) => c.joined !== false && (boss || c.policy?.[what] === 'all');
    return [
      h(
        'div',
        { class: 'pane-top' },
        conversationAvatar(c, me, 'huge'),
        h('p', { class: 'pane-title' }, titleOf(c, me)),
        c.description && h('p', { class: 'description' }, c.description),
        may('rename') && h('button', { type: 'button', class: 'link', 'data-focus': 'profile', onclick: () => profile(c) }, 'Change name and description'),
      ),
      own(c),
      pins(c),
      h(
        'section',
        { 'aria-label': 'Members' },
        h('h3', { class: 'section-title' }, counted(c.members.size, 'member')),
        h(
          'ul',
          { class: 'rows' },
          may('add') &&
            h('li', null, action('plus', 'Add people', () => add(c))),
          sorted(c, me).map((userId) => member(c, userId, me)),
        ),
      ),
      may('add') && inviteSection(c),
      c.myRole === 'owner' && rules(c),
      c.joined !== false &&
        h(
          'section',
          { 'aria-label': 'Leaving' },
          action('leave', 'Leave the group', async () => {
            if (await confirm(`Leave “${titleOf(c, me)}”?`, 'You keep what you have read. To come back, somebody must let you in.', 'Leave')) {
              await attempt(() => client.leave(id));
            }
          }, true),
        ),
    ];
  }

  /** What a conversation is to oneself alone. @param {any} c */
  function own(c) {
    const set = (/** @type {any} */ change) => attempt(() => client.settings(id, change));
    const muted = isMuted(c);
    return h(
      'section',
      { 'aria-label': 'For you' },
      h(
        'button',
        {
          type: 'button',
          class: 'action',
          'data-focus': 'mute',
          'aria-haspopup': muted ? null : 'menu',
          'aria-expanded': muted ? null : 'false',
          onclick: (/** @type {any} */ event) => {
            if (muted) return void set({ mutedUntil: null });
            const inMillis = (/** @type {number} */ millis) => () => set({ mutedUntil: new Date(Date.now() + millis).toISOString() });
            openMenu(
              event.currentTarget,
              [
                { label: 'For 8 hours', run: inMillis(8 * 3_600_000) },
                { label: 'For a week', run: inMillis(7 * 86_400_000) },
                { label: 'Until I change it', run: () => set({ mutedUntil: '2100-01-01T00:00:00Z' }) },
              ],
              { label: 'Mute' },
            );
          },
        },
        icon(muted ? 'muted' : 'bell'),
        h('span', null, muted ? 'Muted' : 'Mute'),
        muted && h('span', { class: 'state' }, mutedText(c)),
      ),
      toggle('pin', 'Pinned to the top', Boolean(c.settings?.pinned), (on) => set({ pinned: on })),
      toggle('archive', 'Archived', Boolean(c.settings?.archived), (on) => set({ archived: on })),
    );
  }

  /** @param {any} c */
  function pins(c) {
    if (!c.pinnedSeqs || [...c.pinnedSeqs].length === 0) return null;
    return h(
      'section',
      { 'aria-label': 'Pinned messages' },
      h('h3', { class: 'section-title' }, 'Pinned messages'),
      h(
        'ul',
        { class: 'rows' },
        (pinned ?? []).map((m) =>
          h(
            'li',
            null,
            h(
              'button',
              { type: 'button', class: 'action', onclick: () => app.jump(m.seq) },
              icon('pin'),
              h('span', { class: 'two-lines' }, h('b', null, nameOf(m.senderId)), h('span', null, excerpt(m, 90))),
            ),
          ),
        ),
      ),
    );
  }

  /** @param {any} c @param {string} userId @param {string} me */
  function member(c, userId, me) {
    const { role } = c.members.get(userId);
    const actions = memberActions(c, userId, me);
    const online = userId !== me && app.presence.of(userId)?.status === 'online';
    return h(
      'li',
      { class: 'row' },
      h('span', { class: 'avatar-place' }, personAvatar(userId, 'small'), online && h('span', { class: 'presence' }, unseen('online'))),
      h('span', { class: 'row-main' }, nameOf(userId), userId === me && h('span', { class: 'quiet' }, ' (you)')),
      role !== 'member' && h('span', { class: `role ${role}` }, role === 'owner' ? 'Owner' : 'Admin'),
      actions.length > 0 &&
        h(
          'button',
          {
            type: 'button',
            class: 'round small',
            'aria-haspopup': 'menu',
            'aria-expanded': 'false',
            'aria-label': `What to do with ${nameOf(userId)}`,
            'data-focus': `member-${userId}`,
            onclick: (/** @type {any} */ event) => openMenu(event.currentTarget, actions, { label: nameOf(userId) }),
          },
          icon('more'),
        ),
    );
  }

  /** @param {any} c @param {string} userId @param {string} me */
  function memberActions(c, userId, me) {
    if (userId === me) return [];
    const { role } = c.members.get(userId);
    const who = nameOf(userId);
    const owner = c.myRole === 'owner' && c.joined !== false;
    const mayRemove = owner || (c.myRole === 'admin' && role === 'member' && c.joined !== false);
    const setRole = (/** @type {string} */ next) => () => attempt(() => client.setRole(id, userId, next));
    return [
      { label: `Write to ${who}`, icon: 'reply', run: () => app.openDirect(userId) },
      owner && role === 'member' && { label: 'Make an admin', icon: 'people', run: setRole('admin') },
      owner && role === 'admin' && { label: 'Make a member', icon: 'person', run: setRole('member') },
      owner &&
        role !== 'owner' && {
          label: 'Hand the group over',
          icon: 'leave',
          run: async () => {
            if (await confirm(`Hand the group over to ${who}?`, `${who} becomes the owner and you an admin.`, 'Hand over')) {
              await attempt(() => client.transferOwnership(id, userId));
            }
          },
        },
      mayRemove && {
        label: 'Remove from the group',
        icon: 'close',
        danger: true,
        run: async () => {
          if (await confirm(`Remove ${who}?`, `${who} keeps what has been read, and hears nothing from now on.`, 'Remove')) {
            await attempt(() => client.removeMember(id, userId));
          }
        },
      },
    ].filter((item) => item !== false);
  }

  /** @param {any} c */
  function inviteSection(c) {
    return h(
      'section',
      { 'aria-label': 'Invite links' },
      h('h3', { class: 'section-title' }, 'Invite links'),
      h(
        'ul',
        { class: 'rows' },
        h('li', null, action('link', 'Make an invite link', () => invite())),
        (invites ?? []).map((i) =>
          h(
            'li',
            { class: 'row' },
            h(
              'span',
              { class: 'row-main two-lines' },
              h('span', null, `By ${i.createdBy === app.me() ? 'you' : nameOf(i.createdBy)}, used ${i.uses ?? 0}${i.maxUses ? ` of ${i.maxUses}` : ''}`),
              h('span', { class: 'quiet' }, i.expiresAt ? `Until ${fullTime(new Date(i.expiresAt))}` : 'Does not expire'),
            ),
            h(
              'button',
              {
                type: 'button',
                class: 'link danger',
                onclick: () =>
                  attempt(async () => {
                    await client.revokeInvite(id, i.inviteId);
                    await loadInvites();
                  }),
              },
              'Revoke',
            ),
          ),
        ),
      ),
    );
  }

  function invite() {
    const expires = h(
      'select',
      null,
      [['86400', 'A day'], ['604800', 'A week'], ['', 'No end']].map(([value, label]) => h('option', { value }, label)),
    );
    const uses = h('input', { type: 'number', min: 1, max: 1000, placeholder: 'any number' });
    const result = h('div');
    openDialog('Invite link', () => [
      form([field('Good for', expires), field('How often', uses)], 'Make the link', async () => {
        const answer = await client.createInvite(id, {
          ...(expires.value && { expiresInSeconds: Number(expires.value) }),
          ...(uses.value && { maxUses: Number(uses.value) }),
        });
        const link = `${location.origin}/#/join/${encodeURIComponent(answer.token)}`;
        const output = h('input', { readonly: true, value: link, 'aria-label': 'The link' });
        fill(
          result,
          h('p', { class: 'quiet' }, 'Whoever has this link can join. It is shown only now.'),
          h(
            'div',
            { class: 'copy-line' },
            output,
            h('button', { type: 'button', class: 'fill', onclick: () => attempt(async () => (await navigator.clipboard.writeText(link), toast('Copied.'))) }, 'Copy'),
          ),
        );
        output.select();
        await loadInvites();
      }),
      result,
    ]);
  }

  /** @param {any} c */
  function profile(c) {
    const title = h('input', { value: c.title ?? '', maxlength: 200, required: true });
    const description = h('textarea', { rows: 3, maxlength: 1000, value: c.description ?? '' });
    openDialog('Name and description', (close) =>
      form([field('Name', title), field('Description', description)], 'Save', async () => {
        if (title.value !== (c.title ?? '')) await client.change(id, { title: title.value.trim() });
        if (description.value !== (c.description ?? '')) await client.change(id, { description: description.value.trim() });
        close();
      }, { cancel: close }),
    );
  }

  /** @param {any} c */
  function add(c) {
    const picker = peoplePicker(app, new Set(c.members.keys()));
    openDialog('Add people', (close) =>
      form([picker.element], 'Add', async () => {
        const userIds = picker.chosen();
        if (userIds.length === 0) throw { message: 'Please choose somebody.' };
        await client.addMembers(id, userIds);
        close();
      }, { cancel: close }),
    );
  }

  /** @param {any} c */
  function rules(c) {
    const choice = (/** @type {string} */ key, /** @type {string} */ label) => {
      const select = h(
        'select',
        { 'data-focus': `rule-${key}`, onchange: () => attempt(() => client.change(id, { policy: { [key]: select.value } })) },
        h('option', { value: 'all', selected: c.policy?.[key] === 'all' }, 'Everyone'),
        h('option', { value: 'admins', selected: (c.policy?.[key] ?? (key === 'post' ? 'all' : 'admins')) !== 'all' }, 'Admins'),
      );
      return h('label', { class: 'rule' }, h('span', null, label), select);
    };
    return h(
      'section',
      { 'aria-label': 'Rules' },
      h('h3', { class: 'section-title' }, 'Who may'),
      choice('post', 'Write'),
      choice('add', 'Add and invite people'),
      choice('rename', 'Change name and description'),
      choice('pin', 'Pin messages'),
    );
  }

  async function loadInvites() {
    const c = get();
    if (c?.kind !== 'group' || !(c.myRole === 'owner' || c.myRole === 'admin' || c.policy?.add === 'all') || c.joined === false) return;
    try {
      invites = await client.invites(id);
    } catch {
      invites = [];
    }
    draw();
  }

  let pinsLoaded = '';
  async function loadPins() {
    const now = JSON.stringify([...(get()?.pinnedSeqs ?? [])]);
    if (now === pinsLoaded) return;
    pinsLoaded = now;
    try {
      pinned = await client.pinned(id);
    } catch {
      pinned = [];
    }
    draw();
  }

  const later = oncePerFrame(() => {
    draw();
    void loadPins();
  });
  const heard = ['conversations', 'presence'];
  for (const type of heard) client.addEventListener(type, later);
  app.addEventListener('blocked', later);
  draw();
  void loadInvites();
  void loadPins();
  const c = get();
  if (c?.kind === 'group') app.presence.watch([...c.members.keys()].filter((userId) => userId !== app.me()).slice(0, 200));

  return {
    element: h(
      'aside',
      { class: 'pane', 'aria-label': 'Details' },
      h('header', { class: 'head' }, h('a', { class: 'round', href: `#/c/${id}`, 'aria-label': 'Close details' }, icon('close')), heading),
      body,
    ),
    focus: () => heading.focus(),
    end() {
      ended = true;
      app.presence.watch([]);
      for (const type of heard) client.removeEventListener(type, later);
      app.removeEventListener('blocked', later);
    },
  };
}

const RANK = { owner: 0, admin: 1, member: 2 };

/** @param {any} c @param {string} me @returns {string[]} */
function sorted(c, me) {
  const rank = (/** @type {string} */ userId) => (userId === me ? -1 : RANK[/** @type {'owner'} */ (c.members.get(userId).role)]);
  return [...c.members.keys()].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** @param {any} c */
function mutedText(c) {
  const until = new Date(c.settings.mutedUntil);
  return until.getFullYear() >= 2100 ? '' : `until ${until.toLocaleString(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' })}`;
}

/** @param {any} name @param {string} label @param {() => any} run @param {boolean} [danger] */
function action(name, label, run, danger = false) {
  return h('button', { type: 'button', class: danger ? 'action danger' : 'action', 'data-focus': `action-${name}`, onclick: run }, icon(name), h('span', null, label));
}

/** @param {any} name @param {string} label @param {boolean} on @param {(on: boolean) => any} set */
function toggle(name, label, on, set) {
  return h(
    'button',
    { type: 'button', class: 'action', role: 'switch', 'aria-checked': String(on), 'data-focus': `toggle-${name}`, onclick: () => set(!on) },
    icon(name),
    h('span', null, label),
    h('span', { class: 'switch', 'aria-hidden': 'true' }),
  );
}
