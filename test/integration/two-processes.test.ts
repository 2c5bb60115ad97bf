import { describe, expect, it } from 'vitest';
import { SEED_CHANNELS, SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import type { SlackMessage } from '../../src/sandbox/slack/world.ts';
import { approveRevert, liveAlert, OPEN, openToWorld, textOf } from '../support/acts.ts';
import { emptyDatabase, type PostgresDatabase } from '../support/postgres-database.ts';
import { POSTGRES_PROGRAMS } from '../support/postgres-server.ts';
import { type Stack, startStack } from '../support/stack.ts';

function environmentOf({ url }: PostgresDatabase): Readonly<Record<string, string>> {
  return { DATABASE_URL: url, PORTCULLIS_DATABASE: '' };
}

function alerts({ slack }: Stack): readonly SlackMessage[] {
  return slack.world.messages.filter(
    ({ channelId, threadTs }) => channelId === SEED_CHANNELS.alerts.id && threadTs === undefined,
  );
}

/** What must hold however many there are, and whoever dies. */
async function expectOneRevertOneAlert(stack: Stack, database: PostgresDatabase): Promise<void> {
  const closed = await liveAlert(stack, '✅');
  expect(textOf(closed)).toContain('reverted, approved by');
  expect(stack.ruleSources()).toEqual(['10.9.8.0/28']);
  expect(stack.revokes()).toHaveLength(1);
  expect(alerts(stack)).toEqual([closed]);
  const store = await database.open();
  expect(await store.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
  await store.close();
}

describe.skipIf(POSTGRES_PROGRAMS === null)('two processes on one PostgreSQL', () => {
  it('started at once: one opening is one alert, and one approval one revert', async () => {
    await using database = await emptyDatabase();
    await using stack = await startStack({ isProductStarted: false });
    const environment = environmentOf(database);
    const other = stack.another();
    await Promise.all([stack.product.start(environment), other.start(environment)]);
    await openToWorld(stack);
    const alert = await liveAlert(stack, OPEN);
    await stack.said('"msg":"posted"');
    await approveRevert(stack, alert, SEED_USERS.alice.id);
    await expectOneRevertOneAlert(stack, database);
    expect(stack.output.join('\n')).not.toContain('postgres:none');
    await Promise.all([stack.product.stop(), other.stop()]);
  });

  it('kill -9 of the one that reverts: the other one finishes, and does not revoke again', async () => {
    await using database = await emptyDatabase();
    await using stack = await startStack({ isProductStarted: false });
    const environment = environmentOf(database);
    await stack.product.start(environment);
    await openToWorld(stack);
    const alert = await liveAlert(stack, OPEN);
    await stack.said('"msg":"posted"');
    const afterRevoke = stack.aws.faults.hold({
      action: 'RevokeSecurityGroupIngress',
      when: 'after',
    });
    await approveRevert(stack, alert, SEED_USERS.alice.id);
    await afterRevoke.reached;
    const other = stack.another();
    await other.start(environment);
    await stack.product.kill();
    afterRevoke.release();
    // The lease ends in three minutes: here it ends now.
    await database.query('update job set lease_until = 0');
    await expectOneRevertOneAlert(stack, database);
    await other.stop();
  });
});
