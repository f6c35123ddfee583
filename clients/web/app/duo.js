/** Two people on one page, a plug to pull, and the count of what came of it. */
import { h } from './dom.js';
import { icon } from './icons.js';
import { Tally } from './tally.js';
import { nameOf } from './text.js';
import './theme.js';

const EVERY_MILLIS = 200;
const query = new URLSearchParams(location.search);
const people = [query.get('left') || 'alice', query.get('right') || 'bob'];
/** Tells the numbered messages of this page from those of earlier ones. */
const run = Math.random().toString(36).slice(2, 6);
const tallies = people.map(() => new Tally());
let conversationId = '';

const frames = people.map((user) =>
  h('iframe', { src: `/?user=${encodeURIComponent(user)}&embed=1`, title: `${nameOf(user)}’s Parley` }),
);
const verdict = h('p', { class: 'duo-verdict', role: 'status' });
const rows = people.map((user) => h('tr', null, h('th', { scope: 'row' }, nameOf(user))));
const COLUMNS = /** @type {const} */ ([
  ['sent', 'sent'],
  ['acked', 'acked'],
  ['received', 'received'],
  ['lost', 'lost'],
  ['doubled', 'doubled'],
  ['outOfOrder', 'out of order'],
]);
const cells = rows.map((row) => COLUMNS.map(() => row.appendChild(h('td', null, '0'))));
const chat = h('button', { type: 'button', 'aria-pressed': 'false', disabled: true, onclick: toggleChat }, icon('send'), 'Let them talk');

document.body.replaceChildren(
  h(
    'div',
    { class: 'duo' },
    h(
      'header',
      { class: 'duo-head' },
      h('h1', null, h('img', { src: '/logo.svg', alt: '', width: 28, height: 28 }), 'Two people, one page'),
      h(
        'div',
        { class: 'duo-actions' },
        chat,
        people.map((user) =>
          h('button', { type: 'button', class: 'plug', onclick: (/** @type {any} */ event) => pull(user, event.currentTarget) }, icon('plug'), `Pull the plug on ${nameOf(user)}`),
        ),
      ),
      h(
        'table',
        { class: 'duo-counts' },
        h('caption', { class: 'unseen' }, 'Messages of each person: sent, and what the other one has of them'),
        h('thead', null, h('tr', null, h('td', null), COLUMNS.map(([, label]) => h('th', { scope: 'col' }, label)))),
        h('tbody', null, rows),
      ),
      verdict,
    ),
    h('main', { class: 'duo-sides' }, frames),
  ),
);

/** The client inside a frame, as soon as it is connected. @param {HTMLIFrameElement} frame */
function clientOf(frame) {
  return new Promise((resolve) => {
    const look = () => {
      const client = /** @type {any} */ (frame.contentWindow)?.parley;
      if (!client) return void setTimeout(look, 50);
      if (client.status.state === 'connected') return void resolve(client);
      const heard = () => {
        if (client.status.state !== 'connected') return;
        client.removeEventListener('status', heard);
        resolve(client);
      };
      client.addEventListener('status', heard);
    };
    look();
  });
}

/** @type {any[]} */
let clients = [];

async function begin() {
  verdict.textContent = 'Connecting…';
  clients = await Promise.all(frames.map(clientOf));
  conversationId = await clients[0].openDirect(people[1]);
  await clients[1].openDirect(people[0]);
  frames.forEach((frame) => /** @type {Window} */ (frame.contentWindow).location.hash = `#/c/${conversationId}`);
  clients.forEach((client, side) => client.timeline(conversationId).addEventListener('change', () => look(side)));
  chat.disabled = false;
  verdict.textContent = 'Each number is counted where it arrives. Pull a plug while they talk.';
  setInterval(draw, 250);
}

/** What stands in the timeline of one side of the messages of the other. @param {number} side */
function look(side) {
  const from = people[1 - side];
  const found = [];
  for (const item of clients[side].timeline(conversationId).items) {
    if (item.type !== 'message' || item.senderId !== from || !(item.seq > 0)) continue;
    const match = /^(\d+) · (\w+)$/.exec(item.text ?? '');
    if (match?.[2] === run) found.push({ seq: item.seq, number: Number(match[1]) });
  }
  tallies[1 - side].received(found);
}

/** @type {any} */
let timer;

function toggleChat() {
  const on = chat.getAttribute('aria-pressed') !== 'true';
  chat.setAttribute('aria-pressed', String(on));
  chat.lastChild.textContent = on ? 'Stop talking' : 'Let them talk';
  clearInterval(timer);
  if (on) timer = setInterval(() => clients.forEach(say), EVERY_MILLIS);
}

/** @param {any} client @param {number} side */
function say(client, side) {
  const tally = tallies[side];
  const number = tally.sending();
  client.send(conversationId, `${number} · ${run}`).then(
    () => tally.acknowledged(number),
    () => tally.refusedFinally(),
  );
}

/** Ends the gateway that somebody is connected to, as a crash would. @param {string} user @param {any} button */
async function pull(user, button) {
  button.disabled = true;
  try {
    const response = await fetch('/dev/plug', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user }) });
    if (response.status === 404) {
      verdict.textContent = `No gateway here has ${nameOf(user)}, or this edge has no plug: kill one by hand (./parley kill gateway-1).`;
      return;
    }
    if (!response.ok) throw new Error(String(response.status));
    const { gateway, restartsInMillis } = await response.json();
    const back = restartsInMillis > 0 ? ` It starts again in ${Math.ceil(restartsInMillis / 1000)} s.` : '';
    verdict.textContent = `${gateway} is dead, with the connection of ${nameOf(user)} and whoever else was on it.${back}`;
  } catch (failure) {
    console.warn(failure);
    verdict.textContent = 'The plug did not come out. Please try again.';
  } finally {
    button.disabled = false;
  }
}

function draw() {
  tallies.forEach((tally, side) => {
    const counts = tally.counts();
    COLUMNS.forEach(([key], index) => {
      const cell = cells[side][index];
      cell.textContent = String(counts[key]);
      if (index >= 3) cell.className = counts[key] > 0 ? 'bad' : counts.received > 0 ? 'good' : '';
    });
  });
}

/** For tests: the counts of both sides. */
/** @type {any} */ (window).duo = { counts: () => tallies.map((tally) => tally.counts()), people, conversation: () => conversationId };

begin().catch((failure) => {
  console.error(failure);
  verdict.textContent = 'That did not work. Is the stack running?';
});
