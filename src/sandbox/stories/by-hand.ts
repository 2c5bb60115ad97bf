import { RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { inboundRules, isWorldOpen } from './find.ts';
import { GROUP_NAMES } from './seed-aws.ts';
import type { Stage, Story } from './story.ts';

/** What a person does in the console instead of pressing the button. */
export const BY_HAND_STORIES: readonly Story[] = [
  {
    id: 'revoke-by-hand',
    chapter: 'Close it by hand',
    label: 'Revoke the last RDP rule that is open to the world',
    expectation: 'Its alert closes by itself and says who closed it.',
    act: revokeLast,
  },
];

const RDP_PORT = 3389;
const NOT_GUARDED: readonly string[] = [GROUP_NAMES.unguarded, GROUP_NAMES.open];

async function revokeLast({ aws, ec2 }: Stage): Promise<string> {
  const groups = [...aws.world.state.groups.values()];
  const open = groups
    .filter(({ groupName }) => !NOT_GUARDED.includes(groupName))
    .flatMap((group) => inboundRules(group).map((rule) => ({ group, rule })))
    .filter(({ rule }) => isWorldOpen(rule, aws.world.state) && rule.fromPort === RDP_PORT);
  const last = open.at(-1);
  if (last === undefined)
    return 'No RDP rule of a guarded group is open to the world: open one first.';
  const { group, rule } = last;
  await ec2.send(
    new RevokeSecurityGroupIngressCommand({
      GroupId: group.groupId,
      SecurityGroupRuleIds: [rule.ruleId],
    }),
  );
  return `EC2 revoked ${rule.ruleId} of ${group.groupName}.`;
}
