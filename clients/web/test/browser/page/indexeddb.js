// `fake-indexeddb` for a page, by the real one: each factory has databases of its own.
let factories = 0;
export class IDBFactory {
  constructor() {
    this.prefix = `factory-${++factories}-`;
  }

  /** @param {string} name @param {number} [version] */
  open(name, version) {
    return indexedDB.open(this.prefix + name, version);
  }

  /** @param {string} name */
  deleteDatabase(name) {
    return indexedDB.deleteDatabase(this.prefix + name);
  }
}
