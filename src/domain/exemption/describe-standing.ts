import { describeRange } from '../finding/describe-excess.ts';
import { describeInstant } from '../instant.ts';
import type { StandingExemption } from './standing-exemption.ts';

/** `sg-… inbound, TCP 3389 from 203.0.113.0/24, until 2027-02-01 00:00 UTC: reason`. */
export function describeStanding(each: StandingExemption): string {
  const { groupId, direction, rows, until, reason } = each;
  const [first] = rows;
  const range = first === undefined ? '' : describeRange(first);
  const sources = rows.map(({ source }) => source).join(', ');
  const way = direction === 'inbound' ? 'from' : 'to';
  return `${groupId} ${direction}, ${range} ${way} ${sources}, until ${describeInstant(until)}: ${reason}`;
}
