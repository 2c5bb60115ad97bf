import { approvalsOf, quorumOf } from '../../domain/approval/quorum.ts';
import type { DirectoryFacts } from '../../domain/guard/estate.ts';
import { managementOf } from '../../domain/guard/managed-by.ts';
import type { HardenAnswer, HardenPlan, NoHardenReason } from '../../domain/harden/harden-plan.ts';
import { planHarden, type Trusts } from '../../domain/harden/plan-harden.ts';
import { planUndo } from '../../domain/harden/plan-undo.ts';
import type { ListStates } from '../../domain/harden/quota.ts';
import type { Hardening } from '../../domain/hardening/hardening.ts';
import type { GroupState } from '../../domain/inventory/group-state.ts';
import { isVpcId, type KnownLists } from '../../domain/inventory/known-lists.ts';
import type { LockOut } from '../../domain/lock-out/lock-out.ts';
import { lockOuts } from '../../domain/lock-out/lock-outs.ts';
import { afterPlan } from '../../domain/lock-out/simulate.ts';
import { cidr } from '../../domain/net/cidr.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { PortTableName } from '../../domain/scenario/port-table.ts';
import { choiceOf, type StoredChoice } from '../../domain/scenario/scenario-choice.ts';
import { PORT_TABLES } from '../../domain/scenario/tables.ts';
import type { WantedRule } from '../../domain/scenario/wanted-rule.ts';
import { wantedRules } from '../../domain/scenario/wanted-rules.ts';
import { listIdsIn, readLists } from '../doors/lists-named.ts';
import { inReadTime, type LookNeeds } from '../doors/look.ts';
import type { ListNeeds } from '../estate/list-directories.ts';
import type { DirectoryFound } from '../estate/read-directories.ts';
import { readTrusts } from '../estate/read-trusts.ts';
import { readVpc, vpcNotRead } from '../estate/read-vpc.ts';
import { readGroup } from '../hear/rules/resolve.ts';
import type { Directories, GroupAddress, Hosts } from '../ports.ts';
import { mustStayOf, readWorld } from './read-world.ts';
import type { RulesPerGroup, RulesQuota } from './rules-per-group.ts';

export interface PlanNeeds extends LookNeeds, ListNeeds {
  readonly directories: Directories;
  readonly hosts: Pick<Hosts, 'vpcBlocks'>;
  readonly policy: Policy;
  readonly homeAccountId: string;
  readonly rulesPerGroup: RulesPerGroup;
}

/** A plan with what was found by simulating it, or why there is none. */
export type Planned =
  | {
      readonly kind: 'planned';
      readonly groupName: string;
      readonly plan: HardenPlan;
      readonly lockOuts: readonly LockOut[];
      readonly notKnown: readonly string[];
      readonly quorum: number;
    }
  | { readonly kind: 'noPlan'; readonly reason: NoHardenReason }
  | { readonly kind: 'couldNotLook'; readonly reason: string };

type CouldNotLook = Planned & { readonly kind: 'couldNotLook' };

/** Plans to harden the group of a directory: reads all that the plan rests on, and simulates it. What a note
 * of the table says may be closed is closed.
 * @throws OutsideError, retryable, when AWS cannot be asked now. */
export async function planHardening(
  { facts: directory, controllersGroupId: groupId }: DirectoryFound,
  stored: StoredChoice,
  region: string,
  needs: PlanNeeds,
): Promise<Planned> {
  const { homeAccountId: accountId } = needs;
  const { directoryId } = directory;
  if (groupId === null) return couldNotLook(`${directoryId}: ${GROUP_NOT_TOLD}`);
  const group = await readGroupSurely({ accountId, region, groupId }, needs);
  if (group.kind === 'couldNotLook') return group;
  const vpcs = await readVpcs(stored, { accountId, region }, needs);
  if (vpcs.kind === 'couldNotLook') return vpcs;
  const choice = choiceOf(stored);
  const wanted = wantedRules(choice, groupId, vpcs.blocks).filter(isNotToClose(choice.name));
  const lists = await readListStates(group.state, wanted, needs);
  const quota = await needs.rulesPerGroup({ accountId, region });
  const answer = planHarden({
    group: group.state,
    directory: {
      directoryId,
      type: directory.type,
      trusts: await trustsOf(directory, region, needs),
    },
    table: PORT_TABLES[choice.name],
    wanted,
    lists,
    rulesMax: quota.max,
    homeAccountId: needs.homeAccountId,
    managedBy: managedByOf(group.state),
  });
  const { hasTrust } = PORT_TABLES[choice.name];
  const planned = await simulated(answer, group.state, { wanted, hasTrust }, needs);
  return withNotKnown(planned, quota);
}

/** A plan that rests on an assumed quota says so. */
function withNotKnown(planned: Planned, { notKnown }: RulesQuota): Planned {
  if (planned.kind !== 'planned' || notKnown === null) return planned;
  return { ...planned, notKnown: [...planned.notKnown, notKnown] };
}

async function trustsOf(
  directory: DirectoryFacts,
  region: string,
  needs: PlanNeeds,
): Promise<Trusts> {
  const read = await readTrusts({ accountId: needs.homeAccountId, region }, directory, needs);
  return read.kind === 'known'
    ? { kind: 'known', domains: read.value }
    : { kind: 'notKnown', reason: read.reason };
}

/** Plans to undo a hardening that was executed, whole or in part.
 * @throws OutsideError, retryable, when AWS cannot be asked now. */
export async function planUndoing(done: Hardening, needs: PlanNeeds): Promise<Planned> {
  const { accountId, region, groupId } = done.plan;
  const group = await readGroupSurely({ accountId, region, groupId }, needs);
  if (group.kind === 'couldNotLook') return group;
  const { before } = done.plan;
  const lists = await readListStates(group.state, [...before.inbound, ...before.outbound], needs);
  const quota = await needs.rulesPerGroup({ accountId, region });
  const answer = planUndo(done.plan, { group: group.state, lists, rulesMax: quota.max });
  const { choice } = done;
  if (choice === null) {
    return withNotKnown(await simulated(answer, group.state, null, needs), quota);
  }
  const vpcs = await readVpcs(choice, { accountId, region }, needs);
  if (vpcs.kind === 'couldNotLook') return vpcs;
  const wanted = wantedRules(choiceOf(choice), groupId, vpcs.blocks);
  const { hasTrust } = PORT_TABLES[choice.name];
  const planned = await simulated(answer, group.state, { wanted, hasTrust }, needs);
  return withNotKnown(planned, quota);
}

/** What a note of a table says may be closed is left out of what is wanted, and so closed: people said in the
 * form that it is spare. Nobody was asked about multi-factor authentication: its row stays where it is. */
function isNotToClose(name: PortTableName): (rule: WantedRule) => boolean {
  const unasked = PORT_TABLES[name].notes.flatMap((note) =>
    note.kind === 'forMultiFactor' ? [note.row.service] : [],
  );
  return ({ need, service }) => need === 'required' || unasked.includes(service);
}

async function simulated(
  answer: HardenAnswer,
  group: GroupState,
  directory: { readonly wanted: readonly WantedRule[]; readonly hasTrust: boolean } | null,
  needs: PlanNeeds,
): Promise<Planned> {
  if (answer.kind === 'refused') return { kind: 'noPlan', reason: answer.reason };
  const { plan } = answer;
  const { world, notKnown } = await readWorld(group, needs);
  const mustStay = mustStayOf(group, directory ?? { wanted: [], hasTrust: false });
  const cut = lockOuts(world, afterPlan(world, plan), mustStay);
  const approvals = approvalsOf(needs.policy);
  const quorum = quorumOf(approvals.harden, cut, approvals);
  return { kind: 'planned', groupName: group.groupName, plan, lockOuts: cut, notKnown, quorum };
}

const GROUP_NOT_TOLD =
  'Directory Service does not tell its group, and no group of its VPC bears the name that AWS gives one';

type GroupReadSurely = { readonly kind: 'found'; readonly state: GroupState } | CouldNotLook;

/** A group as it is, or why it could not be read. */
export async function readGroupSurely(
  address: GroupAddress,
  needs: LookNeeds,
): Promise<GroupReadSurely> {
  const { state } = await inReadTime(readGroup(address, needs), needs.clock);
  switch (state.kind) {
    case 'found':
      return { kind: 'found', state: state.value };
    case 'notThere':
      return couldNotLook(`EC2 does not know the group ${address.groupId}`);
    case 'couldNotLook':
      return couldNotLook(state.reason);
  }
}

function couldNotLook(reason: string): CouldNotLook {
  return { kind: 'couldNotLook', reason };
}

function managedByOf({ groupName, tags }: GroupState): string | null {
  return managementOf({ groupName, tags: new Map(Object.entries(tags)) }, null).managedBy;
}

type Vpcs = { readonly kind: 'found'; readonly blocks: KnownLists } | CouldNotLook;

/** The blocks of the VPCs that a choice names: no rule can name a VPC. */
async function readVpcs(
  { networks }: StoredChoice,
  place: { readonly accountId: string; readonly region: string },
  { hosts, clock }: PlanNeeds,
): Promise<Vpcs> {
  const named = Object.values(networks).flat().filter(isVpcId);
  const blocks = new Map<string, KnownLists extends ReadonlyMap<string, infer B> ? B : never>();
  for (const vpcId of new Set(named)) {
    const vpc = { ...place, vpcId };
    const looked = await readVpc(vpc, { hosts, clock });
    if (looked.kind !== 'found') return couldNotLook(vpcNotRead(vpc, looked));
    blocks.set(vpcId, looked.value.map(cidr));
  }
  return { kind: 'found', blocks };
}

async function readListStates(
  group: GroupState,
  rules: readonly { readonly source: string }[],
  needs: LookNeeds,
): Promise<ListStates> {
  const ids = listIdsIn([...group.inbound, ...group.outbound, ...rules]);
  const { found } = await readLists(ids, group, needs);
  return new Map(found.map((list) => [list.prefixListId, list]));
}
