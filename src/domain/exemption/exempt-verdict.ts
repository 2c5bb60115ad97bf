import type { SecurityGroupRule } from '../change/security-group-rule.ts';
import { expanded, type KnownLists } from '../inventory/known-lists.ts';
import type { Admission, Exposure } from '../net/exposure.ts';
import * as exposure from '../net/exposure.ts';
import type { Verdict } from '../policy/evaluate.ts';
import { exempt, type LetThrough } from './let-through.ts';

type Violation = Verdict & { readonly kind: 'violates' };

/** What is left of a violation once exemptions are counted. `used` are those that let any of it through. */
export type ExemptVerdict =
  | { readonly kind: 'exempted'; readonly used: readonly LetThrough[] }
  | {
      readonly kind: 'violates';
      /** With the part that is not exempted, and the rules that let that in. */
      readonly verdict: Violation;
      readonly used: readonly LetThrough[];
    };

/** Holds a violation against the exemptions of its group and direction. Pure, total. */
export function exemptVerdict(
  verdict: Violation,
  exemptions: readonly LetThrough[],
  lists: KnownLists,
): ExemptVerdict {
  const { left, used } = exempt(verdict.excess, exemptions);
  if (used.length === 0) return { kind: 'violates', verdict, used };
  if (exposure.isEmpty(left)) return { kind: 'exempted', used };
  const offending = verdict.offending.filter((rule) => letsIn(rule, left, lists));
  return { kind: 'violates', verdict: { ...verdict, excess: left, offending }, used };
}

/** Whether a rule lets in any of an exposure. Pure. */
export function letsIn(
  rule: SecurityGroupRule | Admission,
  any: Exposure,
  lists: KnownLists,
): boolean {
  const { protocol, fromPort, toPort } = rule;
  const each = expanded(rule.source, lists).map((source) => ({
    protocol,
    fromPort,
    toPort,
    source,
  }));
  return !exposure.isEmpty(exposure.intersection(exposure.exposureOf(each), any));
}
