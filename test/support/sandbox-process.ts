import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const REPOSITORY = new URL('../../', import.meta.url);
/** The Node that the repository pins: the tests may run on another. */
const NODE = process.execPath;

/** How long the sandbox may take to print its address, in ms. */
const START_DEADLINE_MS = 60_000;

/** The real sandbox, as `npm run sandbox` starts it. */
export interface SandboxProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Everything it printed so far. */
  output(): string;
  /** Ends it as Ctrl-C does; answers its exit code and how long it took, in ms. */
  interrupt(): Promise<{ readonly exitCode: number | null; readonly tookMs: number }>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What became of a sandbox that was not meant to stay. */
export interface EndedProcess {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Starts the sandbox at any free port and waits for the address that it prints. */
export async function startSandboxProcess(
  env: Readonly<Record<string, string>> = {},
): Promise<SandboxProcess> {
  const child = spawnSandbox(['--port', '0'], { ...process.env, ...env });
  const printed = gather(child);
  const url = await addressOf(child, printed);
  const interrupt = async () => {
    const startedMs = performance.now();
    const exitCode = await ended(child, () => child.kill('SIGINT'));
    return { exitCode, tookMs: performance.now() - startedMs };
  };
  return {
    url,
    child,
    output: printed,
    interrupt,
    [Symbol.asyncDispose]: async () => void (await interrupt()),
  };
}

/** Runs the sandbox until it ends by itself. */
export async function runSandbox(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<EndedProcess> {
  const child = spawnSandbox(args, env);
  const printed = gather(child);
  const exitCode = await ended(child, () => undefined);
  return { exitCode, output: printed() };
}

function spawnSandbox(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ChildProcess {
  return spawn(NODE, ['src/sandbox/main.ts', ...args], {
    cwd: fileURLToPath(REPOSITORY),
    // vitest says `test`, which is none of the sandbox's business.
    env: { ...env, NODE_ENV: env.NODE_ENV === 'test' ? undefined : env.NODE_ENV },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function gather(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
  }
  return () => text;
}

function addressOf(child: ChildProcess, printed: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      child.kill('SIGKILL');
      reject(new Error(`${why}:\n${printed()}`));
    };
    const timer = setTimeout(
      () => fail(`no address within ${START_DEADLINE_MS} ms`),
      START_DEADLINE_MS,
    );
    child.once('close', (code) => fail(`the sandbox ended with exit code ${code}`));
    if (child.stdout === null) throw new Error('expected a piped standard output');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, url] = /^Open (http:\S+)/.exec(line) ?? [];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}

async function ended(child: ChildProcess, end: () => void): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const closed = once(child, 'close');
  end();
  await closed;
  return child.exitCode;
}
