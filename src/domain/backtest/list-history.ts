import { DIRECTIONS, type ListChange } from '../change/exposure-change.ts';
import type { GuardMatch } from '../guard/match.ts';
import { cidr } from '../net/cidr.ts';
import { difference, type Exposure, isEmpty, NO_EXPOSURE, unionOf } from '../net/exposure.ts';
import { isOnGuardedTraffic } from '../policy/evaluate.ts';
import type { Guard } from '../policy/policy.ts';
import type { Door } from './door.ts';
import {
  type Blocks,
  close,
  excessOfBlocks,
  type HeldDoor,
  NO_BLOCKS,
  withBlocks,
} from './held-door.ts';
import type { Judged, Opening } from './judged.ts';
import type { KnownRule } from './rule-book.ts';
import {
  type DirectedMatch,
  directedMatch,
  matchTold,
  openIn,
  permitted,
  type Told,
} from './told.ts';

/** Takes a change of a prefix list in, and judges it by the rules that are known to name the list;
 * undefined where there is nothing to judge: EC2 deletes no list that a rule names. */
export function tellList(told: Told, change: ListChange): Judged | undefined {
  switch (change.kind) {
    case 'listModified':
      return modify(told, change);
    case 'listRestored':
      // What was open stays so: no record tells that the restored version lacks it.
      told.lists.forget(change.prefixListId);
      return { kind: 'restored' };
    case 'listDeleted':
      for (const known of told.rules.naming(change.prefixListId)) {
        for (const held of known.doors) close(held, 'unseen', change.record);
        told.rules.remove(known);
      }
      told.lists.forget(change.prefixListId);
      return undefined;
  }
}

/** One rule that names a list, as a change of the list finds it. */
interface Use {
  readonly known: KnownRule;
  readonly match: DirectedMatch;
  /** What stood open in the rule's group, its way. */
  readonly before: Exposure;
}

function modify(told: Told, change: ListChange): Judged {
  const uses = told.rules.naming(change.prefixListId).map((known): Use => {
    const match: GuardMatch = matchTold(told, known);
    const before = openIn(told, known);
    return { known, match: directedMatch(match, known.direction), before };
  });
  const fresh = told.lists.modify(change);
  const growths = uses.map((use) => growBy(told, use, fresh, change));
  const grown = growths.filter(({ door }) => door !== null);
  return grown.length === 0 ? answerWithout(growths, fresh, change) : findingOf(grown);
}

/** What a list's new entries let through by one rule beyond what is approved, and the door that this
 * is: null where they let through nothing, or nothing that the entries did not that they replace. */
interface Growth {
  readonly use: Use;
  readonly made: Exposure;
  readonly opened: Exposure;
  readonly door: Door | null;
}

/** Entries that are replaced by others in the same call are compared with these, as an edited rule
 * with its old values: where nothing new is let through, a door stays the same. */
function growBy(told: Told, use: Use, fresh: Blocks, change: ListChange): Growth {
  const { known, match } = use;
  const replaced = new Map(change.removed.map((text) => [text, cidr(text)]));
  const guard = match.kind === 'guarded' ? match.guard : null;
  const made = guard === null ? NO_EXPOSURE : excessOfBlocks({ ...known, guard }, fresh);
  const isNothing = guard === null || isEmpty(made);
  const old = isNothing ? NO_EXPOSURE : excessOfBlocks({ ...known, guard }, replaced);
  const opened = difference(made, old);
  const isSame = !isNothing && isEmpty(opened);
  const heir = isSame ? known.doors.find((held) => holdsAny(held, replaced)) : undefined;
  known.doors = known.doors.flatMap(
    (held) => whatIsLeft(held, held === heir ? fresh : NO_BLOCKS, fresh, change) ?? [],
  );
  if (guard === null || isEmpty(opened)) return { use, made, opened, door: null };
  const held = doorBy(told, known, { blocks: fresh, excess: made, guard }, change);
  known.doors = [...known.doors, held];
  return { use, made, opened, door: held.door };
}

/** What is left of a door without the entries that a change removed, with those that it takes over.
 * An entry that counts as new and is held already was gone unseen: the list had been restored. */
function whatIsLeft(
  held: HeldDoor,
  taken: Blocks,
  fresh: Blocks,
  { removed, record }: ListChange,
): HeldDoor | undefined {
  const isGone = { gone: new Set(removed), taken };
  const left = withBlocks(held, isGone, { kind: 'entriesRemoved', record });
  if (left === undefined || taken.size > 0) return left;
  const isAgain = { gone: new Set(fresh.keys()), taken: NO_BLOCKS };
  return withBlocks(left, isAgain, { kind: 'unseen', record });
}

function doorBy(
  { groups }: Told,
  { group, rule, direction }: KnownRule,
  made: { readonly blocks: Blocks; readonly excess: Exposure; readonly guard: Guard },
  { record: opening, prefixListId }: ListChange,
): HeldDoor {
  const { blocks, excess, guard } = made;
  const facts = groups.told(group.groupId)?.facts ?? null;
  const about = { opening, group, facts, guardName: guard.name, direction, rule, prefixListId };
  return { door: { ...about, excess, closing: null }, reach: { ...about, guard }, blocks };
}

function findingOf(grown: readonly Growth[]): Judged {
  const byDirection = Map.groupBy(grown, ({ use }) => use.known.direction);
  const openings = DIRECTIONS.flatMap((direction): readonly Opening[] => {
    const some = byDirection.get(direction);
    if (some === undefined) return [];
    const excess = unionOf(some.map(({ opened }) => opened));
    const fresh = some.map(({ opened, use }) => difference(opened, use.before));
    return [{ direction, excess, newlyOpened: unionOf(fresh) }];
  });
  const offending = grown.map(({ use: { known } }) => known);
  const doors = grown.flatMap(({ door }) => door ?? []);
  return { kind: 'violates', openings, offending, doors, isDirectionKnown: true };
}

/** Why a change of a list is no finding. Where one group is not known to be guarded, that comes before
 * what is known of the others. */
function answerWithout(growths: readonly Growth[], fresh: Blocks, change: ListChange): Judged {
  if (growths.length === 0) return { kind: 'notNamed' };
  const uses = growths.map(({ use }) => use);
  const possible = uses.map(({ match }) => match).find(({ kind }) => kind === 'possible');
  if (possible?.kind === 'possible' && fresh.size > 0) return possible;
  const guarded = uses.filter(({ match }) => match.kind === 'guarded');
  if (guarded.length === 0) return uses[0]?.match.kind === 'outbound' ? OUTBOUND : NOT_GUARDED;
  if (change.added.length === 0) return permitted('onlyCloses');
  if (fresh.size === 0) return permitted('alreadyOpen');
  if (growths.some(({ made }) => !isEmpty(made))) return permitted('opensNothingNew');
  const isGuarded = ({ known, match }: Use): boolean =>
    match.kind === 'guarded' && isOnGuardedTraffic(known.rule, match.guard);
  return permitted(guarded.some(isGuarded) ? 'approvedSources' : 'noGuardedTraffic');
}

const OUTBOUND: Judged = { kind: 'outbound' };
const NOT_GUARDED: Judged = { kind: 'notGuarded' };

function holdsAny(held: HeldDoor, blocks: Blocks): boolean {
  return [...blocks.keys()].some((text) => held.blocks.has(text));
}
