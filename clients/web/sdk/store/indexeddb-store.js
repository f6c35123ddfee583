import { MemoryStore } from './memory-store.js';

const VERSION = 1;

/**
 * A store in the browser's database, one database for each name. Where the browser allows none (some private
 * windows), it keeps things as long as the page.
 *
 * @implements {Store}
 * @typedef {import('./store.js').Store} Store
 */
export class IndexedDbStore {
  /**
   * @param {string} name of the user, or whatever else tells apart what must not be mixed
   * @param {IDBFactory} [factory]
   */
  constructor(name, factory = globalThis.indexedDB) {
    this.name = `parley-${name}`;
    this.factory = factory;
    /** @internal @type {Promise<IDBDatabase | MemoryStore> | undefined} */
    this.opening = undefined;
  }

  /** @returns {Promise<import('./store.js').Stored>} */
  load() {
    return this.with(
      (memory) => memory.load(),
      (db) =>
        transaction(db, 'readonly', ({ conversations, commands, meta }) => {
          const [all, waiting, user] = [conversations.getAll(), commands.getAll(), meta.get('user')];
          return () => ({
            userId: user.result?.userId ?? '',
            hasSnapshot: user.result?.hasSnapshot ?? false,
            conversations: all.result,
            commands: waiting.result.sort((a, b) => a.createdAt - b.createdAt),
          });
        }),
    );
  }

  /** @param {import('../model.js').StoredRecord[]} records @returns {Promise<void>} */
  saveConversations(records) {
    return this.with(
      (memory) => memory.saveConversations(records),
      (db) =>
        transaction(
          db,
          'readwrite',
          ({ conversations }) => void records.forEach((one) => conversations.put(one)),
        ),
    );
  }

  /** @param {import('../outbox.js').Command} command @returns {Promise<void>} */
  saveCommand(command) {
    return this.with(
      (memory) => memory.saveCommand(command),
      (db) => transaction(db, 'readwrite', ({ commands }) => void commands.put(command)),
    );
  }

  /** @param {string} clientId @returns {Promise<void>} */
  removeCommand(clientId) {
    return this.with(
      (memory) => memory.removeCommand(clientId),
      (db) => transaction(db, 'readwrite', ({ commands }) => void commands.delete(clientId)),
    );
  }

  /** @param {string} userId @param {boolean} hasSnapshot @returns {Promise<void>} */
  saveUser(userId, hasSnapshot) {
    return this.with(
      (memory) => memory.saveUser(userId, hasSnapshot),
      (db) => transaction(db, 'readwrite', ({ meta }) => void meta.put({ userId, hasSnapshot }, 'user')),
    );
  }

  /** @returns {Promise<void>} */
  wipe() {
    return this.with(
      (memory) => memory.wipe(),
      (db) =>
        transaction(db, 'readwrite', ({ conversations, commands, meta }) => {
          conversations.clear();
          commands.clear();
          meta.clear();
        }),
    );
  }

  close() {
    // What was begun before is finished first.
    void this.opening?.then((opened) => opened.close());
    this.opening = undefined;
  }

  /**
   * @private
   * @template T
   * @param {(memory: MemoryStore) => Promise<T>} inMemory
   * @param {(db: IDBDatabase) => Promise<T>} inDatabase
   */
  async with(inMemory, inDatabase) {
    this.opening ??= this.open().catch(() => new MemoryStore());
    const opened = await this.opening;
    return opened instanceof MemoryStore ? inMemory(opened) : inDatabase(opened);
  }

  /** @private @returns {Promise<IDBDatabase>} */
  open() {
    return new Promise((resolve, reject) => {
      const request = this.factory.open(this.name, VERSION);
      request.onupgradeneeded = () => {
        request.result.createObjectStore('conversations', { keyPath: 'conversationId' });
        request.result.createObjectStore('commands', { keyPath: 'clientId' });
        request.result.createObjectStore('meta');
      };
      request.onsuccess = () => {
        const db = request.result;
        // Another tab deletes the database or brings a newer version of this page: do not stand in its way.
        db.onversionchange = () => {
          db.close();
          this.opening = undefined;
        };
        resolve(db);
      };
      request.onerror = () => reject(request.error);
    });
  }
}

/**
 * @template T
 * @param {IDBDatabase} db
 * @param {IDBTransactionMode} mode
 * @param {(stores: {conversations: IDBObjectStore, commands: IDBObjectStore, meta: IDBObjectStore}) =>
 *   (() => T) | void} work gives what is to be read when all is done
 * @returns {Promise<T>}
 */
function transaction(db, mode, work) {
  return new Promise((resolve, reject) => {
    const names = ['conversations', 'commands', 'meta'];
    const all = db.transaction(names, mode);
    const [conversations, commands, meta] = names.map((name) => all.objectStore(name));
    const result = work({ conversations, commands, meta });
    if (mode === 'readwrite') {
      // Not left to the end of the requests: the page may be gone by then, and the write with it.
      all.commit();
    }
    all.oncomplete = () => resolve(/** @type {T} */ (result?.()));
    all.onerror = () => reject(all.error);
    all.onabort = () => reject(all.error);
  });
}
