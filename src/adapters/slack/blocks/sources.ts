import type { Direction } from '../../../domain/change/exposure-change.ts';
import { AWS_OWNER_ID } from '../../../domain/inventory/list-state.ts';
import { ruleText } from '../../../domain/plan/calls-of.ts';
import type { AlsoLetIn } from '../../../domain/plan/left-open.ts';
import {
  type GroupOwner,
  type GroupSource,
  isStale,
  type ListSource,
  type SourceFacts,
} from '../../../domain/weight/source-facts.ts';
import { type Line, labelled, outsideText } from './text.ts';

/** Sources that are told a line each, and rules that are named; the rest is counted. */
const SOURCES_LISTED_MAX = 5;
const RULES_LISTED_MAX = 3;

/** What the groups and lists are that a finding's rules name, a line each. */
export function sourceLines(
  { groups, lists, notKnown }: SourceFacts,
  direction: Direction,
): readonly Line[] {
  const label = direction === 'inbound' ? 'From' : 'To';
  const texts = [...groups.map((group) => groupText(group, direction)), ...lists.map(listText)];
  const rest = texts.length - SOURCES_LISTED_MAX;
  return [
    ...texts.slice(0, SOURCES_LISTED_MAX).map((text) => labelled(label, text)),
    ...(rest <= 0 ? [] : [[{ text: `and ${rest} more groups and lists` }]]),
    ...notKnownLine(notKnown),
  ];
}

/** `group sg-1 bastions of this VPC, 3 interfaces stand on it` */
function groupText(
  { groupId, groupName, owner, staleness, interfaces }: GroupSource,
  direction: Direction,
): string {
  const named = `group ${groupId} ${outsideText(groupName ?? '')}`.trim();
  const text = `${named} ${ownerText(owner)}${standingText(interfaces)}`;
  if (isStale(staleness)) {
    const gone = staleness === 'peeringGone' ? 'the peering' : 'the group';
    const nobody = direction === 'inbound' ? 'it lets nobody in' : 'nothing gets out by it';
    return `${text}; the reference is stale: ${gone} is gone, and ${nobody}`;
  }
  return staleness === 'unknown' ? `${text}; whether the reference is stale is not known` : text;
}

function ownerText(owner: GroupOwner): string {
  switch (owner.kind) {
    case 'ownVpc':
      return 'of this VPC';
    case 'ownAccount':
      return owner.vpcId === null ? 'of this account' : `of VPC ${owner.vpcId} of this account`;
    case 'peer': {
      const vpc = owner.vpcId === null ? '' : `VPC ${owner.vpcId} of `;
      return `of ${vpc}account ${owner.accountId} by peering ${owner.peeringId}`;
    }
    case 'otherAccount':
      return `of account ${owner.accountId}`;
    case 'unknown':
      return 'of whom is not known';
  }
}

function standingText(interfaces: GroupSource['interfaces']): string {
  if (interfaces === null) return ', what stands on it cannot be seen from here';
  const { count, isWhole } = interfaces;
  if (count === 0) return isWhole ? ', nothing stands on it' : '';
  const many = `${isWhole ? '' : 'at least '}${count.toLocaleString('en')}`;
  return `, ${many} ${count === 1 ? 'interface stands' : 'interfaces stand'} on it`;
}

/** `prefix list pl-1 office of account 111122223333, 4 entries` */
function listText({ prefixListId, listName, ownerId, entryCount }: ListSource): string {
  const named = `prefix list ${prefixListId} ${outsideText(listName)}`.trim();
  const owner = ownerId === AWS_OWNER_ID ? 'of AWS' : `of account ${outsideText(ownerId)}`;
  const count = entryCount === 1 ? '1 entry' : `${entryCount.toLocaleString('en')} entries`;
  return `${named} ${owner}, ${count}`;
}

/** The most permissive rule wins: what else lets it in is said before anybody reverts. */
export function alsoLines({ rules, notKnown }: AlsoLetIn, direction: Direction): readonly Line[] {
  const named = rules.slice(0, RULES_LISTED_MAX).map(({ ruleId, ...rule }) => {
    const text = outsideText(ruleText({ ...rule, ruleId: null }, direction));
    return `rule ${outsideText(ruleId ?? '')} (${text})`;
  });
  const rest = rules.length - named.length;
  const by = `${named.join(', ')}${rest <= 0 ? '' : ` and ${rest} more`}`;
  const label = direction === 'inbound' ? 'Also let in by' : 'Also let out by';
  return [
    ...(rules.length === 0
      ? []
      : [labelled(label, `${by}: reverting this alone leaves that open.`)]),
    ...notKnownLine(notKnown, 'what else lets it through: '),
  ];
}

function notKnownLine(reasons: readonly string[], about = ''): readonly Line[] {
  if (reasons.length === 0) return [];
  const text = reasons.slice(0, SOURCES_LISTED_MAX).map((reason) => outsideText(reason, 400));
  return [labelled('Not looked up', `${about}${text.join('; ')}.`)];
}
