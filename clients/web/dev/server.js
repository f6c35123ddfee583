// Serves the app and the SDK from their sources and passes everything else on to an edge, so that a change is
// one reload away. For the tests it can also be a bad network: see `faults`.
//
//   node clients/web/dev/server.js --edge http://127.0.0.1:8080 --port 5173
//
//   POST /__faults {"websocket":false,"sse":false,"poll":true,"buffer":false,"offline":false,"delayMillis":0}
//
// sets what is named and leaves the rest; GET shows all. A switched-off transport also ends what is open.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const APP = path.join(HERE, '..', 'app');
const SDK = path.join(HERE, '..', 'sdk');
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};
const PROXIED = ['/v1/', '/dev/', '/.well-known/'];
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
  "manifest-src 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'";

/**
 * @param {{edge?: string, port?: number, host?: string}} [options]
 * @returns {Promise<{url: string, faults: Faults, setFaults(change: Partial<Faults>): void, close():
 *   Promise<void>}>}
 *
 * @typedef {{websocket: boolean, sse: boolean, poll: boolean, buffer: boolean, offline: boolean, delayMillis:
 *   number}} Faults
 */
export function startDevServer({ edge = 'http://127.0.0.1:8080', port = 5173, host = '127.0.0.1' } = {}) {
  const target = new URL(edge);
  const client = target.protocol === 'https:' ? https : http;
  /** @type {Faults} */
  const faults = { websocket: true, sse: true, poll: true, buffer: false, offline: false, delayMillis: 0 };
  /** Open streams by what they are, to be cut when that is switched off. @type {Map<any, string>} */
  const open = new Map();

  const setFaults = (/** @type {Partial<Faults>} */ change) => {
    Object.assign(faults, change);
    for (const [socket, kind] of open) {
      if (faults.offline || faults[/** @type {'websocket'} */ (kind)] === false) {
        socket.destroy();
      }
    }
  };

  const server = http.createServer(async (request, response) => {
    try {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      if (pathname === '/__faults') {
        await control(request, response);
      } else if (PROXIED.some((prefix) => pathname.startsWith(prefix))) {
        proxy(request, response, pathname);
      } else {
        await file(pathname, request, response);
      }
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });

  async function control(
    /** @type {http.IncomingMessage} */ request,
    /** @type {http.ServerResponse} */ response,
  ) {
    if (request.method === 'POST') {
      let body = '';
      for await (const chunk of request) {
        body += chunk;
      }
      setFaults(JSON.parse(body));
    }
    response.writeHead(200, { 'content-type': TYPES['.json'] }).end(JSON.stringify(faults));
  }

  async function file(
    /** @type {string} */ pathname,
    /** @type {http.IncomingMessage} */ request,
    /** @type {http.ServerResponse} */ response,
  ) {
    const name = { '/': '/index.html', '/demo/duo': '/duo.html' }[pathname] ?? pathname;
    const [root, relative] = name.startsWith('/sdk/') ? [SDK, name.slice(4)] : [APP, name];
    const full = path.join(root, path.normalize(decodeURIComponent(relative)));
    const found = full.startsWith(root + path.sep) && (await stat(full).catch(() => null));
    if (!found || !found.isFile()) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
      return;
    }
    const type = TYPES[/** @type {'.js'} */ (path.extname(full))] ?? 'application/octet-stream';
    // As an edge would do it, so that what is measured here is what a visitor loads.
    const zip = !type.endsWith('png') && (request.headers['accept-encoding'] ?? '').includes('gzip');
    response.writeHead(200, {
      'content-type': type,
      'cache-control': 'no-cache',
      'content-security-policy': CSP,
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
      ...(zip ? { 'content-encoding': 'gzip' } : { 'content-length': found.size }),
    });
    const content = createReadStream(full);
    (zip ? content.pipe(createGzip()) : content).pipe(response);
  }

  function proxy(
    /** @type {http.IncomingMessage} */ request,
    /** @type {http.ServerResponse} */ response,
    /** @type {string} */ pathname,
  ) {
    const kind = pathname === '/v1/events' ? 'sse' : pathname === '/v1/poll' ? 'poll' : 'rest';
    if (faults.offline) {
      request.socket.destroy();
      return;
    }
    if (kind !== 'rest' && !faults[kind]) {
      response.writeHead(403, { 'content-type': 'text/plain' }).end('forbidden by the test');
      return;
    }
    open.set(response, kind);
    response.on('close', () => open.delete(response));
    const forward = () => {
      const onward = client.request(
        new URL(request.url ?? '/', target),
        { method: request.method, headers: headersFor(request) },
        (answer) => {
          const headers = { ...answer.headers };
          delete headers.connection;
          if (kind === 'sse' && faults.buffer) {
            buffered(answer, response, headers);
            return;
          }
          response.writeHead(answer.statusCode ?? 502, headers);
          response.flushHeaders();
          answer.pipe(response);
          answer.on('error', () => response.destroy());
        },
      );
      onward.on('error', () => unreachable(response));
      response.on('close', () => onward.destroy());
      request.pipe(onward);
    };
    if (faults.delayMillis > 0) {
      setTimeout(forward, faults.delayMillis);
    } else {
      forward();
    }
  }

  /** Like a proxy that hands a response on only when it is whole: a stream never is. */
  function buffered(
    /** @type {http.IncomingMessage} */ answer,
    /** @type {http.ServerResponse} */ response,
    /** @type {any} */ headers,
  ) {
    /** @type {Buffer[]} */
    const chunks = [];
    answer.on('data', (chunk) => chunks.push(chunk));
    answer.on('end', () => response.writeHead(answer.statusCode ?? 502, headers).end(Buffer.concat(chunks)));
    answer.on('error', () => response.destroy());
  }

  function unreachable(/** @type {http.ServerResponse} */ response) {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.writeHead(502, { 'content-type': 'application/problem+json' }).end(
      JSON.stringify({
        title: 'Bad Gateway',
        status: 502,
        code: 'UNAVAILABLE',
        detail: `no edge at ${edge}`,
      }),
    );
  }

  /** The page's origin is this server; to the edge it must be the edge's own, or the upgrade is refused. */
  function headersFor(/** @type {http.IncomingMessage} */ request) {
    const headers = { ...request.headers, host: target.host };
    if (headers.origin !== undefined) {
      headers.origin = target.origin;
    }
    return headers;
  }

  server.on('upgrade', (request, socket, head) => {
    if (faults.offline || !faults.websocket) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    const to = Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
    const onward =
      target.protocol === 'https:'
        ? tls.connect({ host: target.hostname, port: to, servername: target.hostname })
        : net.connect(to, target.hostname);
    open.set(socket, 'websocket');
    const end = () => {
      open.delete(socket);
      socket.destroy();
      onward.destroy();
    };
    onward.on('error', end).on('close', end);
    socket.on('error', end).on('close', end);
    const lines = Object.entries(headersFor(request)).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => `${name}: ${one}`),
    );
    onward.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    onward.write(head);
    onward.pipe(socket);
    socket.pipe(onward);
  });

  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = /** @type {net.AddressInfo} */ (server.address());
      resolve({
        url: `http://${host}:${address.port}`,
        faults,
        setFaults,
        close: () =>
          new Promise((closed) => {
            for (const socket of open.keys()) {
              socket.destroy();
            }
            server.close(() => closed(undefined));
            server.closeAllConnections();
          }),
      });
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { edge: { type: 'string' }, port: { type: 'string' }, host: { type: 'string' } },
  });
  const server = await startDevServer({
    edge: values.edge,
    port: values.port === undefined ? undefined : Number(values.port),
    host: values.host,
  });
  console.log(
    `${server.url} (app), ${server.url}/demo/duo (two people), edge ${values.edge ?? 'http://127.0.0.1:8080'}`,
  );
}
