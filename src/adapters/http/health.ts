import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OutsideError } from '../../domain/outside-error.ts';

export interface Health {
  readonly url: string;
  close(): Promise<void>;
}

/** What makes Portcullis not ready, in words; empty when it is. */
export type Readiness = () => Promise<readonly string[]>;

/** Serves `/healthz` (the process answers) and `/readyz` (it can do its work, else 503 and why).
 * @throws OutsideError when the address cannot be listened on. */
export async function startHealth(
  { host, port }: { readonly host: string; readonly port: number },
  readiness: Readiness,
): Promise<Health> {
  const server = createServer((request, response) => {
    answer(request.url ?? '/', readiness)
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(`${JSON.stringify(body)}\n`);
      })
      .catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(notListening(host, port, cause)));
    server.listen(port, host, resolve);
  });
  const { port: boundPort } = server.address() as AddressInfo; // A TCP server has one.
  return {
    url: `http://${host}:${boundPort}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function notListening(host: string, port: number, cause: Error): OutsideError {
  const message =
    `Could not listen on ${host}:${port} for health checks (${cause.message}): ` +
    'set PORTCULLIS_HTTP_PORT to a free port';
  return new OutsideError('listen_failed', message, { isRetryable: false, cause });
}

async function answer(
  url: string,
  readiness: Readiness,
): Promise<{ readonly status: number; readonly body: object }> {
  const [path] = url.split('?');
  if (path === '/healthz') return { status: 200, body: { status: 'ok' } };
  if (path !== '/readyz') return { status: 404, body: { error: 'Not here: /healthz, /readyz' } };
  const problems = await readiness();
  if (problems.length === 0) return { status: 200, body: { status: 'ready' } };
  return { status: 503, body: { status: 'not ready', problems } };
}
