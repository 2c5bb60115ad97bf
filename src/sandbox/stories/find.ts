import type { AwsEmulator } from '../aws/emulator.ts';
import type {
  Instance,
  NetworkInterface,
  SecurityGroup,
  SecurityGroupRule,
  WorldState,
} from '../aws/world/model.ts';
import { entriesOf, type PrefixList } from '../aws/world/prefix-list.ts';

/** The group of that name. @throws when somebody deleted it. */
export function groupNamed(
  { world }: Pick<AwsEmulator, 'world'>,
  groupName: string,
): SecurityGroup {
  const group = [...world.state.groups.values()].find((one) => one.groupName === groupName);
  if (group === undefined) throw new Error(`There is no group ${groupName} any more`);
  return group;
}

/** The prefix list of that name. @throws when somebody deleted it. */
export function prefixListNamed({ world }: Pick<AwsEmulator, 'world'>, name: string): PrefixList {
  const list = [...world.state.prefixLists.values()].find((one) => one.name === name);
  if (list === undefined) throw new Error(`There is no prefix list ${name} any more`);
  return list;
}

/** The first interface of the instance of that name. @throws when somebody ended it. */
export function hostNamed({ world }: Pick<AwsEmulator, 'world'>, name: string): NetworkInterface {
  const { instances, interfaces } = world.state;
  const host = [...interfaces.values()].find(({ attachment }) => {
    const instance = instances.get(attachment?.instanceId ?? '');
    return instance !== undefined && nameOf(instance) === name;
  });
  if (host === undefined) throw new Error(`There is no instance ${name} any more`);
  return host;
}

/** The id of an image of the platform. @throws when none was seeded. */
export function imageOf(
  { world }: Pick<AwsEmulator, 'world'>,
  platform: Instance['platform'],
): string {
  const image = [...world.state.images.values()].find((one) => one.platform === platform);
  if (image === undefined) throw new Error(`There is no image for ${platform}`);
  return image.imageId;
}

/** The value of an instance's tag `Name`. */
export function nameOf({ tags }: Pick<Instance, 'tags'>): string | undefined {
  return tags.find(({ key }) => key === 'Name')?.value;
}

/** The inbound rules of a group. */
export function inboundRules({ rules }: SecurityGroup): readonly SecurityGroupRule[] {
  return rules.filter(({ direction }) => direction === 'ingress');
}

/** The outbound rules of a group. */
export function outboundRules({ rules }: SecurityGroup): readonly SecurityGroupRule[] {
  return rules.filter(({ direction }) => direction === 'egress');
}

/** Whether a rule admits every address of a family, by a list that it names, too. */
export function isWorldOpen(
  { source }: Pick<SecurityGroupRule, 'source'>,
  { prefixLists }: Pick<WorldState, 'prefixLists'>,
): boolean {
  if (source.kind === 'prefix-list') {
    const list = prefixLists.get(source.prefixListId);
    return list !== undefined && (entriesOf(list) ?? []).some(({ cidr }) => cidr.endsWith('/0'));
  }
  return (source.kind === 'ipv4' || source.kind === 'ipv6') && source.cidr.endsWith('/0');
}
