import { once } from 'node:events';
import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { POSTGRES_PROGRAMS, type PostgresServer, startPostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Asked for, answers with the port of the run's PostgreSQL. */
    postgresUrl: string;
  }
}

/** One PostgreSQL for the whole run, started by the first test that asks for its port: a run without such
 * tests does not wait for it. */
export default async function postgresOnDemand({
  provide,
}: TestProject): Promise<() => Promise<void>> {
  let started: Promise<PostgresServer> | null = null;
  const door = createServer((_request, response) => {
    if (POSTGRES_PROGRAMS === null) throw new Error('There is no PostgreSQL for this platform');
    started ??= startPostgresServer(POSTGRES_PROGRAMS);
    started.then(
      ({ port }) => response.end(String(port)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const address = door.address();
  if (address === null || typeof address === 'string') throw new Error('No port is free');
  provide('postgresUrl', `http://127.0.0.1:${address.port}/`);
  return async () => {
    door.closeAllConnections();
    door.close();
    await started?.then((server) => server.stop());
  };
}
