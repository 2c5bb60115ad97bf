import type { AttachmentDoor, ListDoor, RulesDoor } from '../finding/door.ts';
import type { Finding } from '../finding/finding.ts';
import { sha256Hex } from '../hash.ts';
import type { NoPlanReason } from './no-plan.ts';
import type { DetachPlan, ListPlan, Restore, RevertPlan, RulesPlan } from './plan-kinds.ts';
import { bareRule, type PlannedRule } from './planned-rule.ts';

export type { NoPlanReason } from './no-plan.ts';
export type {
  AttachPlan,
  DetachPlan,
  GiveBackPlan,
  ListPlan,
  NarrowPlan,
  Plan,
  Restore,
  RevertPlan,
  RulesPlan,
  UndoPlan,
} from './plan-kinds.ts';

/** Interfaces that one plan takes a group off at most: each is a read, a call and a reading back. What
 * is left is another plan. */
export const DETACHED_MAX = 10;

/** The plan that reverts what a finding tells of: an added rule is revoked, an edited rule gets its
 * old values back, entries are taken out of their list, a group is taken off interfaces. Where old
 * values are not known, all that can be done is to revoke the rule as it is now, and the plan says
 * what it cannot give back. Pure, total.
 *
 * `ownAccountIds` are the accounts whose resources Portcullis may change, home and the members: those of another
 * owner are alert-only. A prefix list is changed in the account that owns it, whichever sees it. */
export function planRevert(
  finding: Finding,
  ownAccountIds: ReadonlySet<string>,
): RevertPlan | NoPlanReason {
  const { door } = finding;
  if (door.managedBy !== null) return 'managedElsewhere';
  const ownerId = door.kind === 'list' ? door.ownerId : door.accountId;
  if (!ownAccountIds.has(ownerId)) return 'foreignAccount';
  switch (door.kind) {
    case 'rules':
      return planOfRules(finding, door);
    case 'list':
      return planOfList(finding, door);
    case 'attachment':
      return planOfDetaching(finding, door);
  }
}

function planOfRules(finding: Finding, door: RulesDoor): RulesPlan | NoPlanReason {
  if (door.groupId === null) return 'groupIdUnknown';
  const isEdit = finding.opening.kind === 'rulesEdited';
  const { restore, revoke } = stepsOf(finding);
  return hashed<RulesPlan>({
    kind: 'rules',
    ...placeOf(finding),
    groupId: door.groupId,
    direction: door.direction,
    restore,
    revoke,
    caveat: isEdit && revoke.length > 0 ? 'earlierValuesUnknown' : null,
  });
}

function planOfList(finding: Finding, door: ListDoor): ListPlan {
  return hashed<ListPlan>({
    kind: 'list',
    ...placeOf(finding),
    accountId: door.ownerId,
    prefixListId: door.prefixListId,
    remove: door.entries,
    giveBack: door.replaced,
    associations: door.associations,
  });
}

function planOfDetaching(finding: Finding, door: AttachmentDoor): DetachPlan | NoPlanReason {
  const interfaces = door.places.filter((place) => place.kind === 'interface');
  const vpcs = door.places.filter((place) => place.kind === 'vpc');
  const ours = interfaces.filter(({ managedBy }) => managedBy === null);
  if (ours.length + vpcs.length === 0) return 'managedElsewhere';
  return hashed<DetachPlan>({
    kind: 'detach',
    ...placeOf(finding),
    groupId: door.groupId,
    interfaceIds: ours.slice(0, DETACHED_MAX).map(({ interfaceId }) => interfaceId),
    vpcIds: vpcs.map(({ vpcId }) => vpcId),
  });
}

function placeOf({ id, door }: Finding) {
  const { accountId, region } = door;
  return { intent: 'revert', findingId: id, accountId, region } as const;
}

function stepsOf({ rules, previous }: Finding): Pick<RulesPlan, 'restore' | 'revoke'> {
  const restore: Restore[] = [];
  const revoke: PlannedRule[] = [];
  for (const now of rules) {
    const was = previous.find((rule) => rule.ruleId !== null && rule.ruleId === now.ruleId);
    if (was === undefined) revoke.push(bareRule(now));
    else
      restore.push({ now: bareRule(now), was: { ...bareRule(was), description: was.description } });
  }
  return { restore, revoke };
}

/** A plan with the hash of its content: every part of it is built here, its keys always in the same
 * order, so that equal plans are equal texts. */
export function hashed<Made extends { readonly hash: string }>(plan: Omit<Made, 'hash'>): Made {
  // What a plan is but for its hash, and that, is the plan.
  return { ...plan, hash: sha256Hex(JSON.stringify(plan)) } as Made;
}
