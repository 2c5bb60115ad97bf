import { AuthorizeSecurityGroupIngressCommand, type IpPermission } from '@aws-sdk/client-ec2';
import { groupNamed } from './find.ts';
import type { Stage, Story } from './story.ts';

/** One rule to add: `port` undefined for all traffic. */
export interface Door {
  readonly protocol: 'tcp' | 'udp' | '-1';
  readonly port?: number;
  readonly cidr: string;
  readonly description?: string;
}

/** A story that adds rules to a group in one call. */
export function authorizing(
  words: Pick<Story, 'id' | 'chapter' | 'label' | 'expectation'>,
  groupName: string,
  doors: readonly Door[],
): Story {
  return { ...words, act: (stage) => authorize(stage, groupName, doors) };
}

/** Adds the rules, as whoever acts, and says so. */
export async function authorize(
  stage: Pick<Stage, 'aws' | 'ec2'>,
  groupName: string,
  doors: readonly Door[],
): Promise<string> {
  const { groupId } = groupNamed(stage.aws, groupName);
  await stage.ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: groupId,
      IpPermissions: doors.map(permission),
    }),
  );
  const rules = doors.length === 1 ? 'a rule' : `${doors.length} rules`;
  return `EC2 added ${rules} to ${groupName}.`;
}

function permission({ protocol, port, cidr, description }: Door): IpPermission {
  const told = description === undefined ? {} : { Description: description };
  return {
    IpProtocol: protocol,
    ...(port === undefined ? {} : { FromPort: port, ToPort: port }),
    ...(cidr.includes(':')
      ? { Ipv6Ranges: [{ CidrIpv6: cidr, ...told }] }
      : { IpRanges: [{ CidrIp: cidr, ...told }] }),
  };
}
