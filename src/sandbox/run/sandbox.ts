import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPageServer } from '../page/page-server.ts';
import { readSandboxPolicy } from '../stories/sandbox-policy.ts';
import { randomAwsId } from './ids.ts';
import { productEnvironment, SANDBOX_POLICY } from './product-environment.ts';
import { ProductProcess } from './product-process.ts';
import { startWorlds, type Worlds } from './worlds.ts';

export interface SandboxOptions {
  /** The page's port, or the next free one; 0 for any. */
  readonly port: number;
  readonly now: () => Date;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Takes lines about how far it is, and about the product when it dies. */
  readonly say: (line: string) => void;
  /** Takes every line that the product writes. */
  readonly onProductLine?: (line: string) => void;
  /** Ends the start half-way. */
  readonly signal: AbortSignal;
}

export interface Sandbox {
  readonly url: string;
  /** Stops everything and removes what it kept. */
  close(): Promise<void>;
}

/** Starts the emulators, the product between them and the page, in that order.
 * @throws when the product does not become ready, with what it wrote, or `signal` aborts */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const started = new AsyncDisposableStack();
  try {
    const { url } = await startAll(options, started);
    return { url, close: () => started.disposeAsync() };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

async function startAll(
  options: SandboxOptions,
  started: AsyncDisposableStack,
): Promise<{ readonly url: string }> {
  const { now, say } = options;
  const folder = started.adopt(await mkdtemp(join(tmpdir(), 'portcullis-sandbox-')), (path) =>
    rm(path, { recursive: true }),
  );
  const worlds = started.adopt(await startWorlds(now), (one) => one.close());
  say(`AWS is emulated at ${worlds.aws.url}, Slack at ${worlds.slack.apiUrl}`);
  const product = started.adopt(makeProduct(options, worlds, folder), (one) => one.stop());
  await startProduct(product, options.signal);
  say('Portcullis runs between them');
  tellWhenItDies(product, say);
  const policy = await readSandboxPolicy(SANDBOX_POLICY);
  const context = { ...worlds, product, policy, now, newId: randomAwsId };
  return started.adopt(await startPageServer(context, options.port), (one) => one.close());
}

/** Starts the product; it is stopped, and the start fails, when `signal` aborts meanwhile. */
async function startProduct(product: ProductProcess, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const giveUp = () => void product.stop();
  signal.addEventListener('abort', giveUp);
  await product.start().finally(() => signal.removeEventListener('abort', giveUp));
}

function makeProduct(
  { environment, now, onProductLine }: SandboxOptions,
  { aws, slack, cast }: Worlds,
  folder: string,
): ProductProcess {
  const databasePath = join(folder, 'portcullis.sqlite');
  const setting = { aws, slack, credentials: cast.product, databasePath };
  return new ProductProcess({
    env: productEnvironment(setting, environment),
    now,
    ...(onProductLine === undefined ? {} : { onLine: onProductLine }),
  });
}

function tellWhenItDies(product: ProductProcess, say: (line: string) => void): void {
  product.onChange((state) => {
    if (state.kind !== 'crashed') return;
    say(`Portcullis ${state.how}; the page can start it again. Its last lines:`);
    for (const line of state.lastLines) say(`  ${line}`);
  });
}
