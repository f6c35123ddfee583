// A server that numbers, remembers and forgets nothing, behind a network that drops, repeats, swaps and cuts.
// Time moves in steps and chance comes from a seed, so a failing run can be run again.
import { DeviceModel } from '../../sdk/device-model.js';

const STEP_MILLIS = 20;

/** Numbers between 0 and 1 from a seed (mulberry32). @param {number} seed */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** What a model says, kept. */
export class Recorded {
  constructor() {
    /** @type {any[]} */
    this.frames = [];
    /** @type {any[]} */
    this.delivered = [];
    /** @type {any[]} */
    this.gaps = [];
    /** @type {string[]} */
    this.acked = [];
    /** @type {string[]} */
    this.refusals = [];
    /** @type {any[]} */
    this.notices = [];
    /** @type {string[]} */
    this.restarts = [];
  }

  /** @param {any} frame */
  transmit(frame) {
    this.frames.push(frame);
  }

  /** @param {any} event */
  deliver(event) {
    this.delivered.push(event);
  }

  /** @param {string} id @param {number} from @param {number} to @param {boolean} inHistory */
  gap(id, from, to, inHistory) {
    this.gaps.push({ id, from, to, inHistory });
  }

  /** @param {string} id @param {number} epoch */
  restarted(id, epoch) {
    this.restarts.push(`${id} ${epoch}`);
  }

  /** @param {any} command */
  ack(command) {
    this.acked.push(command.clientId);
  }

  /** @param {any} frame */
  notice(frame) {
    this.notices.push(frame);
  }

  takeFrames() {
    return this.frames.splice(0);
  }

  /** The clientIds of the sends among the frames, which are taken. */
  takeSent() {
    return this.takeFrames().flatMap((frame) => (frame.send ? [frame.send.clientId] : []));
  }

  /** @returns {import('../../sdk/protocol.js').ModelOutput} */
  get output() {
    return {
      transmit: (frame) => this.transmit(frame),
      deliver: (event) => this.deliver(event),
      gap: (...gap) => this.gap(...gap),
      restarted: (id, epoch) => this.restarted(id, epoch),
      acked: (command) => this.ack(command),
      refused: (command, { code }) => this.refusals.push(`${command.clientId} ${code}`),
      notice: (frame) => this.notice(frame),
    };
  }
}

class Device {
  /** @param {FaultyNetwork} network @param {string} userId */
  constructor(network, userId) {
    this.network = network;
    this.userId = userId;
    this.deviceId = `${userId}-device`;
    this.output = new Recorded();
    this.model = new DeviceModel(this.deviceId, [], network.random, this.output.output);
    /** @type {any[]} */
    this.down = [];
    /** @type {Map<string, {until: number, clientId: string}>} */
    this.held = new Map();
    this.online = false;
  }

  connect() {
    this.online = true;
    this.output.takeFrames();
    this.down = [];
    this.held.clear();
    const positions = this.model.helloPositions();
    /** @type {Record<string, string>} */
    const heads = {};
    for (const [id, events] of this.network.log) {
      if (events.length > Number(positions[id] ?? 0)) {
        heads[id] = String(events.length);
      }
    }
    this.model.welcomed({ userId: this.userId, heads }, this.network.now);
  }

  cut() {
    this.online = false;
    const up = this.output.takeFrames();
    // Some of what was written had reached the server: the client cannot know.
    up.slice(0, this.network.upTo(up.length)).forEach((frame) => this.network.serve(this, frame));
    this.down = [];
    this.model.connectionLost(this.network.now);
  }
}

export class FaultyNetwork {
  /** @param {number} seed */
  constructor(seed) {
    this.random = randomFrom(seed);
    /** @type {Map<string, any[]>} */
    this.log = new Map();
    /** @type {Map<string, any>} */
    this.accepted = new Map();
    /** @type {Device[]} */
    this.devices = [];
    this.faulty = true;
    this.now = 1;
  }

  /** @param {string} userId */
  device(userId) {
    const device = new Device(this, userId);
    this.devices.push(device);
    return device;
  }

  /** From now on everything arrives, and lost tails are told as a gateway does it. */
  heal() {
    this.faulty = false;
    const heads = Object.fromEntries([...this.log].map(([id, events]) => [id, String(events.length)]));
    for (const device of this.devices) {
      if (!device.online) {
        device.connect();
      }
      device.down.push({ page: { heads } });
    }
  }

  step() {
    this.now += STEP_MILLIS;
    for (const device of this.devices) {
      if (!device.online) {
        if (!this.faulty || this.chance(30)) {
          device.connect();
        }
      } else if (this.chance(2)) {
        device.cut();
      } else {
        if (device.model.wakeAtMillis <= this.now) {
          device.model.wake(this.now);
        }
        device.output.takeFrames().forEach((frame) => this.serve(device, frame));
        this.receive(device);
      }
    }
  }

  get isQuiet() {
    return this.devices.every((device) => device.model.isSettled && device.down.length === 0);
  }

  /** @param {number} most @returns {number} 0 to `most` */
  upTo(most) {
    return Math.floor(this.random() * (most + 1));
  }

  /** @param {number} percent */
  chance(percent) {
    return this.faulty && this.random() * 100 < percent;
  }

  /** @param {Device} device */
  receive(device) {
    const count = this.faulty ? this.upTo(device.down.length) : device.down.length;
    if (device.down.length > 1 && !device.down[0].refused && this.chance(5)) {
      device.down.push(device.down.shift());
    }
    for (const frame of device.down.splice(0, count)) {
      device.model.received(frame, this.now);
      if (this.chance(5)) {
        device.model.received(frame, this.now);
      }
    }
  }

  /** @param {Device} device @param {any} frame */
  serve(device, frame) {
    if (frame.send) {
      this.send(device, frame);
    } else if (frame.sync) {
      this.sync(device, frame);
    }
  }

  /** @param {Device} device @param {any} frame */
  send(device, frame) {
    const { conversationId, clientId, content } = frame.send;
    const key = `${device.userId} ${clientId}`;
    const known = this.accepted.get(key);
    if (known) {
      this.answer(device, ackOf(frame, known));
      return;
    }
    const held = device.held.get(conversationId);
    if (held && this.now >= held.until && held.clientId === clientId) {
      device.held.delete(conversationId);
    } else if (held || this.chance(3)) {
      const until = held ?? { until: this.now + 60, clientId };
      device.held.set(conversationId, until);
      // Never lost: the connection that carried the command carries its refusal.
      const retryAfterMillis = Math.max(1, until.until - this.now);
      device.down.push({ re: frame.id, refused: { clientId, code: 'UNAVAILABLE', retryAfterMillis } });
      return;
    }
    const events = this.log.get(conversationId) ?? [];
    this.log.set(conversationId, events);
    const event = {
      conversationId,
      seq: String(events.length + 1),
      sender: { userId: device.userId, deviceId: device.deviceId },
      clientId,
      message: { content },
    };
    events.push(event);
    this.accepted.set(key, event);
    for (const other of this.devices) {
      this.answer(other, other === device ? ackOf(frame, event) : { event });
    }
  }

  /** @param {Device} device @param {any} frame */
  sync(device, frame) {
    if (this.chance(10)) {
      this.answer(device, { re: frame.id, error: { code: 'UNAVAILABLE' } });
      return;
    }
    const limit = 1 + this.upTo(19);
    /** @type {any} */
    const page = { events: [], heads: {} };
    for (const [id, position] of Object.entries(frame.sync.positions)) {
      const events = this.log.get(id) ?? [];
      page.heads[id] = String(events.length);
      // History may be behind the head.
      const readable = this.faulty ? this.upTo(events.length) : events.length;
      page.events.push(...events.slice(Number(position), readable).slice(0, limit - page.events.length));
    }
    this.answer(device, { re: frame.id, page });
  }

  /** @param {Device} device @param {any} frame */
  answer(device, frame) {
    if (device.online && !this.chance(5)) {
      device.down.push(frame);
    }
  }
}

/** @param {any} request @param {any} event */
function ackOf(request, { conversationId, clientId, seq }) {
  return { re: request.id, ack: { conversationId, clientId, seq } };
}
