import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** What running a command cost. */
export interface Measured {
  readonly wallMs: number;
  /** Of the command and all that it started, user and system. */
  readonly cpuMs: number;
  /** The most memory that one process of it held. */
  readonly peakBytes: number;
  readonly stdout: string;
}

/** What GNU time prints as its last line: seconds of wall clock, user and system; KiB. */
const TIME_FORMAT = '%e %U %S %M';
const TIME_REGEXP = /([\d.]+) ([\d.]+) ([\d.]+) (\d+)\s*$/;

/** Runs a shell command under GNU time, on the given cores.
 * @throws where it fails, with what it said. */
export async function measure(command: string, cores: string): Promise<Measured> {
  const args = ['-f', TIME_FORMAT, 'taskset', '-c', cores, 'sh', '-c', command];
  const child = spawn('/usr/bin/time', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const [stdout, stderr, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended,
  ]);
  const found = TIME_REGEXP.exec(stderr);
  if (exitCode !== 0 || found === null) {
    throw new Error(`Expected exit code 0 of ${command}, got ${exitCode}: ${stderr}`);
  }
  const [wall, user, system, kib] = found.slice(1).map(Number);
  return {
    wallMs: (wall ?? 0) * 1000,
    cpuMs: ((user ?? 0) + (system ?? 0)) * 1000,
    peakBytes: (kib ?? 0) * 1024,
    stdout,
  };
}

/** The quicker of two runs: what else the machine does only ever adds. */
export function quicker(a: Measured | undefined, b: Measured): Measured {
  return a !== undefined && a.wallMs <= b.wallMs ? a : b;
}
