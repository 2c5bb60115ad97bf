import { isStillGood, type StillGood } from '../domain/harden/compare-rules.ts';
import type { HardeningCommand } from '../domain/hardening/commands.ts';
import { decideHardening, isUndoableAt } from '../domain/hardening/decide.ts';
import type { ProposedEvent } from '../domain/hardening/events.ts';
import type { Hardening } from '../domain/hardening/hardening.ts';
import type { Instant } from '../domain/instant.ts';
import { type Origin, slackOrigin } from '../domain/origin.ts';
import { OutsideError } from '../domain/outside-error.ts';
import type { Action } from '../domain/people/authorise.ts';
import { NO_SUBJECT, type Subject } from '../domain/people/subject.ts';
import { PORT_TABLE_NAMES } from '../domain/scenario/port-table.ts';
import type { StoredChoice } from '../domain/scenario/scenario-choice.ts';
import { PORT_TABLES } from '../domain/scenario/tables.ts';
import { refusal, refusedCopy } from './desk/admit.ts';
import type { DeskNeeds } from './desk/desk-needs.ts';
import { readLists } from './doors/lists-named.ts';
import { placeOfDirectory } from './estate/place-of-directory.ts';
import { directoryToHarden, type ToHarden } from './hardening/directory-to-harden.ts';
import {
  type PlanNeeds,
  type Planned,
  planHardening,
  planUndoing,
  readGroupSurely,
} from './hardening/plan-hardening.ts';
import { readForm } from './hardening/read-form.ts';
import type {
  DirectoryAsked,
  HardenDesk,
  HardeningIds,
  HardeningTouch,
  HardenRefused,
  People,
  Place,
} from './ports.ts';

export interface HardenDeskNeeds
  extends Omit<DeskNeeds, 'audits' | 'countApprovers' | 'trouble' | 'people'>,
    PlanNeeds {
  readonly people: Pick<People, 'lookUp'>;
  /** Where directories are looked for, unless somebody names another of `regions`. */
  readonly region: string;
  /** The Regions of the account that are swept. */
  readonly regions: readonly string[];
  readonly ids: HardeningIds;
}

/** What people may ask for about hardenings. As at the desk of findings, everyone is looked up and
 * authorised at each step anew. */
export function openHardenDesk(needs: HardenDeskNeeds): HardenDesk {
  return {
    reviewHarden: (asked) =>
      answered(async () => {
        const there = inRegion(asked, needs);
        if (there.kind !== 'region') return there;
        const { region } = there.needs;
        const found = await findDirectory(asked, there.needs);
        if (found.kind !== 'found') return found;
        const { tables, chosen } = found;
        const directory = found.directory.facts;
        const networkNames = [...(needs.policy.networks ?? new Map()).keys()];
        return { kind: 'form', form: { region, directory, tables, chosen, networkNames } };
      }),

    checkHarden: (typed) => {
      const table = PORT_TABLE_NAMES.find((name) => name === typed.table);
      if (table === undefined) return [];
      const form = readForm({ ...typed, table }, needs.policy);
      return form.kind === 'badForm' ? form.problems : [];
    },

    proposeHarden: ({ choice: typed, ...asked }) =>
      answered(async () => {
        const there = inRegion(asked, needs);
        if (there.kind !== 'region') return there;
        const found = await findDirectory(asked, there.needs);
        if (found.kind !== 'found') return found;
        const table = PORT_TABLE_NAMES.find((name) => name === typed.table);
        if (table === undefined) return NO_SCENARIO;
        const form = readForm({ ...typed, table }, needs.policy);
        if (form.kind === 'badForm') return form;
        return proposeFor(found, form.choice, asked.userId, found.at);
      }),

    reviewHardening: async (touch) => {
      const admitted = await admit('harden', touch, needs);
      if (admitted.kind !== 'admitted') return admitted;
      const { hardening } = admitted;
      if (hardening.state.kind !== 'proposed') return notPossible('notProposed');
      const hasVoted = hardening.votes.some(({ by }) => by === touch.userId);
      return hasVoted ? notPossible('votedAlready') : { kind: 'review', hardening };
    },

    approveHardening: (touch) =>
      answered(async () => {
        const admitted = await admit('harden', touch, needs);
        if (admitted.kind !== 'admitted') return admitted;
        const { hardening } = admitted;
        if (hardening.state.kind !== 'proposed') return notPossible('notProposed');
        const good = await isGoodNow(hardening, needs);
        if (good.kind === 'couldNotLook') return good;
        if (good.kind === 'changed') return makeAnew(hardening, good.what, touch, needs);
        const { userId: by, planHash } = touch;
        const voted = await decide(hardening, { kind: 'vote', by, planHash }, touch, needs);
        if (voted.kind !== 'changed') return voted;
        const { quorum, votes } = voted.hardening;
        return { kind: 'approved', missing: Math.max(0, quorum - votes.length) };
      }),

    declineHardening: async (touch) => {
      const admitted = await admit('harden', touch, needs);
      if (admitted.kind !== 'admitted') return admitted;
      const command = { kind: 'decline', by: touch.userId } as const;
      const declined = await decide(admitted.hardening, command, touch, needs);
      return declined.kind === 'changed' ? { kind: 'declined' } : declined;
    },

    proposeUndo: (touch) =>
      answered(async () => {
        const admitted = await admit('harden', touch, needs);
        if (admitted.kind !== 'admitted') return admitted;
        const { hardening } = admitted;
        if (!isUndoableAt(hardening, needs.clock.now())) return notPossible('notUndoable');
        const underWay = await refusedUnderWay(hardening.plan, needs);
        if (underWay !== null) return underWay;
        const planned = await planUndoing(hardening, needs);
        if (planned.kind !== 'planned') return planned;
        const { directory, id: undoOf } = hardening;
        const about = { directory, choice: null, undoOf, ...askedBy(touch) };
        return propose(planned, about, { id: undoOf, command: 'proposeUndo' }, needs);
      }),

    showHardening: async (touch) => {
      const admitted = await admit('view', { ...touch, address: null }, needs);
      if (admitted.kind !== 'admitted') return admitted;
      return { kind: 'hardening', hardening: admitted.hardening };
    },
  };
}

const NO_SCENARIO: HardenRefused = { kind: 'noPlan', reason: { kind: 'noScenario' } };

/** What AWS could not be asked is an answer for whoever waits: nothing was done, and it may be tried again. */
async function answered<T>(work: () => Promise<T>): Promise<T | HardenRefused> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OutsideError) || !error.code.startsWith('aws_')) throw error;
    return { kind: 'couldNotLook', reason: error.message };
  }
}

type InRegion =
  | { readonly kind: 'region'; readonly needs: HardenDeskNeeds }
  | (HardenRefused & { readonly kind: 'couldNotLook' });

/** A directory that spans Regions has a group in each: somebody may name the Region. */
function inRegion({ region = '' }: DirectoryAsked, needs: HardenDeskNeeds): InRegion {
  if (region === '') return { kind: 'region', needs };
  if (needs.regions.includes(region)) return { kind: 'region', needs: { ...needs, region } };
  const reason = `expected one of the Regions that are swept (${needs.regions.join(', ')}), got ${region}`;
  return { kind: 'couldNotLook', reason };
}

async function findDirectory(
  { userId, directoryId: asked }: DirectoryAsked,
  home: HardenDeskNeeds,
): Promise<FoundAt | HardenRefused> {
  const accountIds = [...home.ownAccountIds];
  // Who may approve may hang on the account, which is asked for nobody who may not even look.
  const stranger = accountIds.length > 1 ? await refusal('view', userId, home) : null;
  if (stranger !== null) return stranger;
  const { accountId, directoryId } = await placeOfDirectory(asked, accountIds, home, home);
  const at = { ...home, accountId };
  const refused = await refusal('harden', userId, at, subjectOfHardening(accountId));
  if (refused !== null) return refused;
  const found = await directoryToHarden(directoryId, at);
  return found.kind === 'found' ? { ...found, at } : found;
}

/** A directory, and the desk where its group is: in the account of its owner. */
type FoundAt = ToHarden & { readonly at: HardenDeskNeeds };

/** A hardening has no severity and no actor. */
function subjectOfHardening(accountId: string): Subject {
  return { ...NO_SUBJECT, kinds: ['directory'], accountId };
}

function placeOf({ accountId, region }: HardenDeskNeeds): Place {
  return { accountId, region };
}

async function proposeFor(
  toHarden: ToHarden,
  choice: StoredChoice,
  by: string,
  needs: HardenDeskNeeds,
): Promise<ProposedOrNot> {
  const { facts, controllersGroupId: groupId } = toHarden.directory;
  const { directoryId, name } = facts;
  if (groupId !== null) {
    const underWay = await refusedUnderWay({ ...placeOf(needs), groupId }, needs);
    if (underWay !== null) return underWay;
  }
  const planned = await planFor(toHarden, choice, needs);
  if (planned.kind !== 'planned') return planned;
  const about = {
    directory: { directoryId, name },
    choice,
    undoOf: null,
    ...askedBy({ userId: by, address: null }),
  };
  return propose(planned, about, null, needs);
}

async function planFor(
  { directory, tables, notKnown }: ToHarden,
  choice: StoredChoice,
  needs: HardenDeskNeeds,
): Promise<Planned> {
  if (notKnown.length > 0 && !tables.includes(choice.name)) {
    const title = tables.map((name) => PORT_TABLES[name].title).join(', ');
    return { kind: 'couldNotLook', reason: `${notKnown.join('; ')}. The policy chose “${title}”` };
  }
  const planned = await planHardening(directory, choice, needs.region, needs);
  return planned.kind === 'planned'
    ? { ...planned, notKnown: [...notKnown, ...planned.notKnown] }
    : planned;
}

/** One plan of a group at a time: two would each surprise the other. */
async function refusedUnderWay(
  { accountId, region, groupId }: Place & { readonly groupId: string },
  { store }: HardenDeskNeeds,
): Promise<HardenRefused | null> {
  const [hardening] = await store.openHardeningsOn({ accountId, region, groupId });
  return hardening === undefined ? null : { kind: 'underWay', hardening };
}

type ProposedOrNot = { readonly kind: 'proposed'; readonly hardening: Hardening } | HardenRefused;
interface About extends Pick<ProposedEvent, 'directory' | 'choice' | 'undoOf' | 'by'> {
  readonly from: Origin;
}

function askedBy({
  userId,
  address,
}: Pick<HardeningTouch, 'userId' | 'address'>): Pick<About, 'by' | 'from'> {
  return { by: userId, from: slackOrigin(address) };
}

/** The hardening that a proposal changes, and how. */
type Other =
  | { readonly id: string; readonly command: 'proposeUndo' }
  | { readonly id: string; readonly command: 'supersede'; readonly what: Changed['what'] };

type Changed = StillGood & { readonly kind: 'changed' };

async function propose(
  { kind: _kind, ...found }: Planned & { readonly kind: 'planned' },
  { from, ...about }: About,
  other: Other | null,
  { store, ids, clock, log }: HardenDeskNeeds,
): Promise<ProposedOrNot> {
  const now = clock.now();
  const id = ids.hardeningId();
  const proposed: ProposedEvent = { kind: 'hardening.proposed', id, ...about, ...found, at: now };
  const changes = other === null ? null : changeOf(other, id, now);
  const answer = await store.propose(proposed, changes, now, from);
  log.info({ hardeningId: id, by: about.by, other, answer: answer.kind }, 'hardening proposed');
  if (answer.kind === 'refused') return { kind: 'notPossible', refusal: answer.refusal };
  if (answer.kind !== 'changed') return answer;
  return { kind: 'proposed', hardening: answer.hardening };
}

function changeOf(other: Other, by: string, now: Instant) {
  const command: HardeningCommand =
    other.command === 'supersede'
      ? { kind: 'supersede', by, what: other.what }
      : { kind: 'proposeUndo', by };
  return {
    id: other.id,
    decide: (latest: Hardening) => decideHardening(latest, command, now),
  };
}

/** Whether the group and the lists are still as planned for. */
async function isGoodNow(
  { plan }: Hardening,
  needs: HardenDeskNeeds,
): Promise<StillGood | (Planned & { readonly kind: 'couldNotLook' })> {
  const group = await readGroupSurely(plan, needs);
  if (group.kind === 'couldNotLook') return group;
  const ids = plan.lists.map(({ prefixListId }) => prefixListId);
  const { found } = await readLists(ids, plan, needs);
  return isStillGood(plan, group.state, new Map(found.map((list) => [list.prefixListId, list])));
}

/** A stale plan is never approved: it is made anew for whom it is shown to. */
async function makeAnew(
  stale: Hardening,
  what: Changed['what'],
  touch: HardeningTouch,
  needs: HardenDeskNeeds,
): Promise<
  | {
      readonly kind: 'madeAnew';
      readonly what: Changed['what'];
      readonly hardening: Hardening;
    }
  | HardenRefused
> {
  const planned = await planAnew(stale, needs);
  if (planned.kind !== 'planned') return planned;
  const { directory, choice, undoOf, id } = stale;
  const about = { directory, choice, undoOf, ...askedBy(touch) };
  const answer = await propose(planned, about, { id, command: 'supersede', what }, needs);
  return answer.kind === 'proposed'
    ? { kind: 'madeAnew', what, hardening: answer.hardening }
    : answer;
}

async function planAnew(
  { directory, choice, undoOf, plan }: Hardening,
  home: HardenDeskNeeds,
): Promise<Planned | HardenRefused> {
  const needs = { ...home, accountId: plan.accountId, region: plan.region };
  if (choice === null) {
    const done = undoOf === null ? null : await needs.store.hardening(undoOf);
    return done === null ? { kind: 'noSuchHardening' } : planUndoing(done, needs);
  }
  const found = await directoryToHarden(directory.directoryId, needs);
  return found.kind === 'found' ? planFor(found, choice, needs) : found;
}

type Admitted = { readonly kind: 'admitted'; readonly hardening: Hardening } | HardenRefused;

/** Whether a touch counts: by somebody who may, on a hardening that is there, on its live message. */
async function admit(
  action: Action,
  touch: HardeningTouch,
  needs: HardenDeskNeeds,
): Promise<Admitted> {
  const hardening = await needs.store.hardening(touch.hardeningId);
  const accountId = hardening?.plan.accountId ?? needs.accountId;
  const refused = await refusal(action, touch.userId, needs, subjectOfHardening(accountId));
  if (refused !== null) return refused;
  if (hardening === null) return { kind: 'noSuchHardening' };
  const copy = await refusedCopy(touch.hardeningId, touch.address, needs);
  return copy ?? { kind: 'admitted', hardening };
}

async function decide(
  { id }: Hardening,
  command: HardeningCommand,
  { address }: HardeningTouch,
  { store, clock, log }: HardenDeskNeeds,
): Promise<{ readonly kind: 'changed'; readonly hardening: Hardening } | HardenRefused> {
  const now = clock.now();
  const changed = await store.changeHardening(
    id,
    (latest) => decideHardening(latest, command, now),
    now,
    slackOrigin(address),
  );
  log.info({ hardeningId: id, command, answer: changed.kind }, 'decision taken');
  if (changed.kind === 'refused') return { kind: 'notPossible', refusal: changed.refusal };
  return changed;
}

function notPossible(
  kind: (HardenRefused & { readonly kind: 'notPossible' })['refusal']['kind'],
): HardenRefused {
  return { kind: 'notPossible', refusal: { kind } };
}
