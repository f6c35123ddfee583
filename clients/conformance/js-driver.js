// The JavaScript client behind the line protocol of README.md: `node js-driver.js`, or `jsDriver` within a
// test.
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';
import { ParleyClient } from '../web/sdk/index.js';

const { WebSocket } = createRequire(new URL('../web/package.json', import.meta.url))('ws');

/** @param {(line: any) => void} say @returns {import('./run-scenario.js').Driver} */
export function jsDriver(say) {
  /** @type {ParleyClient | undefined} */
  let client;

  /** @param {any} options */
  function start({ url, user, deviceId, transports, speed = 1 }) {
    const fast = {
      now: () => performance.now() * speed,
      setTimeout: (/** @type {() => void} */ action, /** @type {number} */ millis) =>
        setTimeout(action, millis / speed),
      clearTimeout: (/** @type {any} */ timer) => clearTimeout(timer),
    };
    const started = new ParleyClient({
      url,
      deviceId,
      transports,
      clock: fast,
      WebSocket,
      token: () => token(url, user),
    });
    started.addEventListener('status', (/** @type {any} */ { detail }) => {
      const { state, transport, closeCode } = detail;
      say({ status: { state, transport, closeCode } });
    });
    started.addEventListener('event', (/** @type {any} */ { detail }) => {
      const { conversationId, seq, sender, message } = detail;
      say({
        event: {
          conversationId,
          seq: Number(seq),
          senderId: sender.userId,
          text: message?.content.text.body,
        },
      });
    });
    started.addEventListener(
      'gap',
      (/** @type {any} */ { detail: { conversationId, from, to, inHistory } }) =>
        say({ gap: { conversationId, from, to, inHistory } }),
    );
    started.addEventListener('restarted', (/** @type {any} */ { detail: { conversationId, epoch } }) =>
      say({ restarted: { conversationId, epoch } }),
    );
    client = started;
  }

  /** @param {ParleyClient} to @param {any} command */
  function act(to, { do: what, ref, conversationId, text, seq }) {
    switch (what) {
      case 'connect':
        return to.connect();
      case 'send':
        return void to.send(conversationId, text).then(
          (ack) => say({ acked: { ref, seq: ack.seq } }),
          (error) => error.code === 'CLOSED' || say({ refused: { ref, code: error.code } }),
        );
      case 'read':
        return to.read(conversationId, seq);
      case 'retryNow':
        return to.retryNow();
      case 'close':
        return void to.close();
      default:
        return say({ failed: `cannot ${what}` });
    }
  }

  return {
    tell(line) {
      if (line.do === 'start') {
        start(line);
      } else if (client) {
        act(client, line);
      }
    },
    async end() {
      await client?.close();
    },
  };
}

/** @param {string} url @param {string} user */
async function token(url, user) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/dev/token`, { method: 'POST', headers, body: JSON.stringify({ user }) });
  return (await answer.json()).token;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const driver = jsDriver((line) => process.stdout.write(`${JSON.stringify(line)}\n`));
  for await (const line of createInterface({ input: process.stdin })) {
    driver.tell(JSON.parse(line));
  }
  await driver.end();
}
