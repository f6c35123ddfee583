// A server of the protocol that misbehaves on request: enough of Parley to run a client against (WebSocket,
// SSE, long polling, the REST calls a client cannot do without), in one process and in memory, with every
// fault the protocol allows and some it does not. What it accepts it keeps in `log`, which is what a test
// holds the client against.
import { createHash, randomUUID } from 'node:crypto';
import http from 'node:http';
import { WebSocketServer } from 'ws';

/**
 * @typedef {object} Faults
 * @property {number} dropAcks so many acks are not told
 * @property {number} dropEvents so many live events are not told: holes
 * @property {number} dropPages so many pages are not told
 * @property {number} repeat how often each event and ack is told
 * @property {boolean} swap each event comes after the next one, if there is one within 30 ms
 * @property {{code: string, retryAfterMillis?: number, times: number, text?: string} | null} refuse so many
 *   commands, or those that say `text`
 * @property {boolean} noise unknown frames, fields and gaps of nothing between the others
 * @property {boolean} silent nothing is told and nothing heard any more, connections stay: half open
 * @property {boolean} noWelcome a session is never opened
 * @property {number} delayMillis before each frame to a client
 * @property {boolean} websocket false: the upgrade is refused
 * @property {boolean} sse
 * @property {boolean} poll
 * @property {boolean} buffer SSE comes only when the response ends: never
 * @property {boolean} rejectTokens no token is good
 * @property {boolean} historyBehind sync finds nothing yet
 * @property {number} pageLimit at most so many events in a page
 * @property {number} failPosts so many POST /v1/frames are done, but answered with 503
 */

/** @returns {Faults} */
function noFaults() {
  return {
    dropAcks: 0,
    dropEvents: 0,
    dropPages: 0,
    repeat: 1,
    swap: false,
    refuse: null,
    noise: false,
    silent: false,
    noWelcome: false,
    delayMillis: 0,
    websocket: true,
    sse: true,
    poll: true,
    buffer: false,
    rejectTokens: false,
    historyBehind: false,
    pageLimit: 500,
    failPosts: 0,
  };
}

class Session {
  /** @param {string} kind @param {string} userId @param {string} deviceId */
  constructor(kind, userId, deviceId) {
    this.id = randomUUID();
    this.kind = kind;
    this.userId = userId;
    this.deviceId = deviceId;
    this.open = true;
    /** Refused with "later": until then, and until this command is back. @type {Map<string, any>} */
    this.held = new Map();
    /** @type {any[]} */
    this.waiting = [];
    this.write = (/** @type {any} */ _frame) => {};
    this.end = (/** @type {number} */ _code, /** @type {string} */ _reason) => {};
  }
}

export class FaultyServer {
  /** `speed`: how much faster than ours the client's clock runs; times that are told are in the client's. */
  constructor({ heartbeatMillis = 5_000, tokenMillis = 3_600_000, speed = 1 } = {}) {
    this.speed = speed;
    this.heartbeatMillis = heartbeatMillis;
    this.tokenMillis = tokenMillis;
    this.faults = noFaults();
    /**
     * @type {Map<string, {conversationId: string, kind: string, title: string, members: string[], events:
     *   any[], marks: Map<string, {deliveredSeq: number, readSeq: number}>}>}
     */
    this.conversations = new Map();
    /** What was accepted, by user, device, conversation and clientId. @type {Map<string, any>} */
    this.accepted = new Map();
    /** @type {Set<Session>} */
    this.sessions = new Set();
    /** @type {Map<string, number>} how often each kind of frame came */
    this.heard = new Map();
    this.epoch = 0;
    this.opened = /** @type {string[]} */ ([]);
    this.tokens = 0;
    /** How far in the log of each conversation a hello said it was. @type {any[]} */
    this.hellos = [];
    this.server = http.createServer((request, response) => {
      this.rest(request, response).catch((error) => {
        if (!response.headersSent) {
          response.writeHead(500);
        }
        response.end(String(error.stack));
      });
    });
    this.sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'parley.v1.json' });
    this.server.on('upgrade', (request, socket, head) => {
      if (!this.faults.websocket) {
        socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
        return;
      }
      this.sockets.handleUpgrade(request, socket, head, (ws) => this.socket(ws));
    });
  }

  async start(port = 0) {
    await new Promise((resolve) => this.server.listen(port, '127.0.0.1', () => resolve(undefined)));
    const address = /** @type {any} */ (this.server.address());
    this.url = `http://127.0.0.1:${address.port}`;
    return this;
  }

  async stop() {
    for (const session of this.sessions) {
      session.open = false;
    }
    this.sockets.clients.forEach((ws) => ws.terminate());
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(() => resolve(undefined)));
  }

  /** @param {Partial<Faults>} change */
  set(change) {
    Object.assign(this.faults, change);
    if (change.websocket === false || change.sse === false || change.poll === false) {
      for (const session of this.sessions) {
        if (this.faults[/** @type {'sse'} */ (session.kind)] === false) {
          this.cut(session);
        }
      }
    }
  }

  /** @param {string[]} members @param {string} [conversationId] */
  group(members, conversationId = `g_${randomUUID()}`) {
    this.conversations.set(conversationId, {
      conversationId,
      kind: 'group',
      title: 'Team',
      members,
      events: [],
      marks: new Map(),
    });
    this.append(conversationId, members[0], 'server', {
      created: { kind: 'group', title: 'Team', members: members.map((userId) => member(userId)) },
    });
    return conversationId;
  }

  /** A message of somebody who needs no client. @param {string} conversationId @param {string} userId
   * @param {string} text */
  post(conversationId, userId, text) {
    return this.append(conversationId, userId, 'server', { message: { content: { text: { body: text } } } });
  }

  /** Closes all sessions of a user. @param {string} userId @param {number} code */
  close(userId, code) {
    this.of(userId).forEach((session) => this.finish(session, code, 'by the test'));
  }

  /** Cuts the wire. @param {string} userId */
  drop(userId) {
    this.of(userId).forEach((session) => this.cut(session));
  }

  /** @param {string} userId @param {any} frame */
  tell(userId, frame) {
    this.of(userId).forEach((session) => this.write(session, frame));
  }

  /** The texts that were accepted, in their order. @param {string} conversationId */
  log(conversationId) {
    return this.conversation(conversationId)
      .events.filter((event) => event.message)
      .map((event) => event.message.content.text.body);
  }

  /** Another life of a conversation: its seqs count anew. @param {string} conversationId */
  newEpoch(conversationId) {
    this.epoch++;
    const conversation = this.conversation(conversationId);
    const texts = this.log(conversationId);
    conversation.events = [];
    this.append(conversationId, conversation.members[0], 'server', {
      created: {
        kind: 'group',
        title: 'Team',
        members: conversation.members.map((userId) => member(userId)),
      },
    });
    texts.forEach((text) => this.post(conversationId, conversation.members[0], text));
  }

  // --- Sessions

  /** @param {string} userId */
  of(userId) {
    return [...this.sessions].filter((session) => session.userId === userId && session.open);
  }

  /** @param {import('ws').WebSocket} ws */
  socket(ws) {
    /** @type {Session | undefined} */
    let session;
    ws.on('message', (data) => {
      const frame = JSON.parse(String(data));
      if (session === undefined) {
        const userId = frame.hello && this.userOf(frame.hello.token);
        if (!userId) {
          ws.close(4001, 'unauthorized');
          return;
        }
        session = new Session('websocket', userId, frame.hello.deviceId);
        session.write = (reply) => ws.send(JSON.stringify(reply));
        session.end = (code, reason) => (code === 0 ? ws.terminate() : ws.close(code, reason));
        this.hellos.push(frame.hello.positions ?? {});
        this.welcome(session, frame.hello.positions ?? {}, frame.id);
      } else {
        this.take(session, frame);
      }
    });
    ws.on('close', () => session && this.forget(session));
    ws.on('error', () => {});
  }

  /** @param {Session} session @param {Record<string, string>} positions @param {string} [re] */
  welcome(session, positions, re) {
    if (this.faults.noWelcome) {
      return;
    }
    for (const older of this.sessions) {
      if (older.userId === session.userId && older.deviceId === session.deviceId && older !== session) {
        this.finish(older, 4509, 'replaced');
      }
    }
    this.sessions.add(session);
    this.opened.push(session.kind);
    if (this.faults.noise) {
      this.write(session, { fromTheFuture: { a: 1 } });
    }
    this.write(session, { re, welcome: this.welcomeOf(session, positions) });
  }

  /** @param {Session} session @param {Record<string, string>} positions */
  welcomeOf(session, positions) {
    /** @type {Record<string, string>} */
    const heads = {};
    /** @type {Record<string, string>} */
    const epochs = {};
    for (const { conversationId, events, members } of this.conversations.values()) {
      if (members.includes(session.userId)) {
        if (this.epoch > 0) {
          epochs[conversationId] = String(this.epoch);
        }
        if (events.length > Number(positions[conversationId] ?? 0) || this.epoch > 0) {
          heads[conversationId] = String(events.length);
        }
      }
    }
    return {
      sessionId: session.id,
      userId: session.userId,
      deviceId: session.deviceId,
      heartbeatMillis: this.heartbeatMillis,
      serverTime: new Date().toISOString(),
      tokenExpiresAt: new Date(Date.now() + this.tokenMillis).toISOString(),
      limits: { maxFrameBytes: 65536, maxTextBytes: 32768, maxInFlight: 32 },
      heads,
      epochs,
    };
  }

  /** @param {Session} session @param {any} frame */
  write(session, frame) {
    if (!session.open || this.faults.silent) {
      return;
    }
    const send = () => session.open && !this.faults.silent && session.write(frame);
    if (this.faults.delayMillis > 0) {
      setTimeout(send, this.faults.delayMillis / this.speed);
    } else {
      send();
    }
  }

  /** @param {Session} session @param {number} code @param {string} reason */
  finish(session, code, reason) {
    if (session.open) {
      if (session.kind !== 'websocket') {
        session.write({ close: { code, reason } });
      }
      session.end(code, reason);
      this.forget(session);
    }
  }

  /** @param {Session} session */
  cut(session) {
    session.end(0, '');
    this.forget(session);
  }

  /** @param {Session} session */
  forget(session) {
    session.open = false;
    this.sessions.delete(session);
  }

  // --- Frames

  /** What came over a session; replies go out with `reply`. @param {Session} session @param {any} frame
   * @param {(frame: any) => void} [reply] */
  take(session, frame, reply = (answer) => this.write(session, answer)) {
    if (this.faults.silent) {
      return;
    }
    for (const kind of Object.keys(frame)) {
      this.heard.set(kind, (this.heard.get(kind) ?? 0) + 1);
    }
    const re = frame.id;
    if (frame.ping) {
      reply({ re, pong: {} });
    } else if (frame.refresh) {
      reply({ re, welcome: this.welcomeOf(session, {}) });
    } else if (frame.sync) {
      if (this.spend('dropPages')) {
        return;
      }
      reply({ re, page: this.page(session, frame.sync) });
    } else if (frame.read || frame.received) {
      this.mark(session, frame.read ?? frame.received, frame.read !== undefined);
    } else if (frame.typing) {
      this.others(session, frame.typing.conversationId, {
        typing: { conversationId: frame.typing.conversationId, userId: session.userId },
      });
    } else {
      const kind = ['send', 'edit', 'delete', 'react', 'pin'].find((name) => frame[name]);
      if (kind) {
        this.command(session, kind, frame[kind], re, reply);
      } else if (!frame.watch && !frame.background) {
        reply({ re, error: { code: 'UNKNOWN_FRAME', message: 'no body this server knows' } });
      }
    }
  }

  /** @param {Session} session @param {string} kind @param {any} command @param {string} re
   * @param {(frame: any) => void} reply */
  command(session, kind, command, re, reply) {
    const { conversationId, clientId, ...body } = command;
    const key = [session.userId, session.deviceId, conversationId, clientId].join(' ');
    const known = this.accepted.get(key);
    if (known) {
      reply({ re, ack: { ...ackOf(known), duplicate: true } });
      return;
    }
    const refusal = this.refusal(session, conversationId, clientId, kind, body);
    if (refusal) {
      reply({ re, refused: { clientId, ...refusal } });
      return;
    }
    const names = { send: 'message', edit: 'edited', delete: 'deleted', react: 'reacted', pin: 'pinned' };
    const event = this.append(
      conversationId,
      session.userId,
      session.deviceId,
      { [names[/** @type {'send'} */ (kind)]]: body },
      clientId,
      session,
    );
    this.accepted.set(key, event);
    if (this.spend('dropAcks')) {
      return;
    }
    for (let i = 0; i < this.faults.repeat; i++) {
      reply({ re, ack: this.faults.noise ? { ...ackOf(event), shade: 'blue' } : ackOf(event) });
    }
  }

  /**
   * By the protocol's rule: after a "later", every command of the conversation is refused until the time, and
   * until the first of them is back.
   *
   * @param {Session} session
   * @param {string} id
   * @param {string} clientId
   * @param {string} kind
   * @param {any} body
   */
  refusal(session, id, clientId, kind, body) {
    const held = session.held.get(id);
    if (held) {
      if (Date.now() >= held.until && held.clientId === clientId) {
        session.held.delete(id);
      } else {
        return {
          code: held.code,
          message: 'later',
          retryAfterMillis: Math.max(1, (held.until - Date.now()) * this.speed),
        };
      }
    }
    if (!this.conversations.get(id)?.members.includes(session.userId)) {
      return { code: 'NOT_A_MEMBER', message: 'no member' };
    }
    if (kind === 'send' && body.content.text.body.trim() === '') {
      return { code: 'EMPTY', message: 'the text is empty' };
    }
    const { refuse } = this.faults;
    const isMeant = refuse?.text === undefined || refuse.text === body.content?.text.body;
    if (refuse && refuse.times > 0 && isMeant) {
      refuse.times--;
      if (refuse.retryAfterMillis) {
        session.held.set(id, {
          until: Date.now() + refuse.retryAfterMillis / this.speed,
          clientId,
          code: refuse.code,
        });
      }
      return { code: refuse.code, message: 'by the test', retryAfterMillis: refuse.retryAfterMillis };
    }
    return undefined;
  }

  /** @param {string} conversationId @param {string} userId @param {string} deviceId @param {any} body
   * @param {string} [clientId] @param {Session} [origin] */
  append(conversationId, userId, deviceId, body, clientId = randomUUID(), origin = undefined) {
    const conversation = this.conversation(conversationId);
    const ordinal = conversation.events.filter((event) => event.message).length + (body.message ? 1 : 0);
    const event = {
      conversationId,
      seq: String(conversation.events.length + 1),
      ordinal: String(ordinal),
      messageId: String(1000 + conversation.events.length),
      time: new Date().toISOString(),
      sender: { userId, deviceId },
      clientId,
      ...body,
    };
    conversation.events.push(event);
    for (const session of this.sessions) {
      if (session !== origin && conversation.members.includes(session.userId)) {
        this.tellEvent(session, event);
      }
    }
    return event;
  }

  /** @param {Session} session @param {any} event */
  tellEvent(session, event) {
    if (this.spend('dropEvents')) {
      return;
    }
    const frames = Array.from({ length: this.faults.repeat }, () => ({
      event: this.faults.noise ? { ...event, mood: 'fine' } : event,
    }));
    if (this.faults.swap) {
      session.waiting.push(...frames);
      const flush = () => session.waiting.splice(0).forEach((frame) => this.write(session, frame));
      if (session.waiting.length > 1) {
        session.waiting.reverse();
        flush();
      } else {
        setTimeout(flush, 30);
      }
      return;
    }
    frames.forEach((frame) => this.write(session, frame));
    if (this.faults.noise) {
      this.write(session, { astrology: { sign: 'lion' } });
    }
  }

  /** @param {Session} session @param {any} mark @param {boolean} isRead */
  mark(session, mark, isRead) {
    const conversation = this.conversation(mark.conversationId);
    const known = conversation.marks.get(session.userId) ?? { deliveredSeq: 0, readSeq: 0 };
    const seq = Math.min(Number(mark.seq), conversation.events.length);
    known.deliveredSeq = Math.max(known.deliveredSeq, seq);
    known.readSeq = isRead ? Math.max(known.readSeq, seq) : known.readSeq;
    conversation.marks.set(session.userId, known);
    const { conversationId } = mark;
    const receipt = {
      conversationId,
      userId: session.userId,
      deliveredSeq: String(known.deliveredSeq),
      readSeq: String(known.readSeq),
    };
    this.others(session, conversationId, { receipt });
  }

  /** @param {Session} session @param {string} conversationId @param {any} frame */
  others(session, conversationId, frame) {
    const { members } = this.conversation(conversationId);
    for (const other of this.sessions) {
      if (other !== session && members.includes(other.userId)) {
        this.write(other, frame);
      }
    }
  }

  /** @param {Session} session @param {any} sync */
  page(session, sync) {
    const events = [];
    /** @type {Record<string, string>} */
    const heads = {};
    let more = false;
    const limit = Math.min(sync.limit ?? 200, this.faults.pageLimit);
    for (const [id, position] of Object.entries(sync.positions ?? {})) {
      const conversation = this.conversations.get(id);
      if (!conversation?.members.includes(session.userId)) {
        continue;
      }
      heads[id] = String(conversation.events.length);
      if (this.faults.historyBehind) {
        more = true;
        continue;
      }
      const missing = conversation.events.slice(Number(position));
      const room = limit - events.length;
      events.push(...missing.slice(0, room));
      more ||= missing.length > room;
    }
    return { events, heads, more, ...(this.faults.noise ? { weather: ['rain'] } : {}) };
  }

  // --- HTTP

  /** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
  async rest(request, response) {
    const url = new URL(request.url ?? '/', 'http://localhost');
    let text = '';
    for await (const chunk of request) {
      text += chunk;
    }
    const body = text === '' ? undefined : JSON.parse(text);
    const json = (/** @type {any} */ value, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (url.pathname === '/dev/token') {
      json({ token: this.token(body.user) });
      return;
    }
    const userId = this.userOf((request.headers.authorization ?? '').replace('Bearer ', ''));
    if (!userId) {
      json({ code: 'UNAUTHORIZED', detail: 'a valid bearer token is required' }, 401);
      return;
    }
    const [, , what, id, more] = url.pathname.split('/');
    if (what === 'events') {
      this.stream(userId, url, response);
    } else if (what === 'poll') {
      this.poll(userId, url, response, json);
    } else if (what === 'frames') {
      this.frames(userId, url, body, json);
    } else if (what === 'conversations' && id === undefined && request.method === 'GET') {
      const items = [...this.conversations.values()].filter(({ members }) => members.includes(userId));
      json({ items: items.map((one) => this.itemOf(one, userId)), hasMore: false });
    } else if (what === 'conversations' && id === undefined) {
      json(this.itemOf(this.conversation(this.create(userId, body)), userId), 201);
    } else if (!this.conversations.get(decodeURIComponent(id ?? ''))?.members.includes(userId)) {
      json({ code: 'NOT_FOUND', detail: 'No such conversation.' }, 404);
    } else if (what === 'conversations' && more === 'receipts') {
      const marks = [...this.conversation(decodeURIComponent(id)).marks];
      const items = marks.map(([user, { deliveredSeq, readSeq }]) => ({
        userId: user,
        deliveredSeq: String(deliveredSeq),
        readSeq: String(readSeq),
      }));
      json({ items, hasMore: false });
    } else if (what === 'conversations') {
      json(this.itemOf(this.conversation(decodeURIComponent(id)), userId));
    } else if (what === 'history') {
      json(this.history(decodeURIComponent(id), url.searchParams));
    } else {
      json({ code: 'NOT_FOUND' }, 404);
    }
  }

  /** @param {string} userId @param {any} body */
  create(userId, body) {
    const members = [userId, ...body.members];
    if (body.kind === 'direct') {
      const hash = createHash('sha256').update(members.sort().join(' ')).digest('hex').slice(0, 20);
      return this.conversations.has(`d_${hash}`) ? `d_${hash}` : this.group(members, `d_${hash}`);
    }
    return this.group(members);
  }

  /** @param {any} conversation @param {string} userId */
  itemOf({ conversationId, kind, title, members, events, marks }, userId) {
    const mine = marks.get(userId) ?? { deliveredSeq: 0, readSeq: 0 };
    const lastOrdinal = Number(events.at(-1)?.ordinal ?? 0);
    const readOrdinal = Number(events[mine.readSeq - 1]?.ordinal ?? 0);
    return {
      conversationId,
      kind,
      title,
      policy: {},
      members: members.map((/** @type {string} */ one) => member(one)),
      lastSeq: String(events.length),
      lastOrdinal: String(lastOrdinal),
      unread: String(lastOrdinal - readOrdinal),
      mentions: 0,
      deliveredSeq: String(mine.deliveredSeq),
      readSeq: String(mine.readSeq),
      settings: { archived: false, pinned: false, markedUnread: false, draft: '' },
    };
  }

  /** @param {string} id @param {URLSearchParams} query */
  history(id, query) {
    const { events } = this.conversation(id);
    const limit = Number(query.get('limit') ?? 50);
    if (query.has('after')) {
      const rest = events.slice(Number(query.get('after')));
      return { items: rest.slice(0, limit), hasMore: rest.length > limit };
    }
    const rest = events.slice(0, query.has('before') ? Number(query.get('before')) - 1 : undefined).reverse();
    return { items: rest.slice(0, limit), hasMore: rest.length > limit };
  }

  /** @param {string} userId @param {URL} url @param {http.ServerResponse} response */
  stream(userId, url, response) {
    if (!this.faults.sse) {
      response.writeHead(403).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (this.faults.buffer) {
      return;
    }
    const session = new Session('sse', userId, url.searchParams.get('deviceId') ?? '');
    let number = 0;
    session.write = (frame) => response.write(`id: ${++number}\ndata: ${JSON.stringify(frame)}\n\n`);
    session.end = (code) => (code === 0 ? response.destroy() : response.end());
    const beat = setInterval(
      () => !this.faults.silent && response.write(': here\n\n'),
      this.heartbeatMillis / 2 / this.speed,
    );
    response.on('close', () => {
      clearInterval(beat);
      this.forget(session);
    });
    this.welcome(session, {});
  }

  /** @param {string} userId @param {URL} url @param {http.ServerResponse} response
   * @param {(value: any, status?: number) => void} json */
  poll(userId, url, response, json) {
    if (!this.faults.poll) {
      response.writeHead(403).end();
      return;
    }
    const deviceId = url.searchParams.get('deviceId') ?? '';
    const cursor = url.searchParams.get('cursor');
    let session = [...this.sessions].find((one) => one.kind === 'poll' && one.id === cursor?.split(' ')[0]);
    if (!session) {
      session = new Session('poll', userId, deviceId);
      const opening = session;
      session.write = (frame) => {
        opening.waiting.push(frame);
        this.answerPoll(opening);
      };
      session.end = (code) => code === 0 && this.polls.get(opening)?.destroy();
      this.polls.set(opening, response);
      response.on('close', () => this.polls.get(opening) === response && this.polls.delete(opening));
      this.jsons.set(opening, json);
      this.welcome(session, {});
      return;
    }
    this.polls.set(session, response);
    this.jsons.set(session, json);
    const polled = session;
    setTimeout(() => this.polls.get(polled) === response && this.answerPoll(polled, true), 500);
    if (session.waiting.length > 0) {
      this.answerPoll(session);
    }
  }

  /** @type {Map<Session, http.ServerResponse>} */
  polls = new Map();
  /** @type {Map<Session, (value: any, status?: number) => void>} */
  jsons = new Map();

  /** @param {Session} session @param {boolean} [empty] also if there is nothing to tell */
  answerPoll(session, empty = false) {
    if (this.polls.has(session) && !this.faults.silent && (empty || session.waiting.length > 0)) {
      const json = this.jsons.get(session);
      this.polls.delete(session);
      json?.({ frames: session.waiting.splice(0), cursor: `${session.id} ${Date.now()}` });
    }
  }

  /**
   * @param {string} userId
   * @param {URL} url
   * @param {any} body
   * @param {(value: any, status?: number) => void} json
   */
  frames(userId, url, body, json) {
    if (this.faults.silent) {
      return;
    }
    const deviceId = url.searchParams.get('deviceId');
    const session = this.of(userId).find((one) => one.deviceId === deviceId);
    if (!session) {
      json({ code: 'NOT_FOUND', detail: 'no session of this device' }, 404);
      return;
    }
    /** @type {any[]} */
    const replies = [];
    for (const frame of body.frames ?? [body]) {
      this.take(session, frame, (reply) => replies.push(reply));
    }
    if (this.spend('failPosts')) {
      json({ code: 'UNAVAILABLE' }, 503);
      return;
    }
    json({ frames: replies });
  }

  // --- Small things

  /** @param {string} user */
  token(user) {
    return `${user}.${++this.tokens}`;
  }

  /** @param {string} token */
  userOf(token) {
    return this.faults.rejectTokens ? '' : token.split('.')[0];
  }

  /** @param {string} id */
  conversation(id) {
    const conversation = this.conversations.get(id);
    if (!conversation) {
      throw new Error(`no conversation ${id}`);
    }
    return conversation;
  }

  /** @param {'dropAcks' | 'dropEvents' | 'dropPages' | 'failPosts'} fault */
  spend(fault) {
    if (this.faults[fault] > 0) {
      this.faults[fault]--;
      return true;
    }
    return false;
  }
}

/** @param {string} userId */
function member(userId) {
  return { userId, role: 'member', joinedSeq: '1' };
}

/** @param {any} event */
function ackOf({ clientId, conversationId, seq, ordinal, messageId, time }) {
  return { clientId, conversationId, seq, ordinal, messageId, time };
}
