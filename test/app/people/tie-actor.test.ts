import { AuthorizeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { slackPeople } from '../../../src/adapters/slack/slack-people.ts';
import { tieActor, tiedUserId } from '../../../src/app/people/tie-actor.ts';
import type { PeopleTies } from '../../../src/domain/policy/policy.ts';
import type { Identity } from '../../../src/sandbox/aws/identity/identity.ts';
import { keepingLog, postingClient } from '../../adapters/slack/slack-on-emulator.ts';
import { headerOf } from '../../fixtures/cloudtrail/shared-records.ts';
import { emulatedAws } from '../../sandbox/aws/support/emulated-aws.ts';
import { alice, bob, startEmulator } from '../../sandbox/slack/support.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';

const ON: PeopleTies = { isByEmail: true, isBySourceIdentity: true, userIds: new Map() };

/** The actor of a call that `identity` makes by the real SDK, tied by what the record tells. */
async function tied(
  identity: Identity,
  ties: PeopleTies | undefined = ON,
  prepare: (slack: Awaited<ReturnType<typeof startEmulator>>) => void = () => undefined,
) {
  await using cloud = await emulatedAws();
  const { groupId: GroupId } = cloud.group();
  const client = cloud.as(identity);
  const IpPermissions = [
    { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
  ];
  await client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  const { actor } = headerOf(decode(cloud.aws.records.at(-1)));
  const slack = await startEmulator();
  prepare(slack);
  const people = slackPeople(postingClient(slack), { clock: simulatedClock(0), log: keepingLog() });
  const policy = ties === undefined ? {} : { people: ties };
  const home = { teamId: slack.teamId, enterpriseId: null };
  return { tie: await tieActor(actor, { people, policy, home }), slack };
}

const ALICE_CENTER: Identity = {
  kind: 'identity-center',
  permissionSet: 'Admin',
  userName: 'alice@example.com',
};

describe('tieActor()', () => {
  it('ties the user of an Identity Center role by e-mail address', async () => {
    const { tie } = await tied(ALICE_CENTER);
    expect(tie).toEqual({ kind: 'tied', userId: alice.id, by: 'email' });
    expect(tiedUserId(tie)).toBe(alice.id);
  });

  it('never ties by the session name of another role, whatever it is called', async () => {
    const { tie, slack } = await tied({
      kind: 'assumed-role',
      roleName: 'AWSReservedSSO_Admin_0123456789abcdef',
      sessionName: 'alice@example.com',
    });
    expect(tie).toEqual({ kind: 'notTied', why: 'noIdentity' });
    expect(slack.calls).toEqual([]);
  });

  it('ties by sourceIdentity, unless policy says that it does not count', async () => {
    const identity: Identity = {
      kind: 'assumed-role',
      roleName: 'Deploy',
      sessionName: 'alice@example.com',
      sourceIdentity: 'bob@example.com',
    };
    expect((await tied(identity)).tie).toMatchObject({ userId: bob.id });
    const without = await tied(identity, { ...ON, isBySourceIdentity: false });
    expect(without.tie).toEqual({ kind: 'notTied', why: 'notInPolicy' });
  });

  it('ties an IAM user by the map alone: users can be named after anybody', async () => {
    const identity: Identity = { kind: 'iam-user', userName: 'alice@example.com' };
    expect((await tied(identity)).tie).toEqual({ kind: 'notTied', why: 'notInPolicy' });
    const arn = 'arn:aws:iam::111122223333:user/alice@example.com';
    const { tie } = await tied(
      { ...identity, accountId: '111122223333' },
      { ...ON, userIds: new Map([[arn, bob.id]]) },
    );
    expect(tie).toEqual({ kind: 'tied', userId: bob.id, by: 'map' });
  });

  it('the map comes before the address', async () => {
    const userIds = new Map([['identityCenter:alice@example.com', bob.id]]);
    expect((await tied(ALICE_CENTER, { ...ON, userIds })).tie).toMatchObject({ userId: bob.id });
  });

  it.each([
    ['noSuchUser', 'eve@example.com'],
    ['noMember', 'gus@example.com'],
    ['noMember', 'sam@partner.example'],
    ['noEmail', 'alice'],
  ])('%s: %s', async (why, userName) => {
    const { tie } = await tied({ ...ALICE_CENTER, userName } as Identity); // Its kind stays.
    expect(tie).toEqual({ kind: 'notTied', why });
    expect(tiedUserId(tie)).toBeNull();
  });

  it('ties nobody where policy does not say how', async () => {
    const off = { ...ON, isByEmail: false };
    expect((await tied(ALICE_CENTER, off)).tie).toEqual({ kind: 'notTied', why: 'notInPolicy' });
  });

  it('says so when Slack could not be asked', async () => {
    const { tie } = await tied(ALICE_CENTER, ON, (slack) => slack.faults.unreachable(true));
    expect(tie.kind).toBe('couldNotLook');
    expect(tiedUserId(tie)).toBeNull();
  });
});
