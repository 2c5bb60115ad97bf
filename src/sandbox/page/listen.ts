import { once } from 'node:events';
import type { Server } from 'node:http';

const LOOPBACK = '127.0.0.1';

/** Ports tried from the wanted one on: a few sandboxes side by side, not a search. */
const PORTS_TRIED_MAX = 20;
const PORT_MAX = 65_535;

/** Listens on 127.0.0.1 at `port`, or the next free one after it; 0 is any free one. Answers the
 * port. @throws when none of those is free */
export async function listenOnFreePort(server: Server, port: number): Promise<number> {
  const last = Math.min(port + PORTS_TRIED_MAX - 1, PORT_MAX);
  for (let candidate = port; candidate <= last; candidate += 1) {
    if (await canListen(server, candidate)) return boundPort(server);
  }
  throw new Error(`Ports ${port} to ${last} are all taken: choose another with --port`);
}

async function canListen(server: Server, port: number): Promise<boolean> {
  try {
    server.listen(port, LOOPBACK);
    await once(server, 'listening');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
    throw error;
  }
}

function boundPort(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address');
  return address.port;
}
