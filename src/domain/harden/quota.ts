import type { Direction } from '../change/exposure-change.ts';
import { AWS_OWNER_ID, type ListState } from '../inventory/list-state.ts';
import { cidr } from '../net/cidr.ts';
import { type PlannedRule, sourceOf } from '../plan/planned-rule.ts';
import type { AddressFamily } from './harden-plan.ts';

/** Rules of one direction and one address family that a group may have, unless the account's quota
 * was changed. Amazon VPC User Guide, "Amazon VPC quotas": inbound or outbound rules per security group,
 * enforced apart for each direction and for IPv4 and IPv6. */
export const RULES_PER_GROUP_DEFAULT = 60;

/** As high as that quota can be raised: times the groups on one interface it is at most 1,000 (Amazon VPC User
 * Guide, "Amazon VPC quotas"). */
export const RULES_PER_GROUP_QUOTA_MAX = 1_000;

/** Rules in one call that adds or revokes. EC2 takes up to 1,000 (so say the AWS controllers for
 * Kubernetes, community issue 2186; the API reference gives no number) and does all of them or none: fewer
 * make a refusal concern fewer rules, and the default quota still fits one call. */
export const RULES_PER_CALL_MAX = 100;

export const FAMILIES = ['ipv4', 'ipv6'] as const satisfies readonly AddressFamily[];

/** The prefix lists that rules name, by id. */
export type ListStates = ReadonlyMap<string, ListState>;

/** How many rules something counts as, in each family's quota. */
export type Weight = Readonly<Record<AddressFamily, number>>;

export const NO_WEIGHT: Weight = { ipv4: 0, ipv6: 0 };

/** What a rule counts as: a block one, in its family; a referenced group one in each; a prefix list
 * its size. Amazon VPC User Guide, "Amazon VPC quotas" and "Security group rules": "a rule that references
 * a security group counts as one for IPv4 and one for IPv6", "a customer-managed prefix list counts as its
 * maximum size". A list is of one family; an empty one does not tell which, and counts in both. */
export function weightOf(rule: PlannedRule, lists: ListStates): Weight {
  const source = sourceOf(rule.source);
  switch (source.kind) {
    case 'cidr':
      return inFamily(source.cidr.kind, 1);
    case 'referencedGroup':
      return { ipv4: 1, ipv6: 1 };
    case 'prefixList': {
      const list = lists.get(source.prefixListId);
      return list === undefined ? NO_WEIGHT : weightOfList(list);
    }
  }
}

/** What the lists of AWS's own count as, by the end of their names. Amazon VPC User Guide,
 * "AWS-managed prefix list weight". EC2 does not tell it; one that is not here counts as its entries. */
const AWS_LIST_WEIGHTS: readonly (readonly [ending: string, rules: number])[] = [
  ['.s3', 1],
  ['.dynamodb', 1],
  ['.cloudfront.origin-facing', 55],
];

function weightOfList(list: ListState): Weight {
  const rules = Math.max(1, list.maxEntries ?? awsWeightOf(list));
  const [first] = list.entries;
  return first === undefined
    ? { ipv4: rules, ipv6: rules }
    : inFamily(cidr(first.cidr).kind, rules);
}

function awsWeightOf({ ownerId, listName, entries }: ListState): number {
  const known = AWS_LIST_WEIGHTS.find(([ending]) => listName.endsWith(ending));
  return ownerId === AWS_OWNER_ID && known !== undefined ? known[1] : entries.length;
}

function inFamily(family: AddressFamily, rules: number): Weight {
  return { ...NO_WEIGHT, [family]: rules };
}

export function sumOf(a: Weight, b: Weight): Weight {
  return { ipv4: a.ipv4 + b.ipv4, ipv6: a.ipv6 + b.ipv6 };
}

export function lessOf(a: Weight, b: Weight): Weight {
  return { ipv4: a.ipv4 - b.ipv4, ipv6: a.ipv6 - b.ipv6 };
}

export function highestOf(a: Weight, b: Weight): Weight {
  return { ipv4: Math.max(a.ipv4, b.ipv4), ipv6: Math.max(a.ipv6, b.ipv6) };
}

/** What rules of one direction count as together. */
export function totalOf(rules: readonly PlannedRule[], lists: ListStates): Weight {
  return rules.map((rule) => weightOf(rule, lists)).reduce(sumOf, NO_WEIGHT);
}

/** The family in which `added` rules do not fit beside `used`; undefined where they do. A quota that was
 * exceeded before (it was lowered since) hinders only what would add to it. */
export function fullFamily(used: Weight, added: Weight, max: number): AddressFamily | undefined {
  return FAMILIES.find((family) => added[family] > 0 && used[family] + added[family] > max);
}

/** Where a quota stands in, for people: `inbound IPv4`. */
export function quotaName(direction: Direction, family: AddressFamily): string {
  return `${direction} ${family === 'ipv4' ? 'IPv4' : 'IPv6'}`;
}
