// What an application in TypeScript sees: compiled against the published declarations, never run.
import { IndexedDbStore, MemoryStore, ParleyClient, ParleyError } from '@parley/client';

const client = new ParleyClient({ token: async () => 'token', deviceId: 'device', store: new MemoryStore() });
export const title: string | undefined = client.conversation('g')?.title;
export const answer: Promise<{ seq: number }> = client.send('g', 'hi', { replyTo: 3 });
for (const item of client.timeline('g').items) {
    const shown: string = item.type === 'message' ? item.text : item.kind;
    console.log(shown);
}
answer.catch((error) => error instanceof ParleyError && error.code);
export const store: IndexedDbStore = new IndexedDbStore('alice');
// @ts-expect-error there is no such thing
client.nonsense();
// @ts-expect-error a token is needed
new ParleyClient({ deviceId: 'device' });
