import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import { approveRevert, liveAlert, OPEN, openToWorld } from '../support/acts.ts';
import { startStack } from '../support/stack.ts';

describe('operation', () => {
  it('is healthy and ready, keeps secrets out of its log, and stops within 10 s of SIGTERM', async () => {
    await using stack = await startStack();
    await openToWorld(stack);
    await liveAlert(stack, OPEN);
    const healthUrl = healthUrlOf(await stack.said('"msg":"ready"'));
    expect((await fetch(`${healthUrl}/healthz`)).status).toBe(200);
    const ready = await fetch(`${healthUrl}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
    expect((await fetch(`${healthUrl}/`)).status).toBe(404);

    const begun = performance.now();
    expect(await stack.product.stop()).toBe(0);
    expect(performance.now() - begun).toBeLessThan(10_000);
    const log = stack.output.join('\n');
    expect(log).not.toContain(stack.slack.botToken);
    expect(log).not.toContain(stack.slack.appToken);
  });

  it('SIGTERM during a revert lets it end', async () => {
    await using stack = await startStack();
    await openToWorld(stack);
    const alert = await liveAlert(stack, OPEN);
    await stack.said('"msg":"posted"');
    const revoke = stack.aws.faults.hold({ action: 'RevokeSecurityGroupIngress', when: 'before' });
    await approveRevert(stack, alert, SEED_USERS.alice.id);
    await revoke.reached;
    const stopped = stack.product.stop();
    await stack.said('"msg":"stopping"');
    revoke.release();
    expect(await stopped).toBe(0);
    expect(stack.ruleSources()).toEqual(['10.9.8.0/28']);
    expect(stack.output.join('\n')).toContain('"msg":"execution finished"');
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified' });
  });

  it.each([
    ['no Slack token', { SLACK_BOT_TOKEN: '' }, /^SLACK_BOT_TOKEN is not set/],
    [
      'a wrong Slack token',
      { SLACK_BOT_TOKEN: 'xoxb-wrong' },
      /invalid_auth \(check SLACK_BOT_TOKEN\)/,
    ],
    [
      'an unreachable Slack',
      { SLACK_API_URL: 'http://127.0.0.1:9/api/' },
      /Slack did not answer auth.test/,
    ],
    [
      'a denied AWS call',
      { AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN' },
      /AWS refused sts:GetCallerIdentity/,
    ],
    [
      'a policy that is not there',
      { PORTCULLIS_POLICY: '/nowhere/portcullis.yml' },
      /No such file/,
    ],
    [
      'an endpoint in production',
      { NODE_ENV: 'production' },
      /AWS_ENDPOINT_URL.*refused in production/s,
    ],
    [
      'a database that cannot be opened',
      { PORTCULLIS_DATABASE: '/nowhere/a.sqlite' },
      /Could not open the database/,
    ],
  ])('%s: one line at the start says what to fix', async (_, wrong, line) => {
    await using stack = await startStack({ isProductStarted: false });
    await expect(stack.product.start(wrong)).rejects.toThrow('The product ended');
    const said = stack.output.filter((each) => each !== '').join('\n');
    expect(said).toMatch(line);
    expect(said).not.toContain('    at ');
  });

  it('a second process on the same database is refused, and verify-log still reads it', async () => {
    await using stack = await startStack();
    await openToWorld(stack);
    await liveAlert(stack, OPEN);
    await using other = await startStack({ isProductStarted: false });
    await expect(other.product.start({ PORTCULLIS_DATABASE: stack.databasePath })).rejects.toThrow(
      'one process serves a database',
    );
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
  });

  it('a port that is taken is said with the variable that changes it', async () => {
    await using stack = await startStack({ isProductStarted: false });
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(stack.product.start({ PORTCULLIS_HTTP_PORT: `${port}` })).rejects.toThrow();
    expect(stack.output.join('\n')).toContain('set PORTCULLIS_HTTP_PORT to a free port');
    other.close();
  });
});

function healthUrlOf(line: string): string {
  const { healthUrl } = JSON.parse(line) as { healthUrl: string };
  return healthUrl;
}
