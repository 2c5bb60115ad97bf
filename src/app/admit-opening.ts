import { assert } from '../domain/assert.ts';
import { doorKey, type IngressRule } from '../domain/change/ingress-rule.ts';
import type { FindingEvent } from '../domain/finding/events.ts';
import type { Finding } from '../domain/finding/finding.ts';
import type { Instant } from '../domain/instant.ts';
import { toRows } from '../domain/net/exposure.ts';
import { plannedDoorKey, plannedRule } from '../domain/plan/planned-rule.ts';
import { evaluate } from '../domain/policy/evaluate.ts';
import type { Judgement } from '../domain/policy/judge.ts';
import { PERMITTED_TEXTS } from '../domain/policy/permitted-text.ts';
import type { Guard } from '../domain/policy/policy.ts';
import type { Admission, RecordOutcome } from './ports.ts';
import type { Resolved } from './resolve.ts';

/** A judged change, ready to be admitted. */
export interface Opening extends Resolved {
  readonly judgement: Judgement;
  /** The id that a new finding would get. */
  readonly findingId: string;
  readonly now: Instant;
}

type Violation = Judgement & { readonly kind: 'violates' };

/** What a record of added or edited rules does: nothing, with the reason; a new finding; or another
 * word on findings that are open already. Pure. */
export function admitOpening(opening: Opening, open: readonly Finding[]): Admission {
  const { judgement } = opening;
  if (judgement.kind === 'notGuarded') {
    return withOutcome({ kind: 'ignored', reason: 'No guard of the policy matches the group' });
  }
  const edits = editsOfOpenFindings(opening, open);
  if (judgement.kind === 'permitted') {
    if (edits[0] !== undefined) return { ...joined(edits[0].findingId), changes: edits };
    return withOutcome({ kind: 'permitted', reason: PERMITTED_TEXTS[judgement.reason] });
  }
  return admitViolation(opening, judgement, { open, edits });
}

type Change = Admission['changes'][number];

function admitViolation(
  opening: Opening,
  violation: Violation,
  { open, edits }: { readonly open: readonly Finding[]; readonly edits: readonly Change[] },
): Admission {
  const repeats = repeatsOfOpenFindings(opening, violation, open);
  const unheard = violation.verdict.offending.filter((rule) => !isKnown(rule, opening, open));
  const created = unheard.length === 0 ? [] : [newFinding(opening, violation.guard, unheard)];
  const changes = [...created, ...edits, ...repeats];
  const [first] = changes;
  assert(first !== undefined, 'A violation opens or joins a finding');
  return {
    outcome: { kind: 'finding', findingId: first.findingId, isNew: created.length > 0 },
    changes,
    notice: null,
  };
}

/** Whether an open finding has the rule already: the same door, or the same rule edited again. */
function isKnown(rule: IngressRule, { change }: Opening, open: readonly Finding[]): boolean {
  return open.some((finding) =>
    finding.rules.some(
      (held) =>
        plannedDoorKey(held) === doorKey(rule) ||
        (change.kind === 'rulesEdited' && held.ruleId !== null && held.ruleId === rule.ruleId),
    ),
  );
}

/** Open findings whose rules were edited: their doors are looked at again, and judged as they are. */
function editsOfOpenFindings(
  { change, now }: Opening,
  open: readonly Finding[],
): readonly Change[] {
  if (change.kind !== 'rulesEdited') return [];
  const { eventId, actor } = change.record;
  const edited = new Set(change.rules.flatMap((rule) => rule.ruleId ?? []));
  return open
    .filter((finding) => finding.rules.some((rule) => edited.has(rule.ruleId ?? '')))
    .map((finding) => ({
      findingId: finding.id,
      events: [{ kind: 'door.touched', how: 'edited', eventId, name: actor.name, at: now }],
    }));
}

/** Open findings whose doors the record tells of again. */
function repeatsOfOpenFindings(
  { change, now }: Opening,
  { verdict }: Violation,
  open: readonly Finding[],
): readonly Change[] {
  const heard = verdict.offending.map(plannedRule);
  const doors = new Set(heard.map(plannedDoorKey));
  const { eventId } = change.record;
  return open
    .filter((finding) => finding.rules.some((rule) => doors.has(plannedDoorKey(rule))))
    .map((finding) => ({
      findingId: finding.id,
      events: [{ kind: 'finding.heardAgain', eventId, rules: heard, at: now }],
    }));
}

function newFinding(opening: Opening, guard: Guard, rules: readonly IngressRule[]): Change {
  const { change, findingId, now } = opening;
  const verdict = evaluate({ ...change, rules }, guard);
  assert(verdict.kind === 'violates', 'Rules that offend together offend alone');
  assert(change.kind !== 'rulesRemoved', 'Removed rules open nothing');
  const { eventId, eventName, eventTime, actor } = change.record;
  const event: FindingEvent = {
    kind: 'finding.opened',
    id: findingId,
    door: doorOf(opening, guard),
    opening: { eventId, eventName, at: Date.parse(eventTime), actor, kind: change.kind },
    rules: verdict.offending.map(plannedRule),
    excess: toRows(verdict.excess),
    doubt: doubtOf(opening),
    at: now,
  };
  return { findingId, events: [event] };
}

function doorOf({ change, group }: Opening, guard: Guard): Finding['door'] {
  return {
    accountId: change.group.ownerId,
    region: change.record.region,
    groupId: change.group.groupId,
    groupName: group.facts?.groupName ?? change.group.groupName,
    guardName: guard.name,
    guardKind: guard.kind,
  };
}

function doubtOf({ doubt, judgement }: Opening): string | null {
  if (judgement.kind !== 'violates' || judgement.isCertain) return doubt;
  return `${doubt ?? 'Too little is known of the group'}. It counts as guarded until it is looked at`;
}

function joined(findingId: string): Admission {
  return withOutcome({ kind: 'finding', findingId, isNew: false });
}

function withOutcome(outcome: RecordOutcome): Admission {
  return { outcome, changes: [], notice: null };
}
