import { describe, expect, it, test } from 'vitest';
import { describeDatabase, readDatabaseUrl } from '../../src/config/database.ts';
import { readDatabase } from '../../src/config/env.ts';

const PRODUCTION = { isProduction: true };

function tlsOf(url: string, isProduction = true): unknown {
  const read = readDatabaseUrl(url, { isProduction });
  return read.kind === 'problem' ? read.problem : 'tls' in read.database && read.database.tls;
}

describe('DATABASE_URL', () => {
  it('names host, port, user, password and database, with what is escaped in them', () => {
    const read = readDatabaseUrl('postgres://us%40er:p%2Fw@db.example.com/doors', PRODUCTION);
    if (read.kind === 'problem' || read.database.kind !== 'postgres')
      throw new Error('Expected one');
    const { password, ...database } = read.database;
    expect(password.reveal()).toBe('p/w');
    expect(database).toEqual({
      kind: 'postgres',
      host: 'db.example.com',
      port: 5432,
      user: 'us@er',
      database: 'doors',
      tls: { kind: 'verified', caPath: null },
    });
    expect(JSON.stringify(read)).not.toContain('p/w');
    expect(describeDatabase(read.database)).toBe('PostgreSQL, db.example.com:5432/doors');
  });

  test.each([
    ['postgres://u:secret@db/d', { kind: 'verified', caPath: null }],
    ['postgres://u:secret@db/d?sslrootcert=/ca.pem', { kind: 'verified', caPath: '/ca.pem' }],
    ['postgres://u:secret@db/d?sslmode=require', { kind: 'unverified' }],
    ['postgres://u:secret@127.0.0.1/d', { kind: 'off' }],
    ['postgres://u:secret@[::1]/d?sslmode=verify-full', { kind: 'verified', caPath: null }],
    [
      'postgres://u:secret@db/d?sslmode=disable',
      expect.stringContaining('only for a server on this'),
    ],
    ['postgres://u:secret@db/d?sslmode=prefer', expect.stringContaining('expected sslmode to be')],
    [
      'postgres://u:secret@db/d?sslmode=require&sslrootcert=/ca',
      expect.stringContaining('drop it'),
    ],
    ['postgres://u:secret@db/d?options=-c', expect.stringContaining('expected no parameters but')],
    ['postgres://u:secret@db/', expect.stringContaining('expected a user, a host and a database')],
    ['postgres://u:%secret@db/d', expect.stringContaining('write a percent sign as %25')],
    ['mysql://u:secret@db/d', expect.stringContaining('expected postgres://')],
  ])('%s', (url, expected) => {
    expect(tlsOf(url)).toEqual(expected);
    expect(String(tlsOf(url))).not.toContain('secret');
  });

  it('may be unencrypted elsewhere only outside production', () => {
    expect(tlsOf('postgres://u:p@db/d?sslmode=disable', false)).toEqual({ kind: 'off' });
  });

  it('beside PORTCULLIS_DATABASE is refused, and says which to drop', () => {
    const read = readDatabase({
      DATABASE_URL: 'postgres://u:p@db/d',
      PORTCULLIS_DATABASE: 'p.sqlite',
    });
    expect(read).toMatchObject({
      kind: 'problem',
      problem: expect.stringContaining(
        'drop PORTCULLIS_DATABASE to use PostgreSQL, or DATABASE_URL',
      ),
    });
  });
});
