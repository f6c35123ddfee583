import { SUBPROTOCOL } from '../protocol.js';

/**
 * Frames over one WebSocket, the token in `hello`. A browser does not tell why an upgrade was refused; that
 * comes as code 1006 like any other failure.
 *
 * @implements {Transport}
 * @typedef {import('./transport.js').Transport} Transport
 */
export class WebSocketTransport {
  /**
   * @param {string} url origin of the edge
   * @param {typeof WebSocket} [Socket] for runtimes without a global one
   */
  constructor(url, Socket = globalThis.WebSocket) {
    this.url = `${url.replace(/^http/, 'ws')}/v1/connect`;
    this.Socket = Socket;
    /** @type {WebSocket | undefined} */
    this.socket = undefined;
  }

  /**
   * @param {import('./transport.js').Greeting} greeting
   * @param {import('./transport.js').TransportEvents} events
   */
  open(greeting, events) {
    let socket;
    try {
      socket = new this.Socket(this.url, [SUBPROTOCOL]);
    } catch (error) {
      // Forbidden by a policy of the page, say. Never from within `open`.
      queueMicrotask(() => events.ended({ code: 1006, detail: String(error) }));
      return;
    }
    this.socket = socket;
    socket.onopen = () => {
      const { token, deviceId, platform, name, positions } = greeting;
      this.send({ id: 'hello', hello: { token, deviceId, platform, name, positions } });
    };
    socket.onmessage = (message) => {
      if (this.socket !== socket) {
        return;
      }
      let frame;
      try {
        frame = JSON.parse(message.data);
      } catch {
        this.close();
        events.ended({ code: 1006, detail: 'the server sent what is no frame' });
        return;
      }
      events.frame(frame);
    };
    socket.onclose = (close) => {
      if (this.socket === socket) {
        this.socket = undefined;
        events.ended({ code: close.code, detail: close.reason });
      }
    };
    // Always followed by a close, which says as much as a browser tells.
    socket.onerror = () => {};
  }

  /** @param {import('../protocol.js').Frame} frame */
  send(frame) {
    if (this.socket?.readyState === this.Socket.OPEN) {
      this.socket.send(JSON.stringify(frame));
    }
  }

  close() {
    const socket = this.socket;
    this.socket = undefined;
    socket?.close(1000);
  }
}
