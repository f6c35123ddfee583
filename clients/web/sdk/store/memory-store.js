/**
 * A store that lives as long as the object. Copies what goes in and out, as a real one does.
 *
 * @implements {Store}
 * @typedef {import('./store.js').Store} Store
 */
export class MemoryStore {
  constructor() {
    /** @type {Map<string, import('../model.js').StoredRecord>} */
    this.conversations = new Map();
    /** @type {Map<string, import('../outbox.js').Command>} */
    this.commands = new Map();
    this.userId = '';
    this.hasSnapshot = false;
  }

  async load() {
    return structuredClone({
      userId: this.userId,
      hasSnapshot: this.hasSnapshot,
      conversations: [...this.conversations.values()],
      commands: [...this.commands.values()].sort((a, b) => a.createdAt - b.createdAt),
    });
  }

  /** @param {import('../model.js').StoredRecord[]} records */
  async saveConversations(records) {
    for (const record of records) {
      this.conversations.set(record.conversationId, structuredClone(record));
    }
  }

  /** @param {import('../outbox.js').Command} command */
  async saveCommand(command) {
    this.commands.set(command.clientId, structuredClone(command));
  }

  /** @param {string} clientId */
  async removeCommand(clientId) {
    this.commands.delete(clientId);
  }

  /** @param {string} userId @param {boolean} hasSnapshot */
  async saveUser(userId, hasSnapshot) {
    this.userId = userId;
    this.hasSnapshot = hasSnapshot;
  }

  async wipe() {
    this.conversations.clear();
    this.commands.clear();
    this.userId = '';
    this.hasSnapshot = false;
  }

  close() {}
}
