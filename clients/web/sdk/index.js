export { ParleyClient } from './parley-client.js';
export { ParleyError } from './errors.js';
export { MemoryStore } from './store/memory-store.js';
