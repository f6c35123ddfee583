// The JavaScript client behind the line protocol of README.md, in Node or in a page.
import { ParleyClient } from '../web/sdk/index.js';

/**
 * @param {(line: any) => void} say
 * @param {typeof WebSocket} Socket
 * @returns {import('./run-scenario.js').Driver}
 */
export function clientDriver(say, Socket) {
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
      WebSocket: Socket,
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
