import { RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import type { SecurityGroup, SecurityGroupRule } from '../aws/world/model.ts';
import { inboundRules, isWorldOpen } from './find.ts';
import type { Stage, Story } from './story.ts';

/** What a person does in the console instead of pressing the button. */
export const BY_HAND_STORIES: readonly Story[] = [
  {
    id: 'revoke-by-hand',
    chapter: 'Close it by hand',
    label: 'Revoke the newest open rule',
    expectation: 'The alert closes by itself and says who closed it.',
    act: revokeNewest,
  },
];

async function revokeNewest({ aws, ec2, scene }: Stage): Promise<string> {
  const open = [...aws.world.state.groups.values()].flatMap((group) =>
    inboundRules(group)
      .filter((rule) => isWorldOpen(rule) && !wasThere(rule, scene.baseline.groups))
      .map((rule) => ({ group, rule })),
  );
  const newest = open.at(-1);
  if (newest === undefined) return 'Nothing is open to the world that was not so from the start.';
  const { group, rule } = newest;
  await ec2.send(
    new RevokeSecurityGroupIngressCommand({
      GroupId: group.groupId,
      SecurityGroupRuleIds: [rule.ruleId],
    }),
  );
  return `EC2 revoked ${rule.ruleId} of ${group.groupName}.`;
}

/** Whether the rule was open to the world from the start. */
function wasThere(
  { ruleId }: SecurityGroupRule,
  groups: ReadonlyMap<string, SecurityGroup>,
): boolean {
  return [...groups.values()]
    .flatMap(inboundRules)
    .some((rule) => rule.ruleId === ruleId && isWorldOpen(rule));
}
