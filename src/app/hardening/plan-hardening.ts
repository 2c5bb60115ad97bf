import { approvalsOf, quorumOf } from '../../domain/approval/quorum.ts';
import type { DirectoryFacts } from '../../domain/guard/estate.ts';
import { managementOf } from '../../domain/guard/managed-by.ts';
import type { HardenAnswer, HardenPlan, NoHardenReason } from '../../domain/harden/harden-plan.ts';
import { planHarden, type Trusts } from '../../domain/harden/plan-harden.ts';
import { planUndo } from '../../domain/harden/plan-undo.ts';
import type { ListStates } from '../../domain/harden/quota.ts';
import type { BeyondPolicy } from '../../domain/hardening/beyond-policy.ts';
import type { Hardening } from '../../domain/hardening/hardening.ts';
import type { GroupState } from '../../domain/inventory/group-state.ts';
import { isVpcId, type KnownLists } from '../../domain/inventory/known-lists.ts';
import type { LockOut } from '../../domain/lock-out/lock-out.ts';
import { lockOuts } from '../../domain/lock-out/lock-outs.ts';
import type { MustStay } from '../../domain/lock-out/must-stay.ts';
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
import { holdAgainstPolicy } from './hold-against-policy.ts';
import { mustStayOf, readWorld } from './read-world.ts';
import type { RulesPerGroup, RulesQuota } from './rules-per-group.ts';

export interface PlanNeeds extends LookNeeds, ListNeeds {
  readonly directories: Directories;
  readonly hosts: Pick<Hosts, 'vpcBlocks'>;
  readonly policy: Policy;
  /** Where the directory is. */
  readonly accountId: string;
  readonly ownAccountIds: ReadonlySet<string>;
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
      /** What policy does not approve of its end; null where it approves all. */
      readonly beyond: BeyondPolicy | null;
      readonly hasNoTrust?: true;
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
  const { accountId } = needs;
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
  const trusts = await trustsOf(directory, region, needs);
  const answer = planHarden({
    group: group.state,
    directory: {
      directoryId,
      type: directory.type,
      trusts,
    },
    table: PORT_TABLES[choice.name],
    wanted,
    lists,
    rulesMax: quota.max,
    ownAccountIds: needs.ownAccountIds,
    managedBy: managedByOf(group.state),
  });
  const { hasTrust } = PORT_TABLES[choice.name];
  const isWithout = hasTrust && trusts.kind === 'known' && trusts.domains.length === 0;
  const noTrust = isWithout ? { hasNoTrust: true as const } : {};
  const stays = { wanted, hasTrust, ...noTrust };
  const asked = { group: group.state, directory, choice: stored, stays };
  const planned = await simulated(answer, asked, needs);
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
  const read = await readTrusts({ accountId: needs.accountId, region }, directory, needs);
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
  const { choice, directory } = done;
  const undoing = { group: group.state, directory, choice: null };
  if (choice === null) {
    const stays = { wanted: [], hasTrust: false };
    return withNotKnown(await simulated(answer, { ...undoing, stays }, needs), quota);
  }
  const vpcs = await readVpcs(choice, { accountId, region }, needs);
  if (vpcs.kind === 'couldNotLook') return vpcs;
  const wanted = wantedRules(choiceOf(choice), groupId, vpcs.blocks);
  const { hasTrust } = PORT_TABLES[choice.name];
  const stays = { wanted, hasTrust };
  const planned = await simulated(answer, { ...undoing, stays }, needs);
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

/** What a plan is simulated for. */
interface Simulated {
  readonly group: GroupState;
  readonly directory: Pick<DirectoryFacts, 'directoryId' | 'name'>;
  /** Null for an undo. */
  readonly choice: StoredChoice | null;
  /** What has to stay of the directory. */
  readonly stays: Omit<NonNullable<MustStay['directory']>, 'groupId'>;
}

async function simulated(
  answer: HardenAnswer,
  { group, directory, choice, stays }: Simulated,
  needs: PlanNeeds,
): Promise<Planned> {
  if (answer.kind === 'refused') return { kind: 'noPlan', reason: answer.reason };
  const { plan } = answer;
  const { world, notKnown } = await readWorld(group, needs);
  const cut = lockOuts(world, afterPlan(world, plan), mustStayOf(group, stays));
  const held = await holdAgainstPolicy({ plan, group, directory, choice }, needs);
  const { groupName } = group;
  const approvals = approvalsOf(needs.policy);
  return {
    kind: 'planned',
    groupName,
    plan,
    lockOuts: cut,
    notKnown: [...new Set([...notKnown, ...held.notKnown])],
    beyond: held.beyond,
    ...(stays.hasNoTrust === true ? { hasNoTrust: true } : {}),
    quorum: quorumOf(approvals.harden, cut, approvals),
  };
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
