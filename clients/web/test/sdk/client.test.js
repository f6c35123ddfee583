import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { IDBFactory } from 'fake-indexeddb';
import WebSocket from 'ws';
import { IndexedDbStore, MemoryStore, ParleyClient } from '../../sdk/index.js';
import { FaultyServer } from './faulty-server.js';
import { FakeAir, FakeLocks } from './tabs.js';
import { until } from './until.js';

const SPEED = 10;

/** @type {FaultyServer} */
let server;
let users = 0;
/** @type {ParleyClient[]} */
const clients = [];

before(async () => {
  server = await new FaultyServer({ speed: SPEED }).start();
});
after(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await server.stop();
});

/** Two people nobody else uses, and their conversation. */
function pair() {
  const alice = `alice${++users}`;
  const bob = `bob${users}`;
  return { alice, bob, id: server.group([alice, bob]) };
}

/** @param {string} user @param {Partial<import('../../sdk/parley-client.js').ClientOptions>} [options] */
function open(user, options = {}) {
  const client = new ParleyClient({
    url: server.url,
    deviceId: `${user}-device`,
    token: () => server.token(user),
    store: new MemoryStore(),
    transports: ['websocket'],
    WebSocket: /** @type {any} */ (WebSocket),
    clock: {
      now: () => performance.now() * SPEED,
      setTimeout: (action, millis) => setTimeout(action, millis / SPEED),
      clearTimeout: (timer) => clearTimeout(timer),
    },
    ...options,
  });
  clients.push(client);
  client.connect();
  return client;
}

/** @param {ParleyClient} client @param {string} id */
const texts = (client, id) =>
  client.timeline(id).items.flatMap((item) => (item.type === 'message' ? [item.text] : []));
/** @param {ParleyClient} client @param {string} id @param {string} text @returns {any} */
const messageOf = (client, id, text) =>
  client.timeline(id).items.find((item) => item.type === 'message' && item.text === text);
/** @param {ParleyClient} client */
const connected = (client) => until(() => client.status.state === 'connected', 'connected');

describe('sending', () => {
  it('shows a message at once, then what has become of it', async () => {
    const { alice, bob, id } = pair();
    const a = open(alice);
    const b = open(bob);
    await Promise.all([connected(a), connected(b)]);
    const answer = a.send(id, 'hello');
    assert.deepEqual([messageOf(a, id, 'hello').status, messageOf(a, id, 'hello').seq], ['pending', 0]);
    assert.equal(a.status.pending, 1);
    const ack = await answer;
    assert.equal(ack.seq, 2);
    assert.ok(ack.time instanceof Date);
    assert.equal(a.status.pending, 0);
    await until(() => messageOf(a, id, 'hello').status === 'delivered', 'delivered');
    await until(() => b.conversation(id)?.unread === 1, 'unread');
    b.read(id, 2);
    assert.equal(b.conversation(id)?.unread, 0, 'at once');
    await until(() => messageOf(a, id, 'hello').status === 'read', 'read');
    assert.equal(texts(a, id).length, 1);
  });

  it('keeps a refused message until it is sent again or discarded', async () => {
    const { alice, id } = pair();
    const a = open(alice);
    await connected(a);
    /** @type {any[]} */
    const refused = [];
    a.addEventListener('refused', (/** @type {any} */ { detail }) => refused.push(detail));
    server.set({ refuse: { code: 'NOT_ALLOWED', times: 2 } });
    const [first, second] = [a.send(id, 'one'), a.send(id, 'two')];
    await assert.rejects(first, { name: 'ParleyError', code: 'NOT_ALLOWED' });
    await assert.rejects(second, { code: 'NOT_ALLOWED' });
    const one = messageOf(a, id, 'one');
    const two = messageOf(a, id, 'two');
    assert.equal(one.status, 'failed');
    assert.equal(one.failure.code, 'NOT_ALLOWED');
    assert.deepEqual(
      refused.map(({ clientId }) => clientId),
      [one.clientId, two.clientId],
    );
    a.discard(id, one.clientId);
    assert.deepEqual(texts(a, id), ['two']);
    assert.equal((await a.retry(id, two.clientId)).seq, 2);
    assert.deepEqual(server.log(id), ['two']);
    assert.equal(messageOf(a, id, 'two').failure, null);
  });

  it('edits, reacts, deletes and pins, and the others see it', async () => {
    const { alice, bob, id } = pair();
    const a = open(alice);
    const b = open(bob);
    await Promise.all([connected(a), connected(b)]);
    const { seq } = await a.send(id, 'teh');
    await a.edit(id, seq, 'the');
    await b.react(id, seq, '👍');
    await a.react(id, seq, '👍');
    await a.pin(id, seq);
    await until(() => messageOf(b, id, 'the')?.reactions[0]?.count === 2, 'two reactions');
    assert.deepEqual(messageOf(b, id, 'the').reactions, [{ emoji: '👍', count: 2, mine: true }]);
    assert.equal(messageOf(b, id, 'the').edited, true);
    await until(() => messageOf(b, id, 'the').pinned, 'pinned');
    await b.react(id, seq, '👍', true);
    await until(() => messageOf(a, id, 'the').reactions[0].count === 1, 'one reaction');
    await a.delete(id, seq);
    await until(() => b.conversation(id)?.lastMessage?.deleted, 'deleted');
    assert.equal(b.conversation(id)?.lastMessage?.text, '');
  });

  it('goes on when the store fails, and tells of it', async () => {
    const { alice, id } = pair();
    const store = new MemoryStore();
    store.saveCommand = async () => Promise.reject(new Error('disk full'));
    store.saveConversations = store.saveCommand;
    const a = open(alice, { store });
    /** @type {Set<string>} */
    const errors = new Set();
    a.addEventListener('error', (/** @type {any} */ { detail }) => errors.add(detail.code));
    await connected(a);
    assert.equal((await a.send(id, 'all the same')).seq, 2);
    assert.deepEqual([...errors], ['STORE_FAILED']);
  });

  it('reads again what it counted by guess, each time', async () => {
    const { alice, bob, id } = pair();
    const { seq } = server.post(id, bob, 'liked');
    const a = open(alice);
    await connected(a);
    await until(() => messageOf(a, id, 'liked'), 'from the history');
    const liked = server.conversation(id).events[Number(seq) - 1];
    for (const count of [5, 7]) {
      // The history counts more than was heard.
      liked.reactions = [{ emoji: '👍', count }];
      await a.react(id, Number(seq), '👍', count === 7);
      await until(() => messageOf(a, id, 'liked').reactions[0]?.count === count, `${count}`);
    }
  });

  it('tells who types, and forgets it after five seconds', async () => {
    const { alice, bob, id } = pair();
    const a = open(alice);
    const b = open(bob);
    await Promise.all([connected(a), connected(b)]);
    /** @type {any[]} */
    const typing = [];
    a.addEventListener('typing', (/** @type {any} */ { detail }) => typing.push(detail.userIds));
    b.typing(id);
    b.typing(id);
    await until(() => typing.length === 2, 'typing and its end');
    assert.deepEqual(typing, [[bob], []]);
    assert.equal(server.heard.get('typing'), 1, 'told once in three seconds');
  });
});

describe('a reload', () => {
  it('shows what was known before anything is heard, and sends what was not sent', async () => {
    const { alice, bob, id } = pair();
    const factory = new IDBFactory();
    const first = open(alice, { store: new IndexedDbStore(alice, factory) });
    await connected(first);
    server.post(id, bob, 'hi');
    await first.send(id, 'hello');
    server.set({ noWelcome: true });
    server.drop(alice);
    await until(() => first.status.state !== 'connected', 'offline');
    void first.send(id, 'one').catch(() => {});
    void first.send(id, 'two').catch(() => {});
    server.post(id, bob, 'meanwhile');
    await first.close();

    const second = open(alice, { store: new IndexedDbStore(alice, factory) });
    assert.deepEqual(texts(second, id), [], 'looked at before the store is read');
    await until(() => second.conversations.length > 0, 'shown');
    assert.notEqual(second.status.state, 'connected');
    assert.deepEqual(texts(second, id), ['hi', 'hello', 'one', 'two']);
    assert.equal(second.conversation(id)?.lastMessage?.text, 'two');
    server.set({ noWelcome: false });
    second.retryNow();
    await until(() => server.log(id).length === 5, 'sent');
    await until(() => second.status.pending === 0, 'acked');
    assert.deepEqual(server.log(id), ['hi', 'hello', 'meanwhile', 'one', 'two']);
    await until(() => texts(second, id).length === 5, 'all shown');
    assert.deepEqual(texts(second, id), server.log(id));
    assert.deepEqual(server.hellos.at(-1)[id], '3', 'it begins where it was');
    await second.close();
    assert.deepEqual((await new IndexedDbStore(alice, factory).load()).commands, []);
  });

  it('shows what was only read from the history, too', async () => {
    const { alice, bob, id } = pair();
    server.post(id, bob, 'long ago');
    const factory = new IDBFactory();
    const first = open(alice, { store: new IndexedDbStore(alice, factory) });
    await until(() => first.conversation(id)?.lastMessage?.text === 'long ago', 'the preview');
    await first.close();
    server.set({ noWelcome: true });
    const second = open(alice, { store: new IndexedDbStore(alice, factory) });
    await until(() => second.conversation(id)?.lastMessage?.text === 'long ago', 'shown without a session');
    assert.deepEqual(texts(second, id), ['long ago']);
    server.set({ noWelcome: false });
  });

  it('in the middle of sending doubles nothing', async () => {
    const { alice, id } = pair();
    const factory = new IDBFactory();
    const first = open(alice, { store: new IndexedDbStore(alice, factory) });
    await connected(first);
    server.set({ dropAcks: 3 });
    for (const text of ['a', 'b', 'c', 'd']) {
      void first.send(id, text).catch(() => {});
    }
    await until(() => server.log(id).length === 4, 'accepted');
    await first.close();
    const second = open(alice, { store: new IndexedDbStore(alice, factory) });
    await until(() => second.status.state === 'connected' && second.status.pending === 0, 'acked');
    await until(() => texts(second, id).length === 4, 'shown');
    assert.deepEqual(texts(second, id), ['a', 'b', 'c', 'd']);
    assert.deepEqual(server.log(id), ['a', 'b', 'c', 'd']);
  });

  it('keeps failed messages failed', async () => {
    const { alice, id } = pair();
    const factory = new IDBFactory();
    const first = open(alice, { store: new IndexedDbStore(alice, factory) });
    await connected(first);
    server.set({ refuse: { code: 'NOT_ALLOWED', times: 1 } });
    await assert.rejects(first.send(id, 'no'));
    await first.close();
    const second = open(alice, { store: new IndexedDbStore(alice, factory) });
    await connected(second);
    assert.equal(messageOf(second, id, 'no').status, 'failed');
    await second.retry(id, messageOf(second, id, 'no').clientId);
    assert.deepEqual(server.log(id), ['no']);
  });

  it('after signing out there is nothing', async () => {
    const { alice, id } = pair();
    const factory = new IDBFactory();
    const first = open(alice, { store: new IndexedDbStore(alice, factory) });
    await connected(first);
    await first.send(id, 'secret');
    await first.signOut();
    const stored = await new IndexedDbStore(alice, factory).load();
    assert.deepEqual(stored, { userId: '', hasSnapshot: false, conversations: [], commands: [] });
  });

  it('does not mix what is stored of one user with another', async () => {
    const { alice, bob, id } = pair();
    const factory = new IDBFactory();
    const first = open(alice, { store: new IndexedDbStore('same', factory) });
    await connected(first);
    await first.send(id, 'mine');
    await first.close();
    const second = open(bob, { store: new IndexedDbStore('same', factory) });
    /** @type {any[]} */
    const errors = [];
    second.addEventListener('error', (/** @type {any} */ { detail }) => errors.push(detail.code));
    await until(() => second.status.state === 'stopped', 'stopped');
    assert.deepEqual(errors, ['OTHER_USER']);
  });
});

describe('a timeline', () => {
  it('grows to both sides without holes', async () => {
    const { alice, bob, id } = pair();
    for (let i = 1; i <= 400; i++) {
      server.post(id, bob, `m${i}`);
    }
    const a = open(alice);
    await connected(a);
    const timeline = a.timeline(id);
    await until(() => !timeline.loading && timeline.items.length > 0, 'the end');
    assert.equal(texts(a, id).at(-1), 'm400');
    assert.ok(timeline.atEnd && !timeline.atStart);
    const before = timeline.items.length;
    await timeline.older(60);
    assert.equal(timeline.items.length, before + 60);
    contiguous(timeline);

    await timeline.jumpTo(101);
    assert.ok(timeline.items.some(({ seq }) => seq === 101));
    assert.ok(!timeline.atEnd && timeline.items.length <= 52);
    contiguous(timeline);
    server.post(id, bob, 'live');
    await until(() => a.conversation(id)?.lastMessage?.text === 'live', 'heard');
    assert.ok(!texts(a, id).includes('live'), 'not in a window that ends before it');
    await timeline.newer(30);
    contiguous(timeline);
    while (!timeline.atEnd) {
      await timeline.newer(100);
      contiguous(timeline);
    }
    assert.equal(texts(a, id).at(-1), 'live');
    while (!timeline.atStart) {
      await timeline.older(100);
    }
    contiguous(timeline);
    assert.equal(timeline.items.length, 402);
    assert.equal(timeline.items[0].type, 'notice');
    timeline.toEnd();
    assert.ok(timeline.items.length <= 50 && timeline.atEnd);
    assert.equal(timeline.items.at(-1)?.seq, 402);
  });

  it('tells of its changes, and gives the same object for what has not changed', async () => {
    const { alice, bob, id } = pair();
    const a = open(alice);
    await connected(a);
    const timeline = a.timeline(id);
    server.post(id, bob, 'one');
    await until(() => timeline.items.length === 2, 'one');
    const [, one] = timeline.items;
    let changes = 0;
    timeline.addEventListener('change', () => changes++);
    server.post(id, bob, 'two');
    await until(() => timeline.items.length === 3, 'two');
    assert.equal(timeline.items[1], one);
    assert.ok(changes > 0);
  });

  /** @param {import('../../sdk/timeline.js').Timeline} timeline */
  function contiguous({ items }) {
    items.forEach(({ seq }, i) => assert.equal(seq, items[0].seq + i));
  }
});

describe('several tabs', () => {
  /** One browser: a store, locks and a channel. */
  function browser() {
    const factory = new IDBFactory();
    const locks = new FakeLocks();
    const air = new FakeAir();
    return {
      factory,
      /** @param {string} user @param {any} [options] */
      tab(user, options = {}) {
        const [lock, channel] = [locks.tab(), air.tab()];
        const store = new IndexedDbStore(user, factory);
        const tabs = { locks: lock.locks, BroadcastChannel: channel.BroadcastChannel };
        const client = open(user, { store, shared: true, tabs, ...options });
        return {
          client,
          /** As a browser does it: nothing of the tab runs any more. */
          kill() {
            channel.kill();
            /** @type {any} */ (client).session?.connection.close();
            store.saveConversations = async () => {};
            store.saveCommand = async () => {};
            lock.kill();
          },
        };
      },
    };
  }

  it('have one connection, and all see the same', async () => {
    const { alice, bob, id } = pair();
    const { tab } = browser();
    const before = server.opened.length;
    const [one, two] = [tab(alice).client, tab(alice).client];
    await Promise.all([connected(one), connected(two)]);
    assert.deepEqual([one.status.leader, two.status.leader], [true, false]);
    assert.equal(server.opened.length, before + 1);
    server.post(id, bob, 'hi');
    await until(() => texts(one, id)[0] === 'hi' && texts(two, id)[0] === 'hi', 'both hear');
    const ack = await two.send(id, 'from the second');
    assert.equal(ack.seq, 3);
    await until(() => texts(one, id).length === 2, 'the first shows it');
    assert.equal(messageOf(one, id, 'from the second').mine, true);
    two.read(id, 3);
    await until(() => one.conversation(id)?.unread === 0, 'read in both');
    await assert.rejects(two.send(id, ' '), { code: 'EMPTY' });
    await until(() => one.timeline(id).items.at(-1)?.type === 'message', 'failed');
    assert.equal(/** @type {any} */ (one.timeline(id).items.at(-1)).status, 'failed');
    two.discard(id, /** @type {any} */ (two.timeline(id).items.at(-1)).clientId);
    await until(() => texts(one, id).length === 2, 'discarded in both');
  });

  it('a tab that opens later shows what the first knows', async () => {
    const { alice, bob, id } = pair();
    const { tab } = browser();
    const one = tab(alice).client;
    await connected(one);
    server.post(id, bob, 'a');
    await until(() => texts(one, id).length === 1, 'heard');
    const two = tab(alice).client;
    await connected(two);
    assert.deepEqual(texts(two, id), ['a']);
    server.post(id, bob, 'b');
    await until(() => texts(two, id).length === 2, 'goes on');
  });

  for (const how of ['is closed', 'dies']) {
    it(`when the one with the connection ${how}, another takes over and nothing unsent is lost`, async () => {
      const { alice, bob, id } = pair();
      const { tab } = browser();
      const first = tab(alice);
      await connected(first.client);
      const two = tab(alice).client;
      await connected(two);
      server.set({ noWelcome: true });
      server.drop(alice);
      await until(() => two.status.state === 'backing-off', 'offline');
      void first.client.send(id, 'one').catch(() => {});
      await until(() => texts(two, id).length === 1, 'the second shows it');
      const answer = two.send(id, 'two');
      if (how === 'dies') {
        first.kill();
      } else {
        await first.client.close();
      }
      server.set({ noWelcome: false });
      assert.equal((await answer).seq, 3);
      assert.equal(two.status.leader, true);
      assert.deepEqual(server.log(id), ['one', 'two']);
      server.post(id, bob, 'three');
      await until(() => texts(two, id).length === 3, 'goes on');
      assert.deepEqual(texts(two, id), ['one', 'two', 'three']);
    });
  }

  it('what a tab had not stored yet when the leader died is sent by the next leader', async () => {
    const { alice, id } = pair();
    const { tab } = browser();
    const first = tab(alice);
    await connected(first.client);
    const two = tab(alice).client;
    await connected(two);
    const third = tab(alice).client;
    await connected(third);
    third.store.saveCommand = () => new Promise(() => {});
    first.kill();
    const answer = third.send(id, 'between two leaders');
    assert.equal((await answer).seq, 2);
    assert.deepEqual([two.status.leader, third.status.leader], [true, false]);
    assert.deepEqual(server.log(id), ['between two leaders']);
  });

  it('sign out together', async () => {
    const { alice, id } = pair();
    const { tab, factory } = browser();
    const [one, two] = [tab(alice).client, tab(alice).client];
    await Promise.all([connected(one), connected(two)]);
    await one.send(id, 'secret');
    await two.signOut();
    assert.equal(two.status.state, 'closed');
    await until(() => one.status.state === 'closed', 'both');
    assert.deepEqual((await new IndexedDbStore(alice, factory).load()).conversations, []);
  });
});
