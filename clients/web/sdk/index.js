export { ParleyClient } from './parley-client.js';
export { ParleyError } from './errors.js';
export { MemoryStore } from './store/memory-store.js';
export { IndexedDbStore } from './store/indexeddb-store.js';
export { WebSocketTransport } from './transport/websocket.js';
export { SseTransport } from './transport/sse.js';
export { PollTransport } from './transport/poll.js';
