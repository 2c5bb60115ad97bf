import type { NamedSource } from '../../domain/audit/group-audit.ts';
import { type GroupState, listsNamed } from '../../domain/inventory/group-state.ts';
import { isVpcId, type KnownLists, knownLists } from '../../domain/inventory/known-lists.ts';
import type { ListState } from '../../domain/inventory/list-state.ts';
import { cidr } from '../../domain/net/cidr.ts';
import { approvedIds } from '../../domain/policy/approvals.ts';
import type { Guard } from '../../domain/policy/policy.ts';
import type { ScenarioChoice } from '../../domain/scenario/scenario-choice.ts';
import { type GroupSource, isStale } from '../../domain/weight/source-facts.ts';
import { attempt, attemptRead } from '../attempt.ts';
import { readVpc, vpcNotRead } from '../estate/read-vpc.ts';
import type { Looked, Place } from '../ports.ts';
import {
  AUDIT_LISTS_MAX,
  AUDIT_NAMED_MAX,
  AUDIT_VPCS_MAX,
  type AuditNeeds,
  type AuditRequest,
} from './audit-needs.ts';
import type { Subject } from './subject.ts';

/** What stands behind the ids that a group's rules, its guard and its scenario name. */
export interface SourcesRead {
  /** The blocks of lists and VPCs. */
  readonly lists: KnownLists;
  readonly named: readonly NamedSource[];
  readonly notKnown: readonly string[];
}

/** Reads what the ids stand for, each once in an audit. */
export interface SourceReader {
  read(subject: Subject): Promise<SourcesRead>;
}

/** A reader for one audit. `names` are those of groups that were listed already. */
export function sourceReader(
  request: AuditRequest,
  names: ReadonlyMap<string, string>,
  needs: AuditNeeds,
): SourceReader {
  const { lists, hosts, clock } = needs;
  const { accountId, region } = request;
  const lookAtList = once(AUDIT_LISTS_MAX, 'prefix lists', (prefixListId) =>
    attempt(lists.describe({ accountId, region, prefixListId }), clock),
  );
  const lookAtVpc = once(AUDIT_VPCS_MAX, 'VPCs', (vpcId) =>
    attempt(readVpc({ accountId, region, vpcId }, { hosts, clock }), clock),
  );
  const namer = groupNamer({ accountId, region }, names, needs);
  return {
    async read({ group, guard }) {
      const byRules = new Set(listsNamed(group));
      const approved = idsApproved(guard, request.tried);
      const listIds = new Set([...byRules, ...approved.filter((id) => id.startsWith('pl-'))]);
      const found: ListState[] = [];
      const named: NamedSource[] = [];
      const notKnown: string[] = [];
      for (const id of listIds) {
        const looked = await lookAtList(id);
        if (looked.kind === 'couldNotLook') notKnown.push(`prefix list ${id}: ${looked.reason}`);
        if (looked.kind === 'found') found.push(looked.value.list);
        if (byRules.has(id)) named.push({ id, text: listText(looked) });
      }
      const blocks = new Map(knownLists(found));
      for (const vpcId of approved.filter(isVpcId)) {
        const looked = await lookAtVpc(vpcId);
        if (looked.kind === 'found') blocks.set(vpcId, looked.value.map(cidr));
        else notKnown.push(vpcNotRead({ vpcId, region }, looked));
      }
      const groups = await namer(group);
      return {
        lists: blocks,
        named: [...named, ...groups.named],
        notKnown: [...notKnown, ...groups.notKnown],
      };
    },
  };
}

/** The ids that policy, or the scenario that is tried, names for a group. */
function idsApproved(guard: Guard | null, tried: ScenarioChoice | null): readonly string[] {
  const guards: Guard[] = guard === null ? [] : [guard];
  if (tried !== null) guards.push({ ...NOTHING_APPROVED, scenario: tried });
  const ids = guards.flatMap((each) => [
    ...approvedIds(each, 'inbound'),
    ...approvedIds(each, 'outbound'),
  ]);
  return [...new Set(ids)];
}

const NOTHING_APPROVED: Guard = { name: '', kind: 'directory', match: [], approved: new Map() };

/** A look that is made once for each id, and for so many ids at most. */
function once<T>(
  max: number,
  what: string,
  look: (id: string) => Promise<Looked<T>>,
): (id: string) => Promise<Looked<T>> {
  const known = new Map<string, Promise<Looked<T>>>();
  return async (id) => {
    const before = known.get(id);
    if (before !== undefined) return await before;
    if (known.size >= max) {
      return { kind: 'couldNotLook', reason: `one audit reads no more than ${max} ${what}` };
    }
    const looked = look(id);
    known.set(id, looked);
    return await looked;
  };
}

/** Blocks of a list that are shown; the others are counted. */
const BLOCKS_LISTED_MAX = 8;

function listText(looked: Looked<{ readonly list: ListState }>): string {
  switch (looked.kind) {
    case 'found': {
      const { listName, entries } = looked.value.list;
      const shown = entries.slice(0, BLOCKS_LISTED_MAX).map((entry) => entry.cidr);
      const rest = entries.length - shown.length;
      const more = rest > 0 ? ` and ${rest} more` : '';
      return `prefix list ${listName}: ${shown.join(', ') || 'no entries'}${more}`;
    }
    case 'notThere':
      return 'a prefix list that is not there';
    case 'couldNotLook':
      return 'a prefix list that could not be read, and counts as open to anybody';
  }
}

interface GroupsNamed {
  readonly named: readonly NamedSource[];
  readonly notKnown: readonly string[];
}

/** Says what the groups are that rules name: by the listing, else by asking. */
function groupNamer(
  place: Place,
  names: ReadonlyMap<string, string>,
  { surroundings }: AuditNeeds,
): (group: GroupState) => Promise<GroupsNamed> {
  let asked = 0;
  return async (group) => {
    const ids = groupsNamed(group);
    const listed = ids.flatMap((id) => {
      const name = names.get(id);
      return name === undefined ? [] : [{ id, text: `group ${name}` }];
    });
    const others = ids.filter((id) => !names.has(id));
    if (others.length === 0) return { named: listed, notKnown: [] };
    const what = `what groups ${others.join(', ')} are`;
    if (asked >= AUDIT_NAMED_MAX) {
      const reason = `one audit asks for those of no more than ${AUDIT_NAMED_MAX} groups`;
      return { named: listed, notKnown: [`${what}: ${reason}`] };
    }
    asked += 1;
    const address = { ...place, groupId: group.groupId };
    const read = await attemptRead(surroundings.groupsNamed(address, others));
    if (read.kind === 'unknown') return { named: listed, notKnown: [`${what}: ${read.reason}`] };
    const { groups, notKnown } = read.value;
    const told = groups.map((each) => ({ id: each.groupId, text: groupText(each) }));
    return { named: [...listed, ...told], notKnown };
  };
}

/** The other groups that rules of a group name. */
function groupsNamed({ groupId, inbound, outbound }: GroupState): readonly string[] {
  const ids = [...inbound, ...outbound].map(({ source }) => source);
  return [...new Set(ids)].filter((id) => id.startsWith('sg-') && id !== groupId);
}

function groupText({ groupName, owner, staleness }: GroupSource): string {
  const name = groupName === null ? 'a group' : `group ${groupName}`;
  const of = 'accountId' in owner ? ` of account ${owner.accountId}` : '';
  return `${name}${of}${isStale(staleness) ? ', which is gone: it lets nobody in' : ''}`;
}
