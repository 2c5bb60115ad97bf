import type { Finding } from '../../domain/finding/finding.ts';
import { guardsMeantBy } from '../../domain/finding/guards-meant.ts';
import { type NarrowAnswer, planNarrow, planWiden } from '../../domain/harden/plan-narrow.ts';
import type { GroupState } from '../../domain/inventory/group-state.ts';
import { isVpcId, knownLists } from '../../domain/inventory/known-lists.ts';
import type { ListState } from '../../domain/inventory/list-state.ts';
import { type Cidr, cidr } from '../../domain/net/cidr.ts';
import { messageOf } from '../../domain/outside-error.ts';
import { approvedIds } from '../../domain/policy/approvals.ts';
import { listIdsIn } from '../doors/lists-named.ts';
import { inReadTime, type LookNeeds } from '../doors/look.ts';
import { readVpc, vpcNotRead } from '../estate/read-vpc.ts';
import type { Place } from '../ports.ts';
import { type PlanNeeds, readGroupSurely } from './plan-hardening.ts';

type Needs = Pick<
  PlanNeeds,
  | 'groups'
  | 'lists'
  | 'interfaces'
  | 'hosts'
  | 'clock'
  | 'policy'
  | 'ownAccountIds'
  | 'rulesPerGroup'
>;

/** Plans to narrow the rules of a finding, or to give back what a narrowing took: reads all that the plan rests
 * on. It never throws: what could not be read is the answer. */
export async function planNarrowing(
  finding: Finding,
  intent: 'narrow' | 'undo',
  needs: Needs,
): Promise<NarrowAnswer> {
  try {
    return await planned(finding, intent, needs);
  } catch (error) {
    return couldNotLook(messageOf(error));
  }
}

async function planned(
  finding: Finding,
  intent: 'narrow' | 'undo',
  needs: Needs,
): Promise<NarrowAnswer> {
  const { door } = finding;
  if (door.kind !== 'rules') return { kind: 'none', reason: { kind: 'notRules' } };
  const { accountId, region, groupId, direction } = door;
  if (groupId === null) {
    return { kind: 'none', reason: { kind: 'noPlan', reason: 'groupIdUnknown' } };
  }
  const read = await readGroupSurely({ accountId, region, groupId }, needs);
  if (read.kind === 'couldNotLook') return couldNotLook(read.reason);
  const group = read.state;
  const guards = guardsMeantBy(finding, needs.policy);
  const approved = guards.flatMap(({ guard }) => approvedIds(guard, direction));
  const lists = await readNamed([...named(finding, group), ...approved], door, needs);
  if (lists.kind === 'couldNotLook') return couldNotLook(lists.reason);
  const vpcs = await readVpcs(approved, door, needs);
  if (vpcs.kind === 'couldNotLook') return couldNotLook(vpcs.reason);
  const { max: rulesMax } = await needs.rulesPerGroup({ accountId, region });
  const states = new Map(lists.found.map((list) => [list.prefixListId, list]));
  const request = { group, lists: states, rulesMax, ownAccountIds: needs.ownAccountIds };
  if (intent === 'undo') return planWiden(finding, request);
  const rules = knownLists(lists.found);
  const atHand = { rules, approved: new Map([...rules, ...vpcs.blocks]) };
  return planNarrow(finding, { ...request, by: { guards, direction, lists: atHand } });
}

function named({ executed }: Finding, { inbound, outbound }: GroupState): readonly string[] {
  const taken = executed?.plan.kind === 'narrow' ? executed.plan.revoke : [];
  return listIdsIn([...inbound, ...outbound, ...taken]);
}

function couldNotLook(reason: string): NarrowAnswer {
  return { kind: 'none', reason: { kind: 'couldNotLook', reason } };
}

/** A list that could be read in part would approve too few, and cut the others: all of them, or none. One that is
 * not there approves nobody. */
async function readNamed(
  ids: readonly string[],
  { accountId, region }: Place,
  { lists, clock }: Pick<LookNeeds, 'lists' | 'clock'>,
): Promise<
  | { readonly kind: 'found'; readonly found: readonly ListState[] }
  | { readonly kind: 'couldNotLook'; readonly reason: string }
> {
  const found: ListState[] = [];
  for (const prefixListId of new Set(ids.filter((id) => id.startsWith('pl-')))) {
    const address = { accountId, region, prefixListId };
    const looked = await inReadTime(lists.describe(address), clock);
    if (looked.kind === 'couldNotLook') {
      return { kind: 'couldNotLook', reason: `prefix list ${prefixListId}: ${looked.reason}` };
    }
    if (looked.kind === 'found') found.push(looked.value.list);
  }
  return { kind: 'found', found };
}

async function readVpcs(
  ids: readonly string[],
  { accountId, region }: Place,
  needs: Pick<Needs, 'hosts' | 'clock'>,
): Promise<
  | { readonly kind: 'found'; readonly blocks: ReadonlyMap<string, readonly Cidr[]> }
  | { readonly kind: 'couldNotLook'; readonly reason: string }
> {
  const blocks = new Map<string, readonly Cidr[]>();
  for (const vpcId of new Set(ids.filter(isVpcId))) {
    const looked = await readVpc({ accountId, region, vpcId }, needs);
    if (looked.kind === 'couldNotLook') {
      return { kind: 'couldNotLook', reason: vpcNotRead({ vpcId, region }, looked) };
    }
    if (looked.kind === 'found') blocks.set(vpcId, looked.value.map(cidr));
  }
  return { kind: 'found', blocks };
}
