import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { MAX_SOCKET_CONNECTIONS, PING_INTERVAL_MS } from '../limits.ts';
import { type Delivery, type Envelope, readAck, wireEnvelope } from './envelope.ts';
import { Tickets } from './tickets.ts';

/** RFC 6455, section 7.4.1: a message of a kind that the endpoint cannot take. */
const UNSUPPORTED_DATA = 1003;

/** How long Slack says a connection will last, in s. */
const CONNECTION_TIME_S = 18_060;

export interface SocketConnectionsOptions {
  readonly now: () => Date;
  readonly newId: (prefix: string) => string;
  readonly appId: string;
  readonly ackTimeoutMs: number;
  readonly onCount: (connections: number) => void;
}

interface Waiting {
  readonly socket: WebSocket;
  readonly settle: (delivery: Delivery) => void;
}

/** The app's Socket Mode connections: tickets, greetings, pings, envelopes and their acknowledgements. */
export class SocketConnections {
  readonly #options: SocketConnectionsOptions;
  readonly #tickets: Tickets;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #sockets = new Set<WebSocket>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #pings: NodeJS.Timeout;
  #origin = '';
  #delivered = 0;

  constructor(options: SocketConnectionsOptions) {
    this.#options = options;
    this.#tickets = new Tickets(options.now, options.newId);
    this.#pings = setInterval(() => {
      for (const socket of this.#sockets) socket.ping();
    }, PING_INTERVAL_MS);
    this.#pings.unref();
  }

  /** Says where the server listens; known only once it does. */
  useOrigin(origin: string): void {
    this.#origin = origin.replace(/^http/, 'ws');
  }

  /** A one-use URL for the app to connect to. */
  issueUrl(): string {
    return `${this.#origin}/link/?ticket=${this.#tickets.issue()}`;
  }

  /** Takes over an HTTP upgrade of `/link/?ticket=…`; without a good ticket the socket is closed. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const isWelcome =
      url.pathname === '/link/' &&
      this.#sockets.size < MAX_SOCKET_CONNECTIONS &&
      this.#tickets.redeem(url.searchParams.get('ticket') ?? '');
    if (!isWelcome) {
      socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (accepted) => this.#welcome(accepted));
  }

  /** Sends an envelope to one of the connections and waits for its acknowledgement. */
  deliver(envelope: Envelope): Promise<Delivery> {
    const socket = this.#nextSocket();
    if (socket === undefined) return Promise.resolve({ kind: 'notConnected' });
    const id = this.#options.newId('envelope');
    const { promise, resolve } = Promise.withResolvers<Delivery>();
    const timer = setTimeout(() => settle({ kind: 'timeout' }), this.#options.ackTimeoutMs);
    const settle = (delivery: Delivery) => {
      clearTimeout(timer);
      this.#waiting.delete(id);
      resolve(delivery);
    };
    this.#waiting.set(id, { socket, settle });
    socket.send(JSON.stringify(wireEnvelope(id, envelope)));
    return promise;
  }

  /** Asks the app to come back on new connections, as Slack does every few hours. */
  requestRefresh(): void {
    const message = {
      type: 'disconnect',
      reason: 'refresh_requested',
      debug_info: { host: 'sandbox' },
    };
    for (const socket of this.#sockets) socket.send(JSON.stringify(message));
  }

  /** Cuts every connection without a word. */
  disconnectAll(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  close(): void {
    clearInterval(this.#pings);
    this.disconnectAll();
    this.#server.close();
  }

  #welcome(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.on('message', (data) => this.#acknowledge(socket, data));
    socket.on('close', () => this.#forget(socket));
    // A broken connection is told by its close; without a listener it would end the process.
    socket.on('error', () => socket.terminate());
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#sockets.size,
        connection_info: { app_id: this.#options.appId },
        debug_info: { host: 'sandbox', approximate_connection_time: CONNECTION_TIME_S },
      }),
    );
    this.#options.onCount(this.#sockets.size);
  }

  #forget(socket: WebSocket): void {
    this.#sockets.delete(socket);
    for (const waiting of this.#waiting.values()) {
      if (waiting.socket === socket) waiting.settle({ kind: 'connectionLost' });
    }
    this.#options.onCount(this.#sockets.size);
  }

  #acknowledge(socket: WebSocket, data: RawData): void {
    const ack = readAck(data.toString());
    if (ack === undefined) {
      socket.close(UNSUPPORTED_DATA, 'expected {"envelope_id": …, "payload": …}');
      return;
    }
    // An acknowledgement that comes too late finds nobody waiting, as with Slack.
    this.#waiting.get(ack.envelopeId)?.settle({ kind: 'acked', payload: ack.payload });
  }

  /** Slack promises no pattern: taking turns makes an app that assumes one fail. */
  #nextSocket(): WebSocket | undefined {
    const open = [...this.#sockets].filter((socket) => socket.readyState === socket.OPEN);
    this.#delivered += 1;
    return open[this.#delivered % Math.max(open.length, 1)];
  }
}
