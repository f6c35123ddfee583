/**
 * Who uses this browser, and the client that speaks for them. The local stack gives a token to anyone who is
 * named; a real application puts its own identity provider here.
 */
import { ParleyClient, IndexedDbStore } from '/sdk/index.js';

const USER = 'parley.user';

/**
 * `?user=alice` signs somebody in without asking and without being remembered; `embed=1` is one side of the page
 * with two people, with a device of its own.
 */
export function askedFor() {
  const query = new URLSearchParams(location.search);
  return { user: query.get('user'), embedded: query.get('embed') === '1' };
}

export const remembered = () => localStorage.getItem(USER);

/** @param {string} user */
export const remember = (user) => localStorage.setItem(USER, user);

/** An id of a user, as the protocol wants it. @param {string} text */
export const isUserId = (text) => /^[\x21-\x7e]{1,128}$/.test(text) && !/[/{}]/.test(text);

/** @param {string} user */
async function tokenFor(user) {
  const response = await fetch('/dev/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user }),
  });
  if (!response.ok) throw new Error(`no token: ${response.status}`);
  return (await response.json()).token;
}

/** @param {string} user @param {boolean} embedded */
function deviceOf(user, embedded) {
  const key = `parley.device.${user}${embedded ? '.duo' : ''}`;
  let deviceId = localStorage.getItem(key);
  if (!deviceId) {
    deviceId = `web-${crypto.getRandomValues(new Uint32Array(2)).join('').slice(0, 12)}`;
    localStorage.setItem(key, deviceId);
  }
  return { key, deviceId };
}

/** “Firefox on Windows”, as far as the browser says so. */
function deviceName() {
  const agent = navigator.userAgent;
  const browser = /Edg\//.test(agent) ? 'Edge' : /Firefox\//.test(agent) ? 'Firefox' : /Chrom/.test(agent) ? 'Chrome' : 'Safari';
  const system = [
    ['Android', /Android/],
    ['iPhone', /iPhone/],
    ['iPad', /iPad/],
    ['Windows', /Windows/],
    ['Mac', /Macintosh/],
    ['Linux', /Linux/],
  ].find(([, pattern]) => /** @type {RegExp} */ (pattern).test(agent));
  return system ? `${browser} on ${system[0]}` : browser;
}

/** @param {string} user @param {boolean} embedded */
export function clientFor(user, embedded) {
  const { deviceId } = deviceOf(user, embedded);
  return new ParleyClient({
    token: () => tokenFor(user),
    deviceId,
    name: embedded ? 'Two people, one page' : deviceName(),
    store: new IndexedDbStore(embedded ? `${user}.duo` : user),
  });
}

/** Signs out on this device: what is kept here is wiped, and the next visit starts at the door. @param {any} client */
export async function signOut(client) {
  const user = client.status.userId ?? remembered();
  await client.signOut();
  for (const key of Object.keys(localStorage)) {
    if (key === USER || key === `parley.device.${user}` || key.startsWith(draftKey(user, ''))) localStorage.removeItem(key);
  }
  location.href = '/';
}

/** Where a draft lives until it has reached the server. @param {string} user @param {string} conversationId */
export const draftKey = (user, conversationId) => `parley.draft.${user}.${conversationId}`;
