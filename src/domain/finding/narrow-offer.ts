import { type NoNarrowReason, whyNotOurs } from '../harden/plan-narrow.ts';
import { NO_LISTS } from '../inventory/known-lists.ts';
import { isEmpty, unionOf, within } from '../net/exposure.ts';
import { traffic } from '../net/traffic.ts';
import { approvedPart } from '../policy/approved-reach.ts';
import { approvedExposure } from '../policy/evaluate.ts';
import type { Policy } from '../policy/policy.ts';
import type { Finding } from './finding.ts';
import { guardsMeantBy } from './guards-meant.ts';

/** Whether the alert of a finding offers to narrow its rules, or why not. */
export type NarrowOffer =
  | { readonly kind: 'offered' }
  | { readonly kind: 'none'; readonly reason: NoNarrowReason };

/** Whether there may be something to narrow a finding's rules to, by policy alone: what the lists and the VPCs
 * hold that it approves is read when somebody asks. Pure, total. */
export function narrowOffer(
  finding: Finding,
  policy: Policy,
  ownAccountIds: ReadonlySet<string>,
): NarrowOffer {
  const { door, rules } = finding;
  if (door.kind !== 'rules') return { kind: 'none', reason: { kind: 'notRules' } };
  const hindrance = whyNotOurs(finding, ownAccountIds);
  if (hindrance !== null) return { kind: 'none', reason: { kind: 'noPlan', reason: hindrance } };
  const { direction } = door;
  const guards = guardsMeantBy(finding, policy);
  const by = { guards, direction, lists: NO_LISTS };
  const isKnown = rules.some((rule) => !isEmpty(approvedPart(rule, by)));
  const approved = unionOf(
    guards.map(({ guard }) => approvedExposure(guard, { ownGroupId: null, direction })),
  );
  const mayBe = within(approved, traffic(...rules)).some(({ sources }) =>
    sources.ids.some((id) => !id.startsWith('sg-')),
  );
  if (isKnown || mayBe) return { kind: 'offered' };
  return { kind: 'none', reason: { kind: 'nothingApproved' } };
}
