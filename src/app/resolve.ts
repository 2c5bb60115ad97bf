import type { ExposureChange } from '../domain/change/exposure-change.ts';
import type { GroupToMatch } from '../domain/guard/match.ts';
import type { SecurityGroups } from './ports.ts';

/** A change with what EC2 says of its group. */
export interface Resolved {
  readonly change: ExposureChange;
  readonly group: GroupToMatch;
  /** What could not be looked up, in words; null when nothing is missing. */
  readonly doubt: string | null;
}

/** Adds to a change what its record does not tell: the group's name, VPC and tags, and which of its
 * edited rules are inbound. What cannot be looked up stays unknown and is said.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function resolve(change: ExposureChange, groups: SecurityGroups): Promise<Resolved> {
  const { group: reference, record } = change;
  const unknown: GroupToMatch = { reference, region: record.region, facts: null };
  if (reference.groupId === null) {
    const doubt = 'The record names the group by name only: it could not be looked up';
    return { change, group: unknown, doubt };
  }
  const address = {
    accountId: reference.ownerId,
    region: record.region,
    groupId: reference.groupId,
  };
  const looked = await groups.describeGroup(address);
  if (looked.kind !== 'found') {
    const why = looked.kind === 'notThere' ? 'EC2 does not know the group' : looked.reason;
    return { change, group: unknown, doubt: `Could not look at the group: ${why}` };
  }
  const group = { ...unknown, facts: looked.value };
  if (change.kind !== 'rulesEdited') return { change, group, doubt: null };
  return { group, ...(await inboundOnly(change, address, groups)) };
}

/** A record of an edit does not tell a rule's direction: those that EC2 has as outbound are left
 * out. A rule that EC2 does not show counts as inbound. */
async function inboundOnly(
  change: ExposureChange,
  address: { readonly accountId: string; readonly region: string; readonly groupId: string },
  groups: SecurityGroups,
): Promise<Pick<Resolved, 'change' | 'doubt'>> {
  const looked = await groups.describeRules(address);
  if (looked.kind !== 'found') {
    const why = looked.kind === 'notThere' ? 'EC2 does not know the group' : looked.reason;
    const doubt = `Could not tell whether the edited rules are inbound, taken as if: ${why}`;
    return { change, doubt };
  }
  const outbound = new Set(looked.value.outboundRuleIds);
  const rules = change.rules.filter((rule) => rule.ruleId === null || !outbound.has(rule.ruleId));
  return { change: { ...change, rules }, doubt: null };
}
