import { describe, expect, it } from 'vitest';
import { guardRequest } from '../../../src/sandbox/page/guard-request.ts';

const PORT = 4180;
const own = { host: '127.0.0.1:4180' };
const json = { ...own, origin: 'http://127.0.0.1:4180', 'content-type': 'application/json' };
const statusOf = (method: string, headers: object) =>
  guardRequest({ method, headers: { ...headers } }, PORT)?.status;

describe('guardRequest()', () => {
  it('lets the page look and act under both of its names', () => {
    expect(statusOf('GET', own)).toBeUndefined();
    expect(statusOf('GET', { host: 'localhost:4180' })).toBeUndefined();
    expect(statusOf('POST', json)).toBeUndefined();
    expect(
      statusOf('POST', { ...json, host: 'localhost:4180', origin: 'http://localhost:4180' }),
    ).toBeUndefined();
  });

  it('refuses a name that was rebound to this machine, another port, and none', () => {
    for (const host of [
      'evil.example',
      'evil.example:4180',
      '127.0.0.1:80',
      '127.0.0.1',
      undefined,
    ]) {
      expect(statusOf('GET', { host }), String(host)).toBe(403);
    }
  });

  it('refuses an act that another site sent, or nobody says who', () => {
    for (const origin of ['https://evil.example', 'null', 'http://localhost:4180', undefined]) {
      expect(statusOf('POST', { ...json, origin }), String(origin)).toBe(403);
    }
  });

  it('refuses what a form of another site could send', () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', undefined]) {
      expect(statusOf('POST', { ...json, 'content-type': type }), String(type)).toBe(415);
    }
  });

  it('answers no other method', () => {
    expect(statusOf('DELETE', json)).toBe(405);
  });
});
