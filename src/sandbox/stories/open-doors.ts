import { ModifySecurityGroupRulesCommand } from '@aws-sdk/client-ec2';
import { authorizing } from './authorize.ts';
import { groupNamed, inboundRules } from './find.ts';
import { hostileNames } from './hostile-names.ts';
import { BASTION_CIDR, GROUP_NAMES } from './seed-aws.ts';
import type { Stage, Story } from './story.ts';

const chapter = 'Open a door';
const WORLD = '0.0.0.0/0';

/** Changes that Portcullis should raise the alarm about. */
export const OPENING_STORIES: readonly Story[] = [
  authorizing(
    {
      id: 'open-rdp-ipv4',
      chapter,
      label: 'Open RDP to the world (IPv4)',
      expectation: 'An alert; an approver can revert it, and the rule is gone.',
    },
    GROUP_NAMES.web,
    [{ protocol: 'tcp', port: 3389, cidr: WORLD, description: 'just for a moment' }],
  ),
  authorizing(
    {
      id: 'open-rdp-ipv6',
      chapter,
      label: 'Open RDP to the world (IPv6)',
      expectation: 'An alert of its own: the two families are never mixed.',
    },
    GROUP_NAMES.web,
    [{ protocol: 'tcp', port: 3389, cidr: '::/0' }],
  ),
  authorizing(
    {
      id: 'open-all-traffic',
      chapter,
      label: 'Open all traffic to the world',
      expectation: 'An alert that names every Windows service this opens.',
    },
    GROUP_NAMES.web,
    [{ protocol: '-1', cidr: WORLD }],
  ),
  {
    id: 'edit-bastion-rule',
    chapter,
    label: 'Edit the bastion rule to 0.0.0.0/0',
    expectation: 'An alert about an edited rule; the plan says what a revert of an edit does.',
    act: editBastionRule,
  },
  authorizing(
    {
      id: 'five-rules',
      chapter,
      label: 'Add five rules at once, of which two offend',
      expectation: 'One alert that names the two; a revert leaves the other three.',
    },
    GROUP_NAMES.files,
    [
      { protocol: 'tcp', port: 80, cidr: WORLD },
      { protocol: 'tcp', port: 443, cidr: WORLD },
      { protocol: 'tcp', port: 3389, cidr: '203.0.113.0/24', description: 'office' },
      { protocol: 'tcp', port: 445, cidr: WORLD, description: 'share' },
      { protocol: 'tcp', port: 5985, cidr: BASTION_CIDR },
    ],
  ),
  hostileNames,
];

async function editBastionRule({ aws, ec2 }: Stage): Promise<string> {
  const group = groupNamed(aws, GROUP_NAMES.files);
  const rule = inboundRules(group).find(
    ({ source }) => source.kind === 'ipv4' && source.cidr === BASTION_CIDR,
  );
  if (rule === undefined) return `There is no rule from ${BASTION_CIDR} on win-files to edit.`;
  await ec2.send(
    new ModifySecurityGroupRulesCommand({
      GroupId: group.groupId,
      SecurityGroupRules: [
        {
          SecurityGroupRuleId: rule.ruleId,
          SecurityGroupRule: {
            IpProtocol: rule.protocol,
            FromPort: rule.fromPort,
            ToPort: rule.toPort,
            CidrIpv4: WORLD,
            Description: 'RDP from everywhere',
          },
        },
      ],
    }),
  );
  return `EC2 edited ${rule.ruleId} of win-files: ${BASTION_CIDR} became ${WORLD}.`;
}
