import { AuthorizeSecurityGroupIngressCommand, EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../src/adapters/store/sqlite-store.ts';
import { SEED_CHANNELS, SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import { approveRevert, liveAlert, OPEN, textOf } from '../support/acts.ts';
import { DEADLINE_MS, type Stack, startStack } from '../support/stack.ts';

const OTHER = 'eu-west-1';
const DIRECTORY_ID = 'd-926714e2b0';
const POLICY = `version: 1
networks:
  admin-bastion: [10.9.8.0/28]
guards:
  - name: directories
    kind: directory
    match: [{ directory: "*" }]
    approved:
      otherServices: [admin-bastion]
  - name: windows-servers
    kind: windows
    match: [{ name: "win-*" }]
    approved:
      rdp: [admin-bastion]
approvers:
  users: [${SEED_USERS.carol.id}]
  groups: []
slack:
  channel: ${SEED_CHANNELS.alerts.id}
`;

/** A directory in both Regions, and a closed group in the other one. */
function seedRegions({ aws }: Stack): {
  readonly groupId: string;
  readonly own: readonly string[];
} {
  const own = [aws.region, OTHER].map((region) => {
    const world = aws.worldOf(region);
    const { vpcId } = world.addVpc({ cidr: '10.1.0.0/16' });
    const spans = { primaryRegion: aws.region, additionalRegions: [OTHER] };
    const directory = world.addDirectory({ vpcId, directoryId: DIRECTORY_ID, ...spans });
    return { vpcId, groupId: directory.securityGroupId ?? '' };
  });
  const { vpcId = '' } = own[1] ?? {};
  const { groupId } = aws.worldOf(OTHER).addGroup({ vpcId, groupName: 'win-there', rules: [] });
  return { groupId, own: own.map((each) => each.groupId) };
}

/** The guarded groups of a Region, as the store knows them. */
async function guarded(stack: Stack, region: string): Promise<readonly string[]> {
  const store = await openSqliteStore(stack.databasePath, { onCommit: () => undefined });
  const groups = await store.guardedGroups({ accountId: stack.aws.accountId, region });
  await store.close();
  return groups.map(({ groupId }) => groupId);
}

describe('a second Region', () => {
  it('is discovered and swept, and a door there is told of and reverted there', async () => {
    await using stack = await startStack({
      isProductStarted: false,
      policy: POLICY,
    });
    const { aws } = stack;
    const { groupId, own } = seedRegions(stack);
    await stack.product.start({ PORTCULLIS_TASKS: 'sweep', PORTCULLIS_REGIONS: OTHER });
    for (const region of [aws.region, OTHER]) {
      await stack.said(`"task":"sweep/${aws.accountId}/${region}","progress":"done"`);
    }
    const credentials = await stack.ec2.config.credentials();
    const there = new EC2Client({ endpoint: aws.url, region: OTHER, credentials });
    await there.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: groupId,
        IpPermissions: [
          { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
        ],
      }),
    );
    const alert = await liveAlert(stack, OPEN);
    expect(textOf(alert)).toContain(OTHER);
    await approveRevert(stack, alert, SEED_USERS.carol.id);
    await stack.slack.waitFor(
      ({ messages }) => messages.find(({ ts, text }) => ts === alert.ts && text.includes('✅')),
      DEADLINE_MS,
    );
    const left = aws.worldOf(OTHER).state.groups.get(groupId)?.rules ?? [];
    expect(left.filter(({ direction }) => direction === 'ingress')).toEqual([]);
    await stack.product.stop();
    const [home = '', other = ''] = own;
    expect(await guarded(stack, aws.region)).toContain(home);
    const known = await guarded(stack, OTHER);
    expect(known).toContain(other);
    expect(known).toContain(groupId);
    expect(known).not.toContain(home);
  });
});
