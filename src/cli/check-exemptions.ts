import { EXEMPTION_MS_MAX } from '../domain/approval/approval-rules.ts';
import { describeTimeLeft } from '../domain/exemption/describe-exemption.ts';
import type { StandingExemption } from '../domain/exemption/standing-exemption.ts';
import { describeRange } from '../domain/finding/describe-excess.ts';
import { DAY_MS, describeInstant, type Instant } from '../domain/instant.ts';
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

/** `sg-… inbound, TCP 3389 from 203.0.113.0/24, until 2027-02-01 00:00 UTC: reason`. */
export function describeStanding(each: StandingExemption): string {
  const { groupId, direction, rows, until, reason } = each;
  const [first] = rows;
  const range = first === undefined ? '' : describeRange(first);
  const sources = rows.map(({ source }) => source).join(', ');
  const way = direction === 'inbound' ? 'from' : 'to';
  return `${groupId} ${direction}, ${range} ${way} ${sources}, until ${describeInstant(until)}: ${reason}`;
}

function heldText({ until }: StandingExemption, now: Instant): string {
  const left = describeTimeLeft(until, now);
  return left === 'ended'
    ? 'ENDED, it lets nothing through: take it out'
    : `holds for ${left} more`;
}
