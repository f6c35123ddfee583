/** A few people and what they said, for screenshots and for looking at every view. */
import { call, direct, fresh, group, say } from './browser.js';

/**
 * Alice with a group and three direct conversations. Ids are new each time, names short.
 *
 * @param {{names?: {alice: string, bob: string, carol: string, dave: string, erin: string}}} [options]
 */
export async function scene({ names } = {}) {
  const who = names ?? { alice: fresh('alice'), bob: fresh('bob'), carol: fresh('carol'), dave: fresh('dave'), erin: fresh('erin') };
  const { alice, bob, carol, dave, erin } = who;
  const withBob = await direct(alice, bob);
  const withErin = await direct(alice, erin);
  const withDave = await direct(alice, dave);
  const team = await group(alice, 'Harbour walk', [bob, carol, dave]);
  const reading = await group(carol, 'Reading circle', [alice, bob]);

  await say(carol, reading, 'Next up: “The Summer Book”. Thursday at eight?');
  await say(bob, reading, 'Thursday works for me');
  await call(alice, 'PATCH', `/v1/conversations/${reading}/settings`, { mutedUntil: '2100-01-01T00:00:00Z' });

  await say(dave, withDave, 'The photos are online: https://photos.example.org/harbour');
  await say(alice, withDave, 'Lovely, thank you!');
  await call(alice, 'PATCH', `/v1/conversations/${withDave}/settings`, { draft: 'One more thing about the third one' });

  await say(erin, withErin, 'I will be ten minutes late');
  await say(erin, withErin, 'Sorry!');

  await say(bob, withBob, 'Did the parcel come?');
  await say(alice, withBob, 'It did, this morning. You were right about the size.');
  await say(bob, withBob, 'Told you so 😄');

  await call(alice, 'PATCH', `/v1/conversations/${team}`, { description: 'Every Sunday at ten, rain or shine. Bring a flask.' });
  await call(alice, 'PUT', `/v1/conversations/${team}/members/${bob}`, { role: 'admin' });
  await say(alice, team, 'Good morning! Who is coming on Sunday?');
  const plan = await say(bob, team, 'Me. I thought we could start at the lighthouse this time and walk back along the quay.');
  await say(bob, team, 'Low tide is at 11:20.');
  await call(alice, 'PUT', `/v1/conversations/${team}/messages/${plan.seq}/pin`);
  await call(alice, 'PUT', `/v1/conversations/${team}/messages/${plan.seq}/reactions/${encodeURIComponent('👍')}`);
  await call(carol, 'PUT', `/v1/conversations/${team}/messages/${plan.seq}/reactions/${encodeURIComponent('👍')}`);
  await call(dave, 'PUT', `/v1/conversations/${team}/messages/${plan.seq}/reactions/${encodeURIComponent('🎉')}`);
  const ask = await say(carol, team, 'Is there a café at the other end?');
  await say(dave, team, 'There is, the blue one', { threadRoot: ask.seq });
  await say(alice, team, 'They open at eleven on Sundays', { threadRoot: ask.seq });
  await say(carol, team, 'Then I am in', { threadRoot: ask.seq });
  const name = dave.charAt(0).toUpperCase() + dave.slice(1);
  await say(alice, team, `@${name} could you bring the map?`, {
    mentions: [{ start: 0, length: name.length + 1, userId: dave }],
  });
  const wrong = await say(dave, team, 'Sure, which one');
  await call(dave, 'DELETE', `/v1/conversations/${team}/messages/${wrong.seq}`);
  const map = await say(dave, team, 'Sure. The one with the harbour on it?');
  await say(alice, team, 'Exactly that one', { replyTo: map.seq });
  await say(bob, team, 'See you all on Sunday!');
  await call(alice, 'PATCH', `/v1/conversations/${team}/settings`, { pinned: true });
  return { ...who, team, withBob, withErin, withDave, reading, thread: Number(ask.seq) };
}
