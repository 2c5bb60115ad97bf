import type { Door } from '../../../domain/finding/door.ts';
import { quotaName } from '../../../domain/harden/quota.ts';
import { describeInstant } from '../../../domain/instant.ts';
import type { ListAssociation } from '../../../domain/inventory/list-state.ts';
import { callsOf, ruleText } from '../../../domain/plan/calls-of.ts';
import type {
  AttachPlan,
  DetachPlan,
  GiveBackPlan,
  NarrowPlan,
  NoPlanReason,
  Plan,
  RulesPlan,
} from '../../../domain/plan/plan.ts';
import { type Line, labelled, outsideText } from './text.ts';

/** Steps of a plan, or users of a list, that are listed; the rest is counted. */
const LISTED_MAX = 40;

/** The calls of a plan in their order, each with what it names. */
export function callsText(plan: Plan): string {
  return callsOf(plan)
    .flatMap(({ api, on, names }) => [
      on === null ? api : `${api} ${on}`,
      ...listed(names).map((name) => `  ${name}`),
    ])
    .join('\n');
}

function listed(all: readonly string[]): readonly string[] {
  const rest = all.length - LISTED_MAX;
  return rest <= 0 ? all : [...all.slice(0, LISTED_MAX), `and ${rest} more`];
}

/** What the button that submits a plan says. */
export function submitText(plan: Plan): string {
  switch (plan.kind) {
    case 'rules': {
      const { restore, revoke } = plan;
      const verb = restore.length === 0 ? 'Revoke' : revoke.length === 0 ? 'Restore' : 'Change';
      return `${verb} ${counted(restore.length + revoke.length, 'rule')}`;
    }
    case 'list':
      return plan.intent === 'undo'
        ? `Add ${counted(plan.giveBack.length, 'entry', 'entries')} again`
        : `Remove ${counted(plan.remove.length, 'entry', 'entries')}`;
    case 'detach':
      return plan.interfaceIds.length === 0 ? 'Take out group' : 'Take off group';
    case 'giveBack':
      return `Open ${counted(plan.add.length + plan.restore.length, 'rule')} again`;
    case 'attach':
      return 'Put on group again';
    case 'narrow':
      return plan.intent === 'undo' ? 'Open wide again' : 'Narrow to approved';
  }
}

/** `rule`, `2 rules`. */
function counted(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : `${count} ${many}`;
}

/** What a plan does, as a part of a sentence: `revokes this rule`. */
export function effectText(plan: Plan): string {
  switch (plan.kind) {
    case 'rules': {
      const { restore, revoke } = plan;
      const restores = `gives ${these(restore.length, 'rule')} the old values back`;
      const revokes = `revokes ${these(revoke.length, 'rule')}`;
      return [
        ...(restore.length === 0 ? [] : [restores]),
        ...(revoke.length === 0 ? [] : [revokes]),
      ].join(', ');
    }
    case 'list': {
      const back = counted(plan.giveBack.length, 'the entry', 'entries');
      const gives = plan.giveBack.length === 0 ? '' : `, gives back ${back} that they replaced`;
      return `removes ${these(plan.remove.length, 'entry', 'entries')} from the list${gives}`;
    }
    case 'detach':
      return `takes the group ${placesText(plan)}`;
    case 'giveBack':
      return `opens ${these(plan.add.length + plan.restore.length, 'rule')} again`;
    case 'attach':
      return `puts the group on ${these(plan.interfaceIds.length, 'interface')} again`;
    case 'narrow':
      return plan.intent === 'undo'
        ? `opens ${these(plan.add.length, 'rule')} again`
        : `narrows ${these(plan.revoke.length, 'rule')} to what is approved`;
  }
}

function these(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `this ${one}` : `these ${count} ${many}`;
}

function placesText({ interfaceIds, vpcIds }: DetachPlan): string {
  const interfaces =
    interfaceIds.length === 0 ? [] : [`off ${these(interfaceIds.length, 'interface')}`];
  const vpcs = vpcIds.length === 0 ? [] : [`out of ${these(vpcIds.length, 'VPC')}`];
  return [...interfaces, ...vpcs].join(' and ');
}

/** What a plan changes, and in whose account. */
export function subjectLines(plan: Plan, name: string | null): readonly Line[] {
  const id = plan.kind === 'list' ? plan.prefixListId : plan.groupId;
  const label = plan.kind === 'list' ? 'Prefix list' : 'Group';
  return [
    labelled(label, `${outsideText(name ?? '')} ${id}`.trim()),
    labelled('Account', `${plan.accountId}, ${plan.region}`),
  ];
}

/** What an approver has to know of a plan before approving it. */
export function caveatLines(plan: Plan): readonly Line[] {
  switch (plan.kind) {
    case 'rules':
      return plan.caveat === null ? [] : [labelled('What it cannot do', earlierValuesText(plan))];
    case 'list':
      return [labelled('Also concerned', associationsText(plan.associations))];
    case 'detach':
      return plan.interfaceIds.length === 0 ? [] : [labelled('Note', DETACH_NOTE)];
    case 'giveBack':
      return [labelled('What it opens again', openedAgainText(plan)), ...notGivenBack(plan)];
    case 'attach':
      return [
        labelled(
          'What it opens again',
          'the group stands there again, and lets in what its rules say.',
        ),
        ...vpcsNotGivenBack(plan),
      ];
    case 'narrow':
      return narrowCaveats(plan);
  }
}

const ADDED_FIRST =
  'what is approved. It is added first, with the description and the tags of the rule whose place it takes.';
const LET_IN_ALREADY =
  'what is approved: other rules let it through already, and they stay, so that nothing is added.';

function narrowCaveats(plan: NarrowPlan): readonly Line[] {
  const { quota, direction } = plan;
  const peak = quota
    .filter((row) => row.direction === direction && row.peak > 0)
    .map((row) => `${quotaName(row.direction, row.family)} ${row.peak} of ${row.max}`);
  const room = labelled('Rules at the fullest moment', `${peak.join(', ')}.`);
  if (plan.intent === 'undo') {
    return [
      labelled('What it opens again', openedAgainText({ ...plan, restore: [] })),
      ...notGivenBack(plan),
      room,
    ];
  }
  return [
    labelled('What stays', plan.add.length === 0 ? LET_IN_ALREADY : ADDED_FIRST),
    ...notGivenBack(plan),
    room,
  ];
}

/** Said loudly, before a door is opened again. */
function openedAgainText({
  add,
  restore,
  direction,
}: Pick<GiveBackPlan, 'add' | 'restore' | 'direction'>): string {
  const rules = [...add, ...restore.map(({ was }) => was)];
  const named = listed(rules.map((rule) => ruleText({ ...rule, ruleId: null }, direction)));
  return `${named.join('; ')}. It is beyond what policy approves, and the alert is open again.`;
}

function notGivenBack({ add }: Pick<GiveBackPlan, 'add'>): readonly Line[] {
  if (add.length === 0) return [];
  return [
    labelled(
      'What it cannot give back',
      'the rules get new ids. A Terraform resource of such a rule has to be imported again.',
    ),
  ];
}

function vpcsNotGivenBack({ vpcIdsNotGivenBack }: AttachPlan): readonly Line[] {
  if (vpcIdsNotGivenBack.length === 0) return [];
  const ids = vpcIdsNotGivenBack.join(', ');
  return [
    labelled('What it cannot give back', `the group in the VPCs ${ids}: associate it there.`),
  ];
}

/** Said wherever a revert is offered of rules that took the place of others. */
export const NOT_GIVEN_BACK =
  'A revert does not give back what was there in its place before: what that let through stays shut.';

function earlierValuesText({ direction }: RulesPlan): string {
  const lost =
    direction === 'inbound'
      ? 'whoever came in by what they said before loses access.'
      : 'members no longer reach what they reached by what they said before.';
  return `this was an edit, and what was there before is not known. The rules are taken away whole: ${lost}`;
}

const DETACH_NOTE =
  'the call replaces all groups of an interface, so they are read just before. One that has no other ' +
  'group is left as it is: an interface keeps at least one.';

/** Everybody who uses a list: taking an entry out takes it from all of them. */
function associationsText(associations: readonly ListAssociation[] | null): string {
  if (associations === null) return 'it could not be looked up who else uses the list.';
  if (associations.length === 0) return 'nobody else uses the list.';
  const named = associations.map(({ resourceId, ownerId }) => `${resourceId} of ${ownerId}`);
  return `everybody who uses the list: ${listed(named.map((each) => outsideText(each))).join(', ')}.`;
}

/** Why nothing can be reverted from here. */
export function noPlanText(reason: NoPlanReason, door: Door): string {
  switch (reason) {
    case 'groupIdUnknown':
      return 'It cannot be reverted from here: the id of the group is not known.';
    case 'foreignAccount':
      return 'It cannot be reverted from here: it is of another account.';
    case 'managedElsewhere':
      return `It cannot be reverted from here: ${managedText(door)}`;
  }
}

function managedText({ managedBy, managedUntil }: Door): string {
  const owner = outsideText(managedBy ?? 'a service');
  if (managedUntil === undefined) return `${owner} runs it. Change it there.`;
  return (
    `${owner} made it just now and may be in progress. ` +
    `If it is still open at ${describeInstant(managedUntil)}, it can be.`
  );
}
