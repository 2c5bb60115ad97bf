import type { RuleValues } from '../world/model.ts';

/** `rules` as the `IpPermissions.N` fields of an EC2 query, one permission each: what Directory Service
 * would send. */
export function permissionFields(rules: readonly RuleValues[]): Readonly<Record<string, string>> {
  const fields = rules.flatMap((rule, index) =>
    Object.entries(permission(rule)).map(
      ([name, value]) => [`IpPermissions.${index + 1}.${name}`, value] as const,
    ),
  );
  return Object.fromEntries(fields);
}

function permission(rule: RuleValues): Readonly<Record<string, string>> {
  const { source, protocol } = rule;
  const ports = { FromPort: String(rule.fromPort), ToPort: String(rule.toPort) };
  const traffic = { IpProtocol: protocol, ...(protocol === '-1' ? {} : ports) };
  switch (source.kind) {
    case 'ipv4':
      return { ...traffic, 'IpRanges.1.CidrIp': source.cidr };
    case 'ipv6':
      return { ...traffic, 'Ipv6Ranges.1.CidrIpv6': source.cidr };
    case 'prefix-list':
      return { ...traffic, 'PrefixListIds.1.PrefixListId': source.prefixListId };
    case 'group':
      return { ...traffic, 'Groups.1.GroupId': source.groupId, 'Groups.1.UserId': source.userId };
  }
}
