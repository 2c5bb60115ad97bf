import { expect, it } from 'vitest';
import { AUDITS_AT_ONCE, auditsAtOnce } from '../../../src/app/audit/audits-at-once.ts';
import { auditOnEmulator, directoryGuard, standingsWith } from './audit-on-emulator.ts';

const ASKED = { kind: 'group', groupId: 'sg-00000000' } as const;

it(`lets ${AUDITS_AT_ONCE} audits run at once, and others when one of these has ended`, async () => {
  const on = await auditOnEmulator();
  const { aws, place, readers } = on;
  const policy = {
    guards: [directoryGuard()],
    approvers: { userIds: [], userGroupIds: [] },
    channelId: 'C1',
  };
  const { accountId, region } = place;
  const audits = auditsAtOnce({
    ...readers,
    standings: standingsWith(on, policy),
    policy,
    ownAccountIds: new Set([accountId]),
    region,
  });
  const hold = aws.faults.hold({ action: 'DescribeSecurityGroups', when: 'before' });
  const running = Array.from({ length: AUDITS_AT_ONCE }, () => audits(ASKED));
  await hold.reached;
  expect(await audits(ASKED)).toEqual({ kind: 'busy' });
  hold.release();
  for (const each of await Promise.all(running)) expect(each).toMatchObject({ kind: 'audit' });
  expect(await audits(ASKED)).toMatchObject({ kind: 'audit' });
});
