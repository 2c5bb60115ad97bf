import type { IncomingHttpHeaders } from 'node:http';

/** Why a request is not answered. */
export interface Refused {
  readonly status: 403 | 405 | 415;
  readonly reason: string;
}

export interface GuardedRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

/** Lets only this page's own requests through. Any web site can make a browser send requests to
 * 127.0.0.1; by DNS rebinding even under a name of its own, which then stands in `Host`. Pure. */
export function guardRequest(
  { method, headers }: GuardedRequest,
  port: number,
): Refused | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host ?? '')) {
    return { status: 403, reason: `expected the host ${hosts.join(' or ')}` };
  }
  if (method === 'GET') return undefined;
  if (method !== 'POST') return { status: 405, reason: 'only GET and POST are answered' };
  if (headers.origin !== `http://${headers.host}`) {
    return { status: 403, reason: `expected the origin http://${headers.host}` };
  }
  const type = headers['content-type']?.split(';')[0];
  if (type === 'application/json') return undefined;
  return { status: 415, reason: 'expected a body of application/json' };
}
