import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runSandbox, startSandboxProcess } from '../../support/sandbox-process.ts';

/** How long the whole sandbox may take to stop, in ms. */
const STOP_DEADLINE_MS = 10_000;

describe('npm run sandbox', () => {
  it('refuses to start in production, in one line that says why', async () => {
    const { exitCode, output } = await runSandbox([], { ...process.env, NODE_ENV: 'production' });
    expect(exitCode).toBe(1);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).toContain('NODE_ENV=production');
  });

  it('says what a wrong port is', async () => {
    const { exitCode, output } = await runSandbox(['--port', '70000'], process.env);
    expect(exitCode).toBe(1);
    expect(output).toContain('0 to 65535');
  });

  it('prints one address, and ends with Ctrl-C in time, with nothing left', async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'portcullis-test-'));
    onTestFinished(() => rm(temporary, { recursive: true }));
    await using sandbox = await startSandboxProcess({ TMPDIR: temporary });
    expect(await readdir(temporary)).toHaveLength(1);
    expect(sandbox.output().match(/^Open http/gm)).toHaveLength(1);
    const [, pid] = /pid (\d+)/.exec(await (await fetch(sandbox.url)).text()) ?? [];
    expect(isRunning(Number(pid))).toBe(true);

    const { exitCode, tookMs } = await sandbox.interrupt();
    expect(exitCode).toBe(0);
    expect(tookMs).toBeLessThan(STOP_DEADLINE_MS);
    expect(isRunning(Number(pid))).toBe(false);
    expect(await readdir(temporary)).toEqual([]);
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
