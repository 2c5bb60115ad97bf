import type { AwsEmulator } from '../aws/emulator.ts';
import type { SecurityGroup, SecurityGroupRule } from '../aws/world/model.ts';

/** The group of that name. @throws when somebody deleted it. */
export function groupNamed(
  { world }: Pick<AwsEmulator, 'world'>,
  groupName: string,
): SecurityGroup {
  const group = [...world.state.groups.values()].find((one) => one.groupName === groupName);
  if (group === undefined) throw new Error(`There is no group ${groupName} any more`);
  return group;
}

/** The inbound rules of a group. */
export function inboundRules({ rules }: SecurityGroup): readonly SecurityGroupRule[] {
  return rules.filter(({ direction }) => direction === 'ingress');
}

/** Whether a rule admits every address of a family. */
export function isWorldOpen({ source }: Pick<SecurityGroupRule, 'source'>): boolean {
  return (source.kind === 'ipv4' || source.kind === 'ipv6') && source.cidr.endsWith('/0');
}
