import type { IpPermission, UserIdGroupPair } from '@aws-sdk/client-ec2';
import { type PlannedRule, sourceOf } from '../../domain/plan/planned-rule.ts';

/** What a rule is named with besides its properties.
 *
 * - `owners`: of groups that rules name as sources; EC2 takes an id alone for one of the caller's account.
 * - `description`: what it is made with; null makes none, and to revoke a rule none is needed. */
export interface NamedWith {
  readonly owners: ReadonlyMap<string, string>;
  readonly description: string | null;
}

/** A rule's exact properties: a rule that was edited meanwhile does not match and is left alone,
 * where its id alone would delete whatever it has become. */
export function toIpPermission(rule: PlannedRule, named: NamedWith): IpPermission {
  const ports = rule.protocol === '-1' ? {} : { FromPort: rule.fromPort, ToPort: rule.toPort };
  return { IpProtocol: rule.protocol, ...ports, ...sourceFields(rule, named) };
}

function sourceFields(rule: PlannedRule, { owners, description }: NamedWith): IpPermission {
  const source = sourceOf(rule.source);
  const described = description === null ? {} : { Description: description };
  switch (source.kind) {
    case 'prefixList':
      return { PrefixListIds: [{ PrefixListId: source.prefixListId, ...described }] };
    case 'referencedGroup': {
      const pair = groupPair(source.groupId, owners.get(source.groupId));
      return { UserIdGroupPairs: [{ ...pair, ...described }] };
    }
    case 'cidr':
      return source.cidr.kind === 'ipv4'
        ? { IpRanges: [{ CidrIp: source.cidr.text, ...described }] }
        : { Ipv6Ranges: [{ CidrIpv6: source.cidr.text, ...described }] };
  }
}

function groupPair(GroupId: string, UserId: string | undefined): UserIdGroupPair {
  return UserId === undefined ? { GroupId } : { GroupId, UserId };
}
