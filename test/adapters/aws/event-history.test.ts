import { AuthorizeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { cloudTrailHistory } from '../../../src/adapters/aws/event-history.ts';
import { readDelivery } from '../../../src/adapters/cloudtrail/read-delivery.ts';
import type { EventHistory, HistoryPage, HistoryQuery } from '../../../src/app/ports.ts';
import { ruleChangeOf } from '../../fixtures/cloudtrail/rule-change.ts';
import { homeOnly } from '../../support/accounts.ts';
import { type AdapterOnEmulator, adapterOnEmulator } from './adapter-on-emulator.ts';

/** The emulator's clock stands still, at a moment that does not matter here. */
const FAR_FUTURE = Date.parse('2100-01-01T00:00:00Z');
const EVENT_NAME = 'AuthorizeSecurityGroupIngress';

/** The adapter as it is made at a start: its client keeps the endpoint that it finds then. */
function freshHistory(readRecord = readDelivery): EventHistory {
  return cloudTrailHistory({
    accounts: homeOnly('111122223333'),
    eventNames: [EVENT_NAME],
    readRecord,
  });
}

/** An emulator in whose history are `count` calls that opened RDP. */
async function withCalls(count: number): Promise<AdapterOnEmulator> {
  const on = await adapterOnEmulator();
  on.aws.behave({ isLookupLimited: false });
  const { vpcId } = on.aws.world.addVpc({ cidr: '10.0.0.0/16' });
  const { groupId } = on.aws.world.addGroup({ groupName: 'win-web', vpcId });
  for (let i = 1; i <= count; i += 1) {
    const IpRanges = [{ CidrIp: `198.51.100.${i}/32` }];
    const permission = { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, IpRanges };
    await on.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({ GroupId: groupId, IpPermissions: [permission] }),
    );
  }
  return on;
}

function query({ aws }: AdapterOnEmulator, pageToken: string | null = null): HistoryQuery {
  const { accountId, region } = aws;
  const stretch = { from: 0, to: FAR_FUTURE };
  return { accountId, region, eventName: EVENT_NAME, ...stretch, pageToken };
}

function sourcesOf(page: HistoryPage): readonly string[] {
  if (page.kind !== 'page') return [page.kind];
  return page.records
    .flatMap((record) => ruleChangeOf(record).rules)
    .map(({ source }) => (source.kind === 'cidr' ? source.cidr.text : source.kind));
}

describe('cloudTrailHistory()', () => {
  it('reads 50 records a page, newest first, to the end', async () => {
    const on = await withCalls(53);
    const first = await freshHistory().read(query(on));
    expect(sourcesOf(first)).toHaveLength(50);
    expect(sourcesOf(first)[0]).toBe('198.51.100.53/32');
    const token = first.kind === 'page' ? first.nextPageToken : null;
    expect(token).not.toBeNull();
    expect(on.callsOf('LookupEvents')).toBe(1);
  });

  it('a token that counts no more is said to be stale', async () => {
    const on = await withCalls(1);
    expect(await freshHistory().read(query(on, 'a token of long ago'))).toEqual({
      kind: 'staleToken',
    });
  });

  it.each([
    ['throttle', 'aws_throttled', true],
    ['deny', 'aws_denied', false],
  ] as const)(
    '%s: says so once, and does not try again by itself',
    async (fault, code, isRetryable) => {
      const on = await withCalls(1);
      on.aws.faults[fault]({ action: 'LookupEvents' });
      await expect(freshHistory().read(query(on))).rejects.toMatchObject({ code, isRetryable });
      expect(on.callsOf('LookupEvents')).toBe(1);
    },
  );

  it('an entry that cannot be read is undecodable, with the identity of its envelope', async () => {
    const on = await withCalls(1);
    const history = freshHistory(() => ({ kind: 'unreadable', reason: 'Expected JSON' }));
    const page = await history.read(query(on));
    expect(page.kind === 'page' && page.records).toMatchObject([
      { kind: 'undecodable', reason: 'Expected JSON', record: { eventName: EVENT_NAME } },
    ]);
    const [record] = page.kind === 'page' ? page.records : [];
    expect(record?.kind === 'undecodable' && record.record.eventId).toMatch(/^[0-9a-f-]{36}$/);
  });
});
