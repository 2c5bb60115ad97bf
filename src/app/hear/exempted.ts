import type { SecurityGroupRule } from '../../domain/change/security-group-rule.ts';
import { exemptedText } from '../../domain/exemption/describe-exemption.ts';
import {
  type ExemptVerdict,
  exemptVerdict,
  letsIn,
} from '../../domain/exemption/exempt-verdict.ts';
import {
  endedStanding,
  exemptionsOf,
  isLetThrough,
  type LetThrough,
  type Way,
} from '../../domain/exemption/let-through.ts';
import type { StandingExemption } from '../../domain/exemption/standing-exemption.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import type { Instant } from '../../domain/instant.ts';
import type { KnownLists } from '../../domain/inventory/known-lists.ts';
import {
  asAdmission,
  type PlannedRule,
  plannedDoorKey,
  plannedRule,
} from '../../domain/plan/planned-rule.ts';
import type { Judgement } from '../../domain/policy/judge.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Admission, Kept } from '../ports.ts';

type Change = Admission['changes'][number];
type Violation = Judgement & { readonly kind: 'violates' };

/** An opening that exemptions let through, whole. */
export interface LetThroughWhole {
  readonly kind: 'exempted';
  readonly used: readonly LetThrough[];
}

/** The exemptions that policy holds. */
export function standingOf({
  exemptions,
}: Pick<Policy, 'exemptions'>): readonly StandingExemption[] {
  return exemptions?.standing ?? [];
}

/** What rules that violate policy come to once exemptions are counted, and what becomes of the exempted findings
 * whose exemption lets any of them through: the rules belong to these from now on. Pure. */
export function exemptRules(
  judgement: Violation,
  rules: readonly SecurityGroupRule[],
  {
    way,
    eventId,
    now,
    open,
    standing,
    lists,
  }: {
    readonly way: Way;
    readonly eventId: string | null;
    readonly now: Instant;
    readonly open: readonly Finding[];
    readonly standing: readonly StandingExemption[];
    readonly lists: KnownLists;
  },
): { readonly judged: Violation | LetThroughWhole; readonly joins: readonly Change[] } {
  const findings = open.filter(({ door }) => door.kind === 'rules');
  const exempted = exemptVerdict(
    judgement.verdict,
    exemptionsOf(way, { findings, standing }),
    lists,
  );
  const through = throughWhole(judgement, exempted);
  const joining = rules.filter((rule) => through.includes(rule));
  const joins = exempted.used.flatMap((each) =>
    joinOf(
      each,
      joining.filter((rule) => letsIn(rule, each.exposure, lists)),
      {
        findings,
        eventId,
        now,
      },
    ),
  );
  if (exempted.kind === 'exempted') return { judged: exempted, joins };
  return { judged: { ...judgement, verdict: exempted.verdict }, joins };
}

/** The rules of a violation that let in nothing that is not exempted. */
function throughWhole(
  { verdict }: Violation,
  exempted: ExemptVerdict,
): readonly SecurityGroupRule[] {
  if (exempted.kind === 'exempted') return verdict.offending;
  return verdict.offending.filter((rule) => !exempted.verdict.offending.includes(rule));
}

function joinOf(
  { by }: LetThrough,
  rules: readonly SecurityGroupRule[],
  {
    findings,
    eventId,
    now,
  }: {
    readonly findings: readonly Finding[];
    readonly eventId: string | null;
    readonly now: Instant;
  },
): readonly Change[] {
  const finding = findings.find(({ id }) => by.kind === 'finding' && id === by.findingId);
  if (finding === undefined) return [];
  const held = finding.rules;
  const added = rules
    .map(plannedRule)
    .filter(
      (rule) =>
        !held.some(
          (known) =>
            plannedDoorKey(known) === plannedDoorKey(rule) ||
            (known.ruleId !== null && known.ruleId === rule.ruleId),
        ),
    );
  if (added.length === 0) return [];
  const joined = { kind: 'exemption.joined', eventId, rules: added, at: now } as const;
  return [{ findingId: finding.id, events: [joined] }];
}

const OPENS = new Set(['finding.heardAgain', 'exemption.joined']);

/** What a record opened again that an exempted finding tells of already is let through, and that is its outcome.
 * Pure. */
export function asExempted(
  admission: Admission,
  { open }: Pick<Kept, 'open'>,
  at: Instant,
): Admission {
  const { outcome, changes } = admission;
  if (outcome.kind !== 'finding' || outcome.isNew) return admission;
  const ids = new Set([outcome.findingId, ...changes.map(({ findingId }) => findingId)]);
  const told = open.filter(({ id }) => ids.has(id));
  // A finding that is joined without an event stands as it stood.
  const isOpened =
    changes.length === 0 ||
    changes.some(({ events }) => events.some(({ kind }) => OPENS.has(kind)));
  const isAll = told.length > 0 && told.every((finding) => isLetThrough(finding, at));
  if (!isOpened || !isAll) return admission;
  const used = told.flatMap(({ id, state }) =>
    state.kind === 'exempted'
      ? [{ until: state.exemption.until, by: { kind: 'finding', findingId: id } as const }]
      : [],
  );
  return { ...admission, outcome: { kind: 'permitted', reason: exemptedText(used) } };
}

/** Rules that do not stand only because policy let them through for a time that is over: what hides behind one of
 * those is open beyond what is approved. Pure. */
export function withoutEnded<Rule extends PlannedRule>(
  rules: readonly Rule[],
  way: Way,
  {
    standing,
    lists,
  }: { readonly standing: readonly StandingExemption[]; readonly lists: KnownLists },
): readonly Rule[] {
  const ended = endedStanding(way, standing);
  if (ended.length === 0) return rules;
  return rules.filter((rule) => !letsIn(asAdmission(rule), ended, lists));
}
