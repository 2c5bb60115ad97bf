import type { Instant } from '../instant.ts';
import type { DoorSeen } from './commands.ts';
import { closedBySomebody, type Decision, events } from './decision.ts';
import type { FindingEvent } from './events.ts';
import type { Finding } from './finding.ts';

/** What a look shows. An execution under way looks for itself: two looks at once would tell two stories. What
 * is closed was looked at before. */
export function look(finding: Finding, seen: DoorSeen, at: Instant): Decision {
  const { kind } = finding.state;
  if (kind === 'executing' || kind === 'closed') return events();
  return events(...seenEvents(finding, seen, at));
}

/** The events of a door as it was seen. */
export function seenEvents(finding: Finding, seen: DoorSeen, at: Instant): readonly FindingEvent[] {
  switch (seen.kind) {
    case 'shut': {
      const by = closedBySomebody(finding);
      return [{ kind: 'door.seenClosed', by, leftOpen: seen.leftOpen ?? null, at }];
    }
    case 'open':
      return [{ kind: 'door.seenOpen', at }];
    case 'changed':
      return [{ ...seen, kind: 'finding.changed', at }];
  }
}
