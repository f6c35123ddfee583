/**
 * The operator's page of a local stack: how the parts are, how fast messages pass them, and the path of one message.
 * Asks the edge every two seconds, and only while somebody looks. What is computed is in ops-numbers.js.
 */
import { fill, h } from './dom.js';
import { rates, timeline, totals } from './ops-numbers.js';

const EVERY_MS = 2000;
const BEHIND = 100;

/** @typedef {import('./ops-numbers.js').Part} Part */

const notice = h('p', { class: 'error', role: 'status' });
const age = h('p', null, 'asking …');
const numbers = h('dl', { class: 'numbers' });
const parts = h('tbody', null);
const gateways = h('tbody', null);
const partitions = h('tbody', null);
const pathResult = h('div', null);
const pathStatus = h('p', { class: 'unseen', role: 'status' });
const messageId = h('input', {
  type: 'text',
  inputmode: 'numeric',
  pattern: '\\s*[0-9]{1,19}\\s*',
  required: true,
  autocomplete: 'off',
  spellcheck: 'false',
});

document.body.append(
  h(
    'main',
    { class: 'ops' },
    h('header', { class: 'ops-head' }, h('h1', null, 'Parley operations'), age, notice),
    card('per-second', 'Messages per second', numbers),
    card('message-path', 'The path of a message', askForm(), pathStatus, pathResult),
    card('parts', 'Parts', table('parts', ['Part', 'Health', '#Port', '#PID', '#Memory'], parts)),
    card(
      'gateways',
      'Gateways',
      table('gateways', ['Gateway', '#Sessions', '#Sockets', '#Accepted', '#Delivered', '#Refused'], gateways),
    ),
    card('partitions', 'Partitions', table('partitions', ['#No.', 'Sequenced by', 'Routed by', 'Stored by'], partitions)),
  ),
);

/**
 * @param {string} id
 * @param {string} title
 * @param {...any} content
 */
function card(id, title, ...content) {
  return h('section', { class: 'card', 'aria-labelledby': id }, h('h2', { id }, title), content);
}

/**
 * @param {string} label id of its heading
 * @param {string[]} columns those of numbers begin with #
 * @param {HTMLElement} body
 */
function table(label, columns, body) {
  const heads = columns.map((name) =>
    name.startsWith('#') ? h('th', { scope: 'col', class: 'number' }, name.slice(1)) : h('th', { scope: 'col' }, name),
  );
  const grid = h('table', { 'aria-labelledby': label }, h('thead', null, h('tr', null, heads)), body);
  // Can be scrolled by keyboard where it is wider than the screen.
  return h('div', { class: 'card-scroll', tabindex: 0, role: 'group', 'aria-labelledby': label }, grid);
}

function askForm() {
  return h(
    'form',
    {
      class: 'ask',
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        const wanted = messageId.value.trim();
        if (location.hash === `#${wanted}`) showPath();
        else location.hash = wanted;
      },
    },
    h('label', { class: 'field' }, h('span', null, 'Message id'), messageId),
    h('button', { class: 'fill' }, 'Follow'),
  );
}

// --- How it is now -------------------------------------------------------------------------------------------------

/** @type {{at: number, totals: Record<string, number>} | undefined} */
let before;
let asking = false;

async function refresh() {
  if (asking || document.hidden) return;
  asking = true;
  try {
    const answer = await getJson('/ops/api/overview');
    const reading = { at: performance.now(), totals: totals(answer.parts) };
    show(answer.parts, rates(before, reading));
    before = reading;
    say('');
    fill(age, `as of ${new Date(answer.time).toLocaleTimeString()}`);
  } catch {
    before = undefined;
    say('The edge does not answer; what is shown is old.');
  } finally {
    asking = false;
  }
}

/** A status that is said again every two seconds would be read out again every two seconds. @param {string} text */
function say(text) {
  if (notice.textContent !== text) fill(notice, text);
}

/**
 * @param {Part[]} all
 * @param {Record<string, number | null>} perSecond
 */
function show(all, perSecond) {
  fill(
    numbers,
    Object.entries(perSecond).map(([name, value]) =>
      h('div', null, h('dt', null, name), h('dd', null, value === null ? '–' : value.toFixed(value < 10 ? 1 : 0))),
    ),
  );
  fill(
    parts,
    all.map((part) =>
      row(
        part.name,
        h('td', null, h('span', { class: `health ${HEALTH_CLASS[part.health] ?? 'waiting'}` }, part.health)),
        number(part.port),
        number(part.pid),
        number(part.memoryMiB, ' MiB'),
      ),
    ),
  );
  fill(
    gateways,
    all
      .filter((part) => part.name.startsWith('gateway-'))
      .map((part) => {
        const told = part.overview;
        if (!told) return row(part.name, h('td', { colspan: 5, class: 'quiet' }, 'does not answer'));
        return row(
          part.name,
          ...[told.sessions, told.sockets, told.accepted, told.delivered, told.refused].map((value) => number(value)),
        );
      }),
  );
  fill(partitions, partitionRows(all));
}

/** @type {Record<string, string>} */
const HEALTH_CLASS = { ready: 'ready', 'not ready': 'waiting', down: 'down' };

/** @param {Part[]} all */
function partitionRows(all) {
  const services = ['chat', 'router', 'history'];
  /** @type {Map<number, Map<string, any>>} */
  const owners = new Map();
  for (const part of all) {
    for (const one of part.overview?.partitions ?? []) {
      const service = part.name.replace(/-\d+$/, '');
      if (!owners.has(one.partition)) owners.set(one.partition, new Map());
      owners.get(one.partition)?.set(service, { name: part.name, ...one });
    }
  }
  return [...owners.entries()]
    .sort(([one], [other]) => one - other)
    .map(([partition, by]) =>
      h(
        'tr',
        null,
        h('th', { scope: 'row', class: 'number' }, partition),
        services.map((service) => owner(by.get(service))),
      ),
    );
}

/** @param {any} one */
function owner(one) {
  if (!one) return h('td', { class: 'behind' }, 'nobody');
  if (one.lag < 0) return h('td', null, one.name);
  const lag = one.lag === 0 ? ' ' : ` ${one.lag.toLocaleString()} behind`;
  return h('td', { title: `next offset ${one.offset}` }, one.name, h('span', { class: one.lag >= BEHIND ? 'behind' : 'quiet' }, lag));
}

/**
 * @param {string} name
 * @param {...any} cells
 */
function row(name, ...cells) {
  return h('tr', null, h('th', { scope: 'row' }, name), cells);
}

/**
 * @param {number | undefined} value
 * @param {string} [unit]
 */
function number(value, unit = '') {
  return h('td', { class: 'number' }, value === undefined ? '–' : `${unit ? value.toLocaleString() : value}${unit}`);
}

// --- The path of a message -----------------------------------------------------------------------------------------

let shownPath = 0;

async function showPath() {
  const wanted = location.hash.slice(1);
  const current = ++shownPath;
  if (!/^\d{1,19}$/.test(wanted)) {
    fill(pathResult);
    return;
  }
  messageId.value = wanted;
  try {
    const path = await getJson(`/ops/api/messages/${wanted}`);
    if (current !== shownPath) return;
    fill(pathResult, pathOf(path));
    fill(pathStatus, `${path.steps.length} steps of message ${wanted}`);
  } catch {
    if (current !== shownPath) return;
    fill(pathResult, h('p', { class: 'path-about error' }, 'The edge does not answer.'));
  }
}

/** @param {import('./ops-numbers.js').Path} path */
function pathOf(path) {
  const silent = path.silent.length > 0 && h('p', { class: 'path-about error' }, `No answer from ${path.silent.join(', ')}.`);
  const items = timeline(path);
  if (items.length === 0) {
    return [
      silent,
      h('p', { class: 'path-about quiet' }, 'Nobody remembers this message. Instances keep their last 20,000 steps, until they end.'),
    ];
  }
  return [
    silent,
    h('p', { class: 'path-about quiet' }, `Number ${path.seq} of conversation ${path.conversationId}.`),
    h('ol', { class: 'path' }, items.map(pathItem)),
  ];
}

/** @param {import('./ops-numbers.js').Item} item */
function pathItem(item) {
  return h(
    'li',
    { class: item.isMark ? 'mark' : null },
    h('span', { class: 'path-ahead' }, item.distance ?? ' '),
    h('span', { class: 'path-rail', 'aria-hidden': 'true' }),
    h(
      'div',
      { class: 'path-step' },
      h('strong', null, item.step),
      ` ${item.part}`,
      h('p', null, item.detail ? `${item.detail} · ` : '', h('time', { datetime: item.time }, item.clock)),
    ),
  );
}

/** @param {string} path */
async function getJson(path) {
  const response = await fetch(path, { cache: 'no-store' });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

addEventListener('hashchange', showPath);
document.addEventListener('visibilitychange', refresh);
setInterval(refresh, EVERY_MS);
refresh();
showPath();
