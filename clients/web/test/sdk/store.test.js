import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IDBFactory } from 'fake-indexeddb';
import { IndexedDbStore } from '../../sdk/store/indexeddb-store.js';
import { MemoryStore } from '../../sdk/store/memory-store.js';

/** @param {string} clientId @param {number} createdAt @returns {import('../../sdk/outbox.js').Command} */
const command = (clientId, createdAt) => ({
  clientId,
  conversationId: 'g',
  kind: 'send',
  body: {},
  createdAt,
});
/** @param {string} conversationId @param {any} state */
const record = (conversationId, state) => ({
  conversationId,
  state,
  tail: { from: 1, entries: [] },
  pinned: [],
});

/**
 * What every store does. `make` gives one with nothing in it, `again` another view of the same.
 *
 * @param {string} name
 * @param {() => import('../../sdk/store/store.js').Store} make
 * @param {(store: any) => import('../../sdk/store/store.js').Store} again
 */
function contract(name, make, again) {
  describe(name, () => {
    it('is empty at first', async () => {
      assert.deepEqual(await make().load(), {
        userId: '',
        hasSnapshot: false,
        conversations: [],
        commands: [],
      });
    });

    it('keeps what was saved, for the next one too', async () => {
      const store = make();
      await store.saveUser('alice', true);
      await store.saveConversations([record('a', { members: new Map([['bob', 1]]) }), record('b', {})]);
      await store.saveCommand(command('c', 1));
      const stored = await again(store).load();
      assert.equal(stored.userId, 'alice');
      assert.equal(stored.hasSnapshot, true);
      assert.deepEqual(
        stored.conversations.map(({ conversationId }) => conversationId),
        ['a', 'b'],
      );
      assert.deepEqual(stored.conversations[0].state.members, new Map([['bob', 1]]));
      assert.deepEqual(stored.commands, [command('c', 1)]);
    });

    it('gives commands in the order in which they were given', async () => {
      const store = make();
      await Promise.all([store.saveCommand(command('a', 3)), store.saveCommand(command('b', 1))]);
      await store.saveCommand(command('c', 2.5));
      assert.deepEqual(
        (await store.load()).commands.map(({ clientId }) => clientId),
        ['b', 'c', 'a'],
      );
    });

    it('does what was begun first first, though nobody waits', async () => {
      const store = make();
      void store.saveCommand(command('a', 1));
      void store.removeCommand('a');
      void store.saveConversations([record('g', { lastSeq: 1 })]);
      void store.saveConversations([record('g', { lastSeq: 2 })]);
      const { commands, conversations } = await store.load();
      assert.deepEqual(commands, []);
      assert.equal(conversations[0].state.lastSeq, 2);
    });

    it('keeps a copy', async () => {
      const store = make();
      const state = { title: 'Team' };
      await store.saveConversations([record('g', state)]);
      state.title = 'other';
      const first = await store.load();
      first.conversations[0].state.title = 'third';
      assert.equal((await store.load()).conversations[0].state.title, 'Team');
    });

    it('forgets everything', async () => {
      const store = make();
      await store.saveUser('alice', true);
      await store.saveCommand(command('a', 1));
      await store.saveConversations([record('g', {})]);
      await store.wipe();
      assert.deepEqual(await store.load(), {
        userId: '',
        hasSnapshot: false,
        conversations: [],
        commands: [],
      });
    });
  });
}

contract(
  'MemoryStore',
  () => new MemoryStore(),
  (store) => store,
);
contract(
  'IndexedDbStore',
  () => new IndexedDbStore('alice', new IDBFactory()),
  (store) => new IndexedDbStore('alice', store.factory),
);
contract(
  'IndexedDbStore where the browser allows no database',
  () => new IndexedDbStore('alice', /** @type {any} */ ({ open: () => assert.fail('forbidden') })),
  (store) => store,
);
