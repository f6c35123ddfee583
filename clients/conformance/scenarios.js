// What a client has to do when the server, or the network, misbehaves. Data, so that every client can be held
// against it: see README.md for the words. All times are the client's milliseconds.

/**
 * @typedef {{do: string, [more: string]: any}
 *   | {server: string, [more: string]: any}
 *   | {until: Record<string, any>, withinMillis?: number}} Step
 *
 * @typedef {object} Scenario
 * @property {string} name
 * @property {{heartbeatMillis?: number, tokenMillis?: number}} [server]
 * @property {string[]} [transports] default: websocket alone
 * @property {Step[]} steps
 * @property {Record<string, any>} [expect]
 */

const CONNECTED = { until: { status: { state: 'connected' } } };
const START = [{ do: 'connect' }, CONNECTED];

/** @param {string[]} texts */
const sends = (...texts) => texts.map((text) => ({ do: 'send', ref: text, text }));
/** @param {string} prefix @param {number} count */
const texts = (prefix, count) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

/** @type {Scenario[]} */
const everyTransport = [
  {
    name: 'what is sent is acked, and heard once as an event of its own',
    steps: [...START, ...sends('a', 'b', 'c'), { until: { acked: ['a', 'b', 'c'] } }],
    expect: { log: ['a', 'b', 'c'], texts: ['a', 'b', 'c'] },
  },
  {
    name: 'what others say is heard once and in its order',
    steps: [...START, { server: 'post', texts: texts('m', 20) }, { until: { texts: texts('m', 20) } }],
  },
  {
    name: 'what was sent before the first connection goes with it',
    steps: [...sends('a', 'b'), ...START, { until: { acked: ['a', 'b'] } }],
    expect: { log: ['a', 'b'] },
  },
  {
    name: 'a lost ack makes the command go again, and it is accepted once',
    steps: [
      ...START,
      { server: 'set', faults: { dropAcks: 1 } },
      ...sends('a'),
      { until: { acked: ['a'] }, withinMillis: 8_000 },
    ],
    expect: { log: ['a'], texts: ['a'], heard: { send: { atLeast: 2 } } },
  },
  {
    name: 'the answer is asked for after 5, 10 and 20 seconds',
    steps: [
      ...START,
      { server: 'set', faults: { dropAcks: 1 } },
      ...sends('a'),
      { until: { acked: ['a'] }, withinMillis: 8_000 },
      { server: 'set', faults: { dropAcks: 1 } },
      ...sends('b', 'c', 'd'),
      { until: { acked: ['b', 'c', 'd'] }, withinMillis: 8_000 },
    ],
    expect: { log: ['a', 'b', 'c', 'd'], texts: ['a', 'b', 'c', 'd'] },
  },
  {
    name: 'repeated events and acks are one',
    steps: [
      ...START,
      { server: 'set', faults: { repeat: 3 } },
      { server: 'post', texts: ['x', 'y'] },
      ...sends('a', 'b'),
      { until: { acked: ['a', 'b'] } },
      { until: { count: 4 } },
    ],
    expect: { logCount: 4 },
  },
  {
    name: 'a hole is filled from the history',
    steps: [
      ...START,
      { server: 'set', faults: { dropEvents: 3 } },
      { server: 'post', texts: ['1', '2', '3', '4'] },
      { until: { texts: ['1', '2', '3', '4'] } },
    ],
    expect: { heard: { sync: { atLeast: 1 } } },
  },
  {
    name: 'a page that does not come is asked for again',
    steps: [
      ...START,
      { server: 'set', faults: { dropEvents: 1, dropPages: 2 } },
      { server: 'post', texts: ['1', '2'] },
      { until: { texts: ['1', '2'] }, withinMillis: 10_000 },
    ],
    expect: { heard: { sync: { atLeast: 3 } } },
  },
  {
    name: 'while the history is behind it is asked again and again, and not without pause',
    steps: [
      ...START,
      { server: 'set', faults: { dropEvents: 1, historyBehind: true } },
      { server: 'post', texts: ['1', '2'] },
      { until: { heard: { sync: 4 } }, withinMillis: 5_000 },
      { server: 'set', faults: { historyBehind: false } },
      { until: { texts: ['1', '2'] }, withinMillis: 5_000 },
    ],
    expect: { heard: { sync: { atMost: 20 } } },
  },
  {
    name: 'events that come in a wrong order are shown in the right one',
    steps: [
      ...START,
      { server: 'set', faults: { swap: true } },
      { server: 'post', texts: texts('m', 11) },
      { until: { texts: texts('m', 11) } },
    ],
  },
  {
    name: 'after a temporary refusal everything goes again in its order',
    steps: [
      ...START,
      { server: 'set', faults: { refuse: { code: 'RATE_LIMITED', retryAfterMillis: 800, times: 1 } } },
      ...sends(...texts('m', 40)),
      { until: { acked: texts('m', 40) }, withinMillis: 15_000 },
    ],
    expect: { log: texts('m', 40), texts: texts('m', 40) },
  },
  {
    name: 'a server that cannot now is asked until it can',
    steps: [
      ...START,
      { server: 'set', faults: { refuse: { code: 'UNAVAILABLE', retryAfterMillis: 300, times: 3 } } },
      ...sends('a', 'b'),
      { until: { acked: ['a', 'b'] }, withinMillis: 10_000 },
    ],
    expect: { log: ['a', 'b'] },
  },
  {
    name: 'a final refusal is told and stops nothing behind it',
    steps: [
      ...START,
      { server: 'set', faults: { refuse: { code: 'NOT_ALLOWED', text: 'a', times: 100 } } },
      ...sends('a', 'b'),
      { until: { acked: ['b'], refused: { a: 'NOT_ALLOWED' } } },
    ],
    expect: { log: ['b'], texts: ['b'] },
  },
  {
    name: 'a cut in the middle of many sends loses none, doubles none and keeps the order',
    steps: [
      ...START,
      ...sends(...texts('m', 60)),
      { server: 'drop' },
      ...sends(...texts('n', 20)),
      { until: { acked: [...texts('m', 60), ...texts('n', 20)] }, withinMillis: 20_000 },
    ],
    expect: { log: [...texts('m', 60), ...texts('n', 20)], texts: [...texts('m', 60), ...texts('n', 20)] },
  },
  {
    name: 'what happened during an absence comes in pages',
    steps: [
      ...START,
      { server: 'set', faults: { pageLimit: 100, noWelcome: true } },
      { server: 'drop' },
      { server: 'post', texts: texts('m', 450) },
      { server: 'set', faults: { noWelcome: false } },
      { until: { texts: texts('m', 450) }, withinMillis: 60_000 },
    ],
  },
  {
    name: 'unknown frames and fields are no matter',
    steps: [
      { server: 'set', faults: { noise: true } },
      ...START,
      { server: 'post', texts: ['x'] },
      { server: 'set', faults: { dropEvents: 1 } },
      { server: 'post', texts: ['y', 'z'] },
      { until: { texts: ['x', 'y', 'z'] } },
      ...sends('a'),
      { until: { acked: ['a'] } },
    ],
    expect: { texts: ['x', 'y', 'z', 'a'] },
  },
  {
    name: 'a slow server is waited for',
    steps: [
      { server: 'set', faults: { delayMillis: 150 } },
      ...START,
      { server: 'post', texts: ['x'] },
      ...sends('a'),
      { until: { acked: ['a'], count: 2 }, withinMillis: 8_000 },
    ],
    expect: { log: ['x', 'a'], texts: ['x', 'a'] },
  },
  {
    name: 'a connection that says nothing any more is given up after two and a half heartbeats',
    steps: [
      ...START,
      { server: 'set', faults: { silent: true } },
      { until: { status: { state: 'backing-off' } }, withinMillis: 14_000 },
      { server: 'set', faults: { silent: false } },
      { until: { status: { state: 'connected' } }, withinMillis: 60_000 },
      ...sends('a'),
      { until: { acked: ['a'] } },
    ],
    expect: { log: ['a'] },
  },
  {
    name: 'seqs that do not come are passed over',
    steps: [
      ...START,
      { server: 'post', texts: ['x'] },
      { until: { texts: ['x'] } },
      { server: 'skip', texts: ['hidden 1', 'hidden 2'] },
      { server: 'post', texts: ['y'] },
      { until: { texts: ['x', 'y'] } },
    ],
  },
  {
    name: 'another epoch begins anew',
    steps: [
      ...START,
      { server: 'post', texts: ['x', 'y'] },
      { until: { texts: ['x', 'y'] } },
      { server: 'newEpoch' },
      { server: 'drop' },
      { until: { restarted: true }, withinMillis: 20_000 },
      { until: { textsSinceRestart: ['x', 'y'] }, withinMillis: 10_000 },
    ],
  },
];

/** @type {Scenario[]} */
const closeCodes = [
  ...[4000, 4001, 4002, 4008, 4029, 4499, 1000, 1001, 1011, 1013].map((code) => ({
    name: `after close ${code} it comes back by itself`,
    steps: [
      ...START,
      { server: 'close', code },
      { until: { sessions: 2 }, withinMillis: 5_000 },
      ...sends('a'),
      { until: { acked: ['a'] } },
    ],
    expect: { log: ['a'] },
  })),
  ...[4500, 4501, 4503, 4509, 4777, 4999, 1003, 1009].map((code) => ({
    name: `after close ${code} it stays away until it is told to connect`,
    steps: [
      ...START,
      { server: 'close', code },
      { until: { status: { state: 'stopped', closeCode: code } } },
      ...sends('a'),
      { do: 'wait', millis: 5_000 },
      { until: { sessions: 1 } },
      { do: 'connect' },
      { until: { acked: ['a'] } },
    ],
    expect: { log: ['a'], sessions: 2 },
  })),
];

/** @type {Scenario[]} */
const connections = [
  {
    name: 'a gateway that drains is left at the time it gave, and used until then',
    steps: [
      ...START,
      { server: 'tell', frame: { reconnect: { afterMillis: 3_000 } } },
      { until: { status: { state: 'draining' } } },
      ...sends('a'),
      { until: { acked: ['a'] } },
      { until: { sessions: 1 } },
      { until: { sessions: 2 }, withinMillis: 5_000 },
      { until: { status: { state: 'connected' } } },
    ],
    expect: { log: ['a'] },
  },
  {
    name: 'a server that never welcomes is given up after 15 seconds',
    steps: [
      { server: 'set', faults: { noWelcome: true } },
      { do: 'connect' },
      { until: { status: { state: 'backing-off' } }, withinMillis: 17_000 },
      { server: 'set', faults: { noWelcome: false } },
      { until: { status: { state: 'connected' } }, withinMillis: 40_000 },
    ],
  },
  {
    name: 'a token that is refused is replaced by a fresh one',
    steps: [
      ...START,
      { server: 'set', faults: { rejectTokens: true } },
      { server: 'close', code: 4001 },
      { until: { status: { state: 'backing-off' } }, withinMillis: 5_000 },
      { server: 'set', faults: { rejectTokens: false } },
      { until: { sessions: 2 }, withinMillis: 40_000 },
    ],
    expect: { tokens: { atLeast: 2 } },
  },
  {
    name: 'a token is refreshed before it ends, on the same session',
    server: { tokenMillis: 10_000 },
    steps: [
      ...START,
      { until: { heard: { refresh: 1 } }, withinMillis: 12_000 },
      { do: 'wait', millis: 500 },
    ],
    expect: { sessions: 1 },
  },
  {
    name: 'a quiet session is kept alive',
    steps: [...START, { until: { heard: { ping: 5 } }, withinMillis: 28_000 }],
    expect: { sessions: 1 },
  },
];

const ALL = ['websocket', 'sse', 'poll'];

/** @type {Scenario[]} */
const fallbacks = [
  {
    name: 'without WebSocket it uses SSE, and comes back to WebSocket when it may',
    transports: ALL,
    steps: [
      { server: 'set', faults: { websocket: false } },
      { do: 'connect' },
      { until: { status: { state: 'connected', transport: 'sse' } }, withinMillis: 20_000 },
      ...sends('a'),
      { until: { acked: ['a'] } },
      { server: 'set', faults: { websocket: true } },
      { until: { status: { state: 'connected', transport: 'websocket' } }, withinMillis: 40_000 },
      ...sends('b'),
      { server: 'post', texts: ['x'] },
      { until: { acked: ['b'], count: 3 } },
    ],
    expect: { opened: ['sse', 'websocket'], never: 'stopped' },
  },
  {
    name: 'without WebSocket and SSE it polls, and comes back',
    transports: ALL,
    steps: [
      { server: 'set', faults: { websocket: false, sse: false } },
      { do: 'connect' },
      { until: { status: { state: 'connected', transport: 'poll' } }, withinMillis: 40_000 },
      ...sends('a'),
      { until: { acked: ['a'] } },
      { server: 'set', faults: { websocket: true } },
      { until: { status: { state: 'connected', transport: 'websocket' } }, withinMillis: 40_000 },
      ...sends('b'),
      { until: { acked: ['b'] } },
    ],
    expect: { log: ['a', 'b'], texts: ['a', 'b'], never: 'stopped' },
  },
  {
    name: 'a proxy that holds streams back makes it poll',
    transports: ['sse', 'poll'],
    steps: [
      { server: 'set', faults: { buffer: true } },
      { do: 'connect' },
      { until: { status: { state: 'connected', transport: 'poll' } }, withinMillis: 60_000 },
      ...sends('a'),
      { until: { acked: ['a'] } },
    ],
  },
  {
    name: 'a fallback that ends while much is on its way loses nothing',
    transports: ALL,
    steps: [
      { server: 'set', faults: { websocket: false } },
      { do: 'connect' },
      { until: { status: { state: 'connected', transport: 'sse' } }, withinMillis: 20_000 },
      ...sends(...texts('m', 50)),
      { server: 'set', faults: { sse: false } },
      { until: { status: { state: 'connected', transport: 'poll' } }, withinMillis: 60_000 },
      { until: { acked: texts('m', 50) }, withinMillis: 20_000 },
    ],
    expect: { log: texts('m', 50), texts: texts('m', 50) },
  },
  {
    name: 'a post whose answer is lost is made again, and counts once',
    transports: ['sse'],
    steps: [
      ...START,
      { server: 'set', faults: { failPosts: 2 } },
      ...sends('a', 'b'),
      { until: { acked: ['a', 'b'] }, withinMillis: 30_000 },
    ],
    expect: { log: ['a', 'b'], texts: ['a', 'b'], sessions: 1 },
  },
];

/** @type {Scenario[]} */
export const scenarios = [
  ...everyTransport.map((scenario) => ({ ...scenario, transports: ['websocket'] })),
  ...closeCodes,
  ...connections,
  ...fallbacks,
  ...['sse', 'poll'].flatMap((transport) =>
    everyTransport.map((one) => ({ ...one, name: `${one.name} (${transport})`, transports: [transport] })),
  ),
];
