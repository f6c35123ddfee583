/** Words for people, times and messages. Pure: no page, no client. */

/**
 * What somebody is called. Parley knows people by their id only, so the id is the name, with a capital.
 *
 * @param {string} userId
 */
export function nameOf(userId) {
  return userId ? userId.charAt(0).toUpperCase() + userId.slice(1) : 'Somebody';
}

/**
 * The other person of a direct conversation.
 *
 * @param {any} conversation
 * @param {string} me
 * @returns {string}
 */
export function peerOf(conversation, me) {
  for (const userId of conversation.members.keys()) if (userId !== me) return userId;
  return '';
}

/**
 * @param {any} conversation
 * @param {string} me
 */
export function titleOf(conversation, me) {
  return conversation.kind === 'direct' ? nameOf(peerOf(conversation, me)) : conversation.title || 'Group';
}

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const DATE = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });
const MINUTE = 60_000;
const A_DAY = 24 * 60 * MINUTE;

/** @param {Date} time */
export const clock = (time) => CLOCK.format(time);

/** @param {Date} time */
export const fullTime = (time) => FULL.format(time);

/** @param {Date} time */
export const dayKey = (time) => `${time.getFullYear()}-${time.getMonth()}-${time.getDate()}`;

/**
 * Whole days from then to now by the calendar, not by the clock.
 *
 * @param {Date} time
 * @param {Date} now
 */
function daysAgo(time, now) {
  const midnight = (/** @type {Date} */ d) => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
  return Math.round((midnight(now) - midnight(time)) / A_DAY);
}

/** @param {Date} time */
export function dayName(time, now = new Date()) {
  const days = daysAgo(time, now);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return DAY.format(time);
}

/** The time beside a conversation. @param {Date} time */
export function shortTime(time, now = new Date()) {
  const days = daysAgo(time, now);
  if (days <= 0) return CLOCK.format(time);
  if (days < 7) return WEEKDAY.format(time);
  return DATE.format(time);
}

/** Nothing for those of whom one may not know; they look offline without a time. @param {Date | string | null | undefined} time */
export function lastSeen(time, now = new Date()) {
  if (!time) return '';
  const then = new Date(time);
  const minutes = Math.floor((now.getTime() - then.getTime()) / MINUTE);
  if (minutes < 2) return 'Last seen just now';
  if (minutes < 60) return `Last seen ${minutes} min ago`;
  const days = daysAgo(then, now);
  if (days === 0) return `Last seen today at ${clock(then)}`;
  if (days === 1) return `Last seen yesterday at ${clock(then)}`;
  return `Last seen ${DATE.format(then)}`;
}

/** @param {number} count @param {string} one @param {string} [many] */
export const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** One line of a message, for lists, quotes and announcements. @param {any} message */
export function excerpt(message, length = 120) {
  if (message.deleted) return 'Message deleted';
  const text = String(message.text ?? '').replace(/\s+/g, ' ').trim();
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/**
 * The line below a conversation's title.
 *
 * @param {any} conversation
 * @param {string} me
 */
export function previewOf(conversation, me) {
  const last = conversation.lastMessage;
  if (!last || last.hidden) return conversation.kind === 'group' ? 'No messages yet' : 'Say hello';
  if (last.deleted) return 'Message deleted';
  const who = last.mine || last.senderId === me ? 'You: ' : conversation.kind === 'group' ? `${nameOf(last.senderId)}: ` : '';
  return who + excerpt(last);
}

/** @param {any} conversation */
export function isMuted(conversation, now = Date.now()) {
  const until = conversation.settings?.mutedUntil;
  return Boolean(until) && new Date(until).getTime() > now;
}

/**
 * Cuts a text into plain stretches, mentions and links, in order. Mention ranges that do not fit are ignored.
 *
 * @param {string} text
 * @param {{start: number, length: number, userId?: string, all?: boolean}[]} [mentions]
 * @returns {{kind: 'text' | 'mention' | 'link', text: string, userId?: string, all?: boolean}[]}
 */
export function segments(text, mentions = []) {
  /** @type {any[]} */
  const parts = [];
  let at = 0;
  const plain = (/** @type {string} */ piece) => {
    let from = 0;
    for (const match of piece.matchAll(/\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g)) {
      if (match.index > from) parts.push({ kind: 'text', text: piece.slice(from, match.index) });
      parts.push({ kind: 'link', text: match[0] });
      from = match.index + match[0].length;
    }
    if (from < piece.length) parts.push({ kind: 'text', text: piece.slice(from) });
  };
  for (const mention of [...mentions].sort((a, b) => a.start - b.start)) {
    const end = mention.start + mention.length;
    if (mention.start < at || end > text.length || mention.length <= 0) continue;
    plain(text.slice(at, mention.start));
    parts.push({ kind: 'mention', text: text.slice(mention.start, end), userId: mention.userId, all: mention.all });
    at = end;
  }
  plain(text.slice(at));
  return parts;
}

/**
 * The mentions in a text: `@` and a member's name at the beginning of a word, `@all` or `@everyone` in a group.
 *
 * @param {string} text
 * @param {Iterable<string>} userIds the members, without oneself
 * @param {boolean} group
 */
export function mentionsIn(text, userIds, group) {
  const names = [...userIds].map((userId) => ({ userId, name: userId.toLowerCase() }));
  names.sort((a, b) => b.name.length - a.name.length);
  /** @type {any[]} */
  const found = [];
  for (const match of text.matchAll(/(^|[\s([])@(\S+)/g)) {
    const start = match.index + match[1].length;
    const word = match[2].toLowerCase();
    const ends = (/** @type {string} */ name) => word.startsWith(name) && !/^[\p{L}\p{N}_-]/u.test(word.slice(name.length));
    const person = names.find(({ name }) => ends(name));
    const all = group && ['everyone', 'all'].find(ends);
    if (person) found.push({ start, length: 1 + person.name.length, userId: person.userId });
    else if (all) found.push({ start, length: 1 + all.length, all: true });
  }
  return found.slice(0, 50);
}

/** What a refusal or an error means, for people. @param {{code?: string, message?: string} | null | undefined} error */
export function sayError(error) {
  return WORDS[/** @type {keyof typeof WORDS} */ (error?.code ?? '')] ?? error?.message ?? 'That did not work.';
}

const WORDS = {
  NOT_A_MEMBER: 'You are not in this conversation.',
  NOT_FOUND: 'That is not there any more.',
  FORBIDDEN: 'Your role does not allow that.',
  NOT_ALLOWED: 'This person cannot be reached.',
  INVALID: 'The server did not understand that.',
  EMPTY: 'There is nothing in it.',
  TOO_LARGE: 'That is too long.',
  TARGET_NOT_FOUND: 'That message is not there any more.',
  GROUP_FULL: 'The group is full: 500 people at most.',
  LAST_OWNER: 'You are the last owner. Hand the group over first.',
  NOT_A_GROUP: 'Only a group can do that.',
  RATE_LIMITED: 'Too fast. Please wait a moment.',
  UNAVAILABLE: 'The server cannot do that right now. Please try again.',
  UNAUTHORIZED: 'Please sign in again.',
  CONFLICT: 'Somebody else changed this first.',
  OFFLINE: 'You are offline. Try again when you are back.',
};

/**
 * The line for a notice, or null for one that is not to be seen (a reaction, an edit: they show at their message).
 *
 * @param {any} notice
 * @param {string} me
 * @returns {string | null}
 */
export function noticeText(notice, me) {
  const event = notice.event?.[notice.kind] ?? notice.event ?? {};
  const mine = notice.senderId === me;
  const who = mine ? 'You' : nameOf(notice.senderId);
  const whom = event.userId === me ? 'you' : nameOf(event.userId);
  switch (notice.kind) {
    case 'created':
      return event.kind === 'direct' ? `${who} started the conversation` : `${who} created the group`;
    case 'membersAdded': {
      const ids = event.userIds ?? [];
      if (ids.length === 1 && ids[0] === notice.senderId) return `${who} joined with an invite link`;
      return `${who} added ${listed(ids.map((/** @type {string} */ id) => (id === me ? 'you' : nameOf(id))))}`;
    }
    case 'memberRemoved':
      return `${who} removed ${whom}`;
    case 'memberLeft':
      return `${event.userId === me || mine ? 'You' : nameOf(event.userId ?? notice.senderId)} left`;
    case 'roleChanged':
      return `${who} made ${whom} ${event.role === 'member' ? 'a member' : `an ${event.role}`}`;
    case 'ownershipTransferred':
      return `${who} handed the group over to ${whom}`;
    case 'renamed':
      return `${who} named the group “${event.title ?? ''}”`;
    case 'described':
      return `${who} changed the description`;
    case 'pictureChanged':
      return `${who} changed the picture`;
    case 'policyChanged':
      return `${who} changed the group’s rules`;
    case 'pinned':
      return event.removed ? `${who} unpinned a message` : `${who} pinned a message`;
    default:
      return null;
  }
}

/** @param {string[]} names */
export function listed(names) {
  if (names.length < 2) return names.join('');
  if (names.length > 4) return `${names.slice(0, 3).join(', ')} and ${names.length - 3} others`;
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

/** The line that says who is typing. @param {string[]} userIds @param {boolean} group */
export function typingText(userIds, group) {
  if (userIds.length === 0) return '';
  if (!group) return 'typing…';
  if (userIds.length > 2) return `${userIds.length} people are typing…`;
  return `${listed(userIds.map(nameOf))} ${userIds.length === 1 ? 'is' : 'are'} typing…`;
}
