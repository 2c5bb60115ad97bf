import { isIPv4 } from 'node:net';
import { Secret } from './secret.ts';

/** How a connection to PostgreSQL is kept from others' eyes. */
export type TlsConfig =
  | { readonly kind: 'off' }
  | { readonly kind: 'unverified' }
  | { readonly kind: 'verified'; readonly caPath: string | null };

/** The database that the environment names. */
export type DatabaseConfig =
  | { readonly kind: 'sqlite'; readonly path: string }
  | {
      readonly kind: 'postgres';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly password: Secret;
      readonly database: string;
      readonly tls: TlsConfig;
    };

/** A database, or what to fix. */
export type ReadDatabase =
  | { readonly kind: 'database'; readonly database: DatabaseConfig }
  | { readonly kind: 'problem'; readonly problem: string };

const PORT_DEFAULT = 5432;
const PARAMETERS: readonly string[] = ['sslmode', 'sslrootcert'];

/** Reads the address of a PostgreSQL database. What is wrong is said without the address: it holds a
 * password. Pure, total. */
export function readDatabaseUrl(
  text: string,
  { isProduction }: { readonly isProduction: boolean },
): ReadDatabase {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    return problem(
      'expected postgres://user:password@host:5432/database, got something else (not shown)',
    );
  }
  const user = decoded(url.username);
  const password = decoded(url.password);
  const database = decoded(url.pathname.slice(1));
  if (user === null || password === null || database === null) {
    return problem(
      'a % in it is not followed by two hexadecimal digits: write a percent sign as %25',
    );
  }
  if (url.hostname === '' || user === '' || database === '' || database.includes('/')) {
    return problem(
      'expected a user, a host and a database in postgres://user:password@host:5432/database',
    );
  }
  const unknown = [...url.searchParams.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) {
    return problem(
      `expected no parameters but ${PARAMETERS.join(' and ')}, got another one (not shown)`,
    );
  }
  const tls = readTls(url, isProduction);
  if (typeof tls === 'string') return problem(tls);
  return {
    kind: 'database',
    database: {
      kind: 'postgres',
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? PORT_DEFAULT : Number(url.port),
      user,
      password: new Secret(password),
      database,
      tls,
    },
  };
}

/** A database as an adapter needs it: with the password. */
export type DatabaseAccess =
  | Extract<DatabaseConfig, { readonly kind: 'sqlite' }>
  | (Omit<Extract<DatabaseConfig, { readonly kind: 'postgres' }>, 'password'> & {
      readonly password: string;
    });

/** The same database with its password revealed, for whoever connects. */
export function accessTo(config: DatabaseConfig): DatabaseAccess {
  return config.kind === 'sqlite' ? config : { ...config, password: config.password.reveal() };
}

/** How people are told which database it is: without user and password. */
export function describeDatabase(config: DatabaseConfig): string {
  if (config.kind === 'sqlite') return `SQLite, the file ${config.path}`;
  return `PostgreSQL, ${config.host}:${config.port}/${config.database}`;
}

/** What is asked for, or what is wrong with it. Nothing falls back to plain text. */
function readTls(url: URL, isProduction: boolean): TlsConfig | string {
  const isHere = isLoopback(url.hostname);
  const caPath = url.searchParams.get('sslrootcert');
  const mode =
    url.searchParams.get('sslmode') ?? (isHere && caPath === null ? 'disable' : 'verify-full');
  if (mode === 'verify-full') return { kind: 'verified', caPath };
  if (caPath !== null) return 'sslrootcert is only for sslmode=verify-full: drop it, or set that';
  if (mode === 'require') return { kind: 'unverified' };
  if (mode !== 'disable') {
    return 'expected sslmode to be verify-full, require or disable, got another one (not shown)';
  }
  if (isProduction && !isHere) {
    return 'sslmode=disable is only for a server on this machine (127.0.0.1, ::1, localhost), or with NODE_ENV=development: set sslmode=verify-full, with sslrootcert for a certificate of your own';
  }
  return { kind: 'off' };
}

function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname === '[::1]') return true;
  return isIPv4(hostname) && hostname.startsWith('127.');
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function problem(text: string): ReadDatabase {
  return { kind: 'problem', problem: `DATABASE_URL: ${text}` };
}
