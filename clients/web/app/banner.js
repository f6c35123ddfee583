import { fill, h } from './dom.js';
import { icon } from './icons.js';
import { counted } from './text.js';

const FALLBACK = {
  sse: 'WebSocket is blocked here, so messages come by server-sent events.',
  poll: 'Only plain requests get through here. Messages may take a little longer.',
};

/**
 * One line about the connection, or nothing while all is well. Counts down to the next attempt, says what waits,
 * and offers what can be done. A connection that is only being opened is not mentioned for a second.
 *
 * @param {any} client
 */
export function connectionBanner(client) {
  const box = h('div', { class: 'banner-place', role: 'status', 'aria-label': 'Connection' });
  let shown = '';
  /** @type {any} */
  let timer;
  let connectingSince = 0;

  const button = (/** @type {string} */ label, /** @type {() => void} */ run) =>
    h('button', { type: 'button', class: 'link', onclick: run }, label);

  function describe() {
    const { state, transport, retryAt, closeCode, pending } = client.status;
    const waiting = pending > 0 ? ` ${counted(pending, 'message')} will be sent then.` : '';
    connectingSince = state === 'connecting' ? connectingSince || Date.now() : 0;
    if (state === 'stopped') {
      if (closeCode === 4509) return { tone: 'warn', text: 'You went on in another window.', act: ['Use this one', () => client.connect()] };
      if (closeCode === 4503) return { tone: 'warn', text: 'This device was signed out from elsewhere.', act: ['Sign in again', () => client.connect()] };
      return { tone: 'warn', text: `The server ended the connection (${closeCode}).`, act: ['Connect again', () => client.connect()] };
    }
    if (!navigator.onLine) return { tone: 'off', text: `You are offline.${waiting || ' You can go on writing.'}` };
    if (state === 'backing-off') {
      const seconds = Math.max(0, Math.ceil(((retryAt ?? 0) - Date.now()) / 1000));
      const when = seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again now.';
      return { tone: 'off', text: `No connection. ${when}${waiting}`, tick: true, act: ['Retry now', () => client.retryNow()] };
    }
    if (state === 'connecting') {
      const patient = Date.now() - connectingSince < 1000;
      return patient ? { tick: true } : { tone: 'off', text: `Connecting…${waiting}`, tick: true };
    }
    if (state === 'connected' && (transport === 'sse' || transport === 'poll')) return { tone: 'note', text: FALLBACK[/** @type {keyof typeof FALLBACK} */ (transport)] };
    return {};
  }

  function draw() {
    clearTimeout(timer);
    const { tone, text, act, tick } = /** @type {any} */ (describe());
    if (tick) timer = setTimeout(draw, 500);
    if ((text ?? '') === shown) return;
    shown = text ?? '';
    const focused = box.contains(document.activeElement);
    if (!text) fill(box);
    else {
      const action = act && button(act[0], act[1]);
      fill(box, h('p', { class: `banner ${tone}` }, icon(tone === 'note' ? 'info' : 'plug'), h('span', null, text), action));
      if (focused && action) action.focus();
    }
  }

  client.addEventListener('status', draw);
  addEventListener('online', () => {
    client.retryNow();
    draw();
  });
  addEventListener('offline', draw);
  draw();
  return box;
}
