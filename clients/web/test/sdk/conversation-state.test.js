import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConversationState } from '../../sdk/conversation-state.js';
import { randomFrom } from './faulty-network.js';

const ME = 'alice';
const PEOPLE = ['alice', 'bob', 'carol', 'dave'];

/** A state that folded all of these. @param {any[]} events */
function folded(events, state = new ConversationState('g')) {
  events.forEach((event) => state.event(event, ME));
  return state;
}

/** @param {number} seq @param {any} body @param {string} [sender] */
const event = (seq, body, sender = 'bob') => ({
  conversationId: 'g',
  seq: String(seq),
  sender: { userId: sender },
  ...body,
});
const CREATED = event(1, {
  created: {
    kind: 'group',
    title: 'Team',
    members: [
      { userId: 'alice', role: 'owner', joinedSeq: '1' },
      { userId: 'bob', role: 'member', joinedSeq: '1' },
    ],
  },
});
/** @param {number} seq @param {number} ordinal @param {string} [sender] @param {any[]} [mentions] */
const message = (seq, ordinal, sender = 'bob', mentions = []) =>
  event(seq, { ordinal: String(ordinal), message: { content: { text: { body: 'x', mentions } } } }, sender);

/** What the list of conversations says of a state. @param {ConversationState} state */
function itemOf(state) {
  return {
    conversationId: 'g',
    kind: state.kind,
    title: state.title,
    description: state.description,
    policy: state.policy,
    members: [...state.members].map(([userId, { role, joinedSeq }]) => ({
      userId,
      role,
      joinedSeq: String(joinedSeq),
    })),
    lastSeq: String(state.lastSeq),
    lastOrdinal: String(state.lastOrdinal),
    unread: String(state.unread),
  };
}

/** @param {ConversationState} state */
const lasting = ({ kind, title, description, policy, members, lastSeq, lastOrdinal }) => ({
  kind,
  title,
  description,
  policy,
  members: Object.fromEntries([...members].sort(([a], [b]) => (a < b ? -1 : 1))),
  lastSeq,
  lastOrdinal,
});

describe('the fold of a conversation', () => {
  it('counts what is unread and who is mentioned', () => {
    const state = folded([
      CREATED,
      message(2, 1),
      message(3, 2, 'bob', [{ all: true }]),
      event(4, { renamed: { title: 'T' }, ordinal: '2' }),
    ]);
    assert.equal(state.unread, 2);
    assert.equal(state.mentions, 1);
    state.read(2, 1);
    assert.equal(state.unread, 1);
    state.event(message(5, 3, ME), ME);
    assert.equal(state.unread, 0, 'an own message moves the own mark');
    assert.equal(state.mentions, 0);
    assert.equal(state.read(1, 0), true);
    assert.equal(state.readSeq, 5, 'marks only grow');
  });

  it('knows what has become of an own message', () => {
    const carol = event(3, { membersAdded: { userIds: ['carol'] } });
    const state = folded([CREATED, message(2, 1, ME), carol, message(4, 2, ME)]);
    assert.equal(state.statusOf(2, ME), 'sent');
    state.receipt('bob', 4, 0);
    assert.deepEqual(
      [state.statusOf(2, ME), state.statusOf(4, ME)],
      ['delivered', 'sent'],
      'carol came after the first',
    );
    state.receipt('carol', 0, 4);
    assert.equal(state.statusOf(4, ME), 'delivered');
    state.receipt('bob', 4, 2);
    assert.deepEqual([state.statusOf(2, ME), state.statusOf(4, ME)], ['read', 'delivered']);
    state.receipt('bob', 1, 1);
    assert.equal(state.statusOf(2, ME), 'read', 'an old receipt takes nothing back');
  });

  it('takes counts for names in large groups', () => {
    const state = folded([CREATED, message(2, 1, ME)]);
    state.counts.set(2, { deliveredCount: 1, readCount: 0 });
    assert.equal(state.statusOf(2, ME), 'delivered');
  });

  it('does not take a snapshot that is older than what was folded', () => {
    const before = itemOf(folded([CREATED]));
    const state = folded([CREATED, event(2, { renamed: { title: 'New' } })]);
    assert.equal(state.snapshot(before), false);
    assert.equal(state.title, 'New');
  });

  // The promise of docs/client.md: a new device that starts from the list of conversations, any part of which
  // may be newer than its seq, ends as one that folded everything from the beginning.
  for (let seed = 1; seed <= 200; seed++) {
    it(`a torn snapshot and the events above it are the fold of all events (seed ${seed})`, () => {
      const random = randomFrom(seed);
      const upTo = (/** @type {number} */ most) => Math.floor(random() * (most + 1));
      const events = history(upTo);
      const from = 1 + upTo(events.length - 2);
      const base = folded(events.slice(0, from));
      // Each part was read at a time of its own, none before the seq.
      const part = () => itemOf(folded(events.slice(0, from + upTo(events.length - from))));
      const item = { ...itemOf(base), members: part().members, title: part().title, policy: part().policy };
      const state = new ConversationState('g');
      state.startAt(item);
      state.snapshot(item);
      folded(events.slice(from), state);
      assert.deepEqual(lasting(state), lasting(folded(events)));
    });
  }
});

/** Changes that the server would accept. @param {(most: number) => number} upTo */
function history(upTo) {
  const events = [CREATED];
  let ordinal = 0;
  while (events.length < 30) {
    const { members } = folded(events);
    const seq = events.length + 1;
    const others = PEOPLE.filter((one) => one !== 'alice');
    const who = others[upTo(others.length - 1)];
    const isMember = members.has(who);
    const changes = [
      () => event(seq, { ordinal: String(++ordinal), message: { content: { text: { body: 'x' } } } }),
      () => event(seq, { renamed: { title: `title ${seq}` } }),
      () => event(seq, { policyChanged: { policy: { post: seq % 2 ? 'all' : 'admins' } } }),
      () =>
        isMember
          ? event(seq, { memberRemoved: { userId: who } })
          : event(seq, { membersAdded: { userIds: [who] } }),
      () =>
        isMember && event(seq, { roleChanged: { userId: who, role: ['admin', 'member', 'owner'][upTo(2)] } }),
      () => isMember && event(seq, { ownershipTransferred: { userId: who } }, 'alice'),
    ];
    const made = changes[upTo(changes.length - 1)]();
    if (made) {
      events.push({ ordinal: String(ordinal), ...made });
    }
  }
  return events;
}
