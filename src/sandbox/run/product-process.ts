import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { REPOSITORY } from './repository.ts';

/** How long the product may take until it is ready, in ms: two seconds are usual, a busy machine
 * takes ten times as long. */
const READY_DEADLINE_MS = 60_000;

/** How long the product may take to stop before it is killed, in ms: the whole sandbox has 5 s. */
const STOP_DEADLINE_MS = 4_000;

/** Lines of the product's output that are kept for whoever asks why it died. */
const LINES_KEPT_MAX = 40;

/** How the product stands. `how` and `lastLines` are for people. */
export type ProductState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting'; readonly pid: number }
  | {
      readonly kind: 'ready';
      readonly pid: number;
      readonly since: Date;
      readonly healthUrl: string;
    }
  | { readonly kind: 'crashed'; readonly how: string; readonly lastLines: readonly string[] };

export interface ProductOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly now: () => Date;
  /** Called with every line that the product writes. */
  readonly onLine?: (line: string) => void;
}

/** The product as a process of its own, just as it runs anywhere else. It can be killed and started
 * again; what it knows is in its database. */
export class ProductProcess {
  readonly #options: ProductOptions;
  readonly #listeners = new Set<(state: ProductState) => void>();
  #state: ProductState = { kind: 'stopped' };
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #lines: readonly string[] = [];
  /** The end of the process was asked for, so it is no crash. */
  #isEndWanted = false;

  constructor(options: ProductOptions) {
    this.#options = options;
  }

  get state(): ProductState {
    return this.#state;
  }

  /** The last lines that it wrote, oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Calls `listener` after every change of the state until the answer is called. */
  onChange(listener: (state: ProductState) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Starts the product; does nothing if it runs. Resolves when it is ready.
   * @throws with the last lines it wrote when it dies first, or is not ready in time. */
  async start(): Promise<void> {
    if (this.#child === undefined) this.#spawn();
    const settled = await this.#settled();
    if (settled.kind === 'ready') return;
    if (settled.kind === 'starting') {
      await this.stop();
      throw new Error(`Portcullis was not ready within ${READY_DEADLINE_MS} ms:\n${this.#tail()}`);
    }
    const how = settled.kind === 'crashed' ? settled.how : 'was stopped';
    throw new Error(`Portcullis ${how} before it was ready:\n${this.#tail()}`);
  }

  /** Asks it to stop, and kills it when it takes too long. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#isEndWanted = true;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
    await this.#exited;
    clearTimeout(timer);
  }

  /** `kill -9`: it gets no chance to finish anything. */
  async kill(): Promise<void> {
    this.#isEndWanted = true;
    this.#child?.kill('SIGKILL');
    await this.#exited;
  }

  #spawn(): void {
    const { env } = this.#options;
    const child = spawn(process.execPath, ['src/main.ts', 'serve'], {
      cwd: REPOSITORY,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#isEndWanted = false;
    this.#lines = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.#hear(line));
    }
    this.#exited = new Promise((resolve) => {
      const end = (how: string) => {
        this.#end(how);
        resolve();
      };
      child.once('error', (error) => end(`could not be run (${error.message})`));
      // Not `exit`: the last lines may still be on their way then.
      child.once('close', (code, signal) => end(howItEnded(code, signal)));
    });
    this.#become({ kind: 'starting', pid: child.pid ?? 0 });
  }

  #hear(line: string): void {
    this.#lines = [...this.#lines, line].slice(-LINES_KEPT_MAX);
    this.#options.onLine?.(line);
    const healthUrl = healthUrlOf(line);
    if (healthUrl === undefined || this.#state.kind !== 'starting') return;
    const { pid } = this.#state;
    this.#become({ kind: 'ready', pid, since: this.#options.now(), healthUrl });
  }

  #end(how: string): void {
    this.#child = undefined;
    const lastLines = this.#lines;
    this.#become(this.#isEndWanted ? { kind: 'stopped' } : { kind: 'crashed', how, lastLines });
  }

  /** The state once it is no longer starting, or as it is when the time is up. */
  #settled(): Promise<ProductState> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.#state.kind !== 'starting') finish();
      };
      const finish = () => {
        clearTimeout(timer);
        stopListening();
        resolve(this.#state);
      };
      const timer = setTimeout(finish, READY_DEADLINE_MS);
      const stopListening = this.onChange(look);
      look();
    });
  }

  #tail(): string {
    return this.#lines.length === 0 ? '(it wrote nothing)' : this.#lines.join('\n');
  }

  #become(state: ProductState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }
}

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}

/** The address in the log line by which the product says that it is ready. */
function healthUrlOf(line: string): string | undefined {
  if (!line.includes('"ready"')) return undefined;
  const entry = parsedLine(line);
  return entry?.msg === 'ready' && typeof entry.healthUrl === 'string'
    ? entry.healthUrl
    : undefined;
}

function parsedLine(
  line: string,
): { readonly msg?: unknown; readonly healthUrl?: unknown } | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null ? entry : undefined;
  } catch {
    // Not every line is a log entry: a crash writes plain text.
    return undefined;
  }
}
