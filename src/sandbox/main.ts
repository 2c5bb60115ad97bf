#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import { startSandbox } from './run/sandbox.ts';

const DEFAULT_PORT = 4180;
const PORT_MAX = 65_535;
const EXIT_FAILED = 1;

const HELP = `
It needs no account and no token: AWS and Slack are emulated on this machine, on loopback only, and
everything is forgotten at the end. docs/sandbox.md tells what there is to see.

Exit codes: 0 stopped with Ctrl-C, 1 it could not start.
`;

interface Flags {
  readonly port: number;
  readonly productLog: boolean;
}

await new Command('npm run sandbox --')
  .description('Portcullis between an emulated AWS and an emulated Slack, on a web page')
  .option('--port <port>', "the page's port, or the next free one; 0 for any", portOf, DEFAULT_PORT)
  .option('--product-log', 'print what Portcullis logs', false)
  .addHelpText('after', HELP)
  .action(run)
  .parseAsync();

async function run({ port, productLog }: Flags): Promise<void> {
  if (process.env.NODE_ENV === 'production') {
    fail('The sandbox believes everybody, so it does not start with NODE_ENV=production: unset it');
    return;
  }
  const stopping = stopOnSignal();
  try {
    const sandbox = await startSandbox({
      port,
      now: () => new Date(),
      environment: process.env,
      say,
      signal: stopping,
      ...(productLog ? { onProductLine: say } : {}),
    });
    say(`Open ${sandbox.url} (Ctrl-C stops it)`);
    await aborted(stopping);
    await sandbox.close();
    say('Stopped');
  } catch (error) {
    // Interrupted while it started: what had begun is stopped already.
    if (!stopping.aborted) fail(`The sandbox could not start. ${messageOf(error)}`);
  }
}

/** Aborted by Ctrl-C or SIGTERM. Under `npm run` Ctrl-C arrives twice, which must not cut it short. */
function stopOnSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => stopping.abort());
  }
  return stopping.signal;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= PORT_MAX) return port;
  throw new InvalidArgumentError(`Expected a port, 0 to ${PORT_MAX}.`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function fail(line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = EXIT_FAILED;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
