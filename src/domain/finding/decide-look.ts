import type { Instant } from '../instant.ts';
import { difference, exposureOf, isEmpty } from '../net/exposure.ts';
import { asAdmission } from '../plan/planned-rule.ts';
import type { DoorSeen } from './commands.ts';
import { closedBySomebody, type Decision, events } from './decision.ts';
import type { FindingEvent } from './events.ts';
import type { Finding } from './finding.ts';

/** What a look shows. An execution under way looks for itself: two looks at once would tell two stories. What
 * is closed was looked at before. */
export function look(finding: Finding, seen: DoorSeen, at: Instant): Decision {
  const { kind } = finding.state;
  if (kind === 'executing' || kind === 'closed') return events();
  const seenNow = seenEvents(finding, seen, at);
  // An exemption is for what was let in when it was approved, and for nothing wider.
  if (kind === 'exempted' && isWider(finding, seen)) {
    return events({ kind: 'exemption.ended', into: 'reopen', at }, ...seenNow);
  }
  return events(...seenNow);
}

function isWider({ excess }: Finding, seen: DoorSeen): boolean {
  if (seen.kind !== 'changed') return false;
  const [now, before] = [seen.excess, excess].map((rows) => exposureOf(rows.map(asAdmission)));
  return now !== undefined && before !== undefined && !isEmpty(difference(now, before));
}

/** The events of a door as it was seen. */
export function seenEvents(finding: Finding, seen: DoorSeen, at: Instant): readonly FindingEvent[] {
  switch (seen.kind) {
    case 'shut': {
      const by = closedBySomebody(finding);
      const { leftOpen = null, connections } = seen;
      const told = connections === undefined ? {} : { connections };
      return [{ kind: 'door.seenClosed', by, leftOpen, ...told, at }];
    }
    case 'open':
      return [{ kind: 'door.seenOpen', at }];
    case 'changed':
      return [{ ...seen, kind: 'finding.changed', at }];
  }
}
