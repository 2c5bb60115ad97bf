import { EXEMPTION_MS_MAX } from '../domain/approval/approval-rules.ts';
import { describeTimeLeft } from '../domain/exemption/describe-exemption.ts';
import { describeStanding } from '../domain/exemption/describe-standing.ts';
import type { StandingExemption } from '../domain/exemption/standing-exemption.ts';
import { DAY_MS, type Instant } from '../domain/instant.ts';
import type { Policy } from '../domain/policy/policy.ts';

/** What policy exempts, how long each still holds, and what may be asked for, in plain words. Pure. */
export function describeExemptions({ exemptions }: Policy, now: Instant): readonly string[] {
  const days = (exemptions?.msMax ?? EXEMPTION_MS_MAX) / DAY_MS;
  const ticket =
    exemptions?.ticket === undefined ? '' : `, with a ticket like ${exemptions.ticket.source}`;
  const standing = exemptions?.standing ?? [];
  return [
    `An exemption may be asked for, for ${days} days at the most${ticket}.`,
    ...(standing.length === 0 ? [] : ['Exempted by this policy:']),
    ...standing.map((each) => `  ${describeStanding(each)}; ${heldText(each, now)}`),
  ];
}

function heldText({ until }: StandingExemption, now: Instant): string {
  const left = describeTimeLeft(until, now);
  return left === 'ended'
    ? 'ENDED, it lets nothing through: take it out'
    : `holds for ${left} more`;
}
