import { CreateSecurityGroupCommand } from '@aws-sdk/client-ec2';
import { authorize } from './authorize.ts';
import type { Stage, Story } from './story.ts';

/** EC2 itself refuses `<` in a name; tags and other accounts' text it does not. */
export const HOSTILE_GROUP_NAME = 'win-<script>alert(1)</script><!channel>';
export const HOSTILE_DESCRIPTION = '*bold* <https://evil.example|click> <@U0ALICE001>';

/** Names that try to be markup, in Slack and on this page. */
export const hostileNames: Story = {
  id: 'hostile-names',
  chapter: 'Open a door',
  label: 'Open RDP on a group whose name is markup',
  expectation: 'An alert that shows the name as plain text; nobody is mentioned, nothing runs.',
  act: openHostileGroup,
};

async function openHostileGroup(stage: Stage): Promise<string> {
  await ensureGroup(stage);
  return authorize(stage, HOSTILE_GROUP_NAME, [
    { protocol: 'tcp', port: 3389, cidr: '0.0.0.0/0', description: HOSTILE_DESCRIPTION },
  ]);
}

async function ensureGroup({ aws, ec2, scene }: Stage): Promise<void> {
  const names = [...aws.world.state.groups.values()].map(({ groupName }) => groupName);
  if (names.includes(HOSTILE_GROUP_NAME)) return;
  await ec2.send(
    new CreateSecurityGroupCommand({
      GroupName: HOSTILE_GROUP_NAME,
      Description: '<img src=x onerror=alert(1)>',
      VpcId: scene.vpcId,
    }),
  );
}
