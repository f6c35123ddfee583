/**
 * What a client keeps over reloads. All writes of one `saveConversations` are kept together or not at all; a
 * write that was begun earlier is never undone by one that was begun later, of the same key. Several tabs
 * share one store.
 *
 * @typedef {object} Store
 * @property {() => Promise<Stored>} load
 * @property {(records: import('../model.js').StoredRecord[]) => Promise<void>} saveConversations
 * @property {(command: import('../outbox.js').Command) => Promise<void>} saveCommand
 * @property {(clientId: string) => Promise<void>} removeCommand
 * @property {(userId: string, hasSnapshot: boolean) => Promise<void>} saveUser
 * @property {() => Promise<void>} wipe
 * @property {() => void} close
 *
 * @typedef {{userId: string, hasSnapshot: boolean, conversations: import('../model.js').StoredRecord[],
 *   commands: import('../outbox.js').Command[]}} Stored commands in the order in which they were given
 */
export {};
