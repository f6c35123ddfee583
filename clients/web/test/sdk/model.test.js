import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Model } from '../../sdk/model.js';

const nothing = () => {};
const listener = /** @type {any} */ (new Proxy({}, { get: () => nothing }));

describe('counts of another device', () => {
  it('are taken as of the message they were counted at, however late they come', () => {
    const model = new Model(listener);
    model.userId = 'ann';
    const { state } = model.view('g');
    state.lastOrdinal = 4;
    model.apply({ kind: 'frame', frame: { counts: { conversationId: 'g', ordinal: '2' } } }, 0);
    assert.equal(state.unread, 2);
    model.apply({ kind: 'frame', frame: { counts: { conversationId: 'g', ordinal: '4', unread: '1' } } }, 0);
    assert.equal(state.unread, 1);
  });
});
