import { exposureOfScope } from '../exemption/scope.ts';
import type { Instant } from '../instant.ts';
import { difference, exposureOf, intersection, isEmpty } from '../net/exposure.ts';
import { asAdmission } from '../plan/planned-rule.ts';
import type { DoorSeen } from './commands.ts';
import { closedBySomebody, type Decision, events } from './decision.ts';
import type { FindingEvent } from './events.ts';
import type { Finding, FindingState } from './finding.ts';

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
      const { leftOpen = null, connections } = seen;
      const told = connections === undefined ? {} : { connections };
      return [{ kind: 'door.seenClosed', by, leftOpen, ...told, at }];
    }
    case 'open':
      return [{ kind: 'door.seenOpen', at }];
    case 'changed':
      return finding.state.kind === 'exempted'
        ? exemptedSeen(finding, finding.state, seen, at)
        : [{ ...seen, kind: 'finding.changed', at }];
  }
}

/** An exemption lets through what it was approved for. What a door lets in beyond is told by a finding of its own,
 * with the rules as they are: this one stays as it was, as long as any of what it lets through is let in. */
function exemptedSeen(
  finding: Finding,
  { exemption }: FindingState & { readonly kind: 'exempted' },
  seen: DoorSeen & { readonly kind: 'changed' },
  at: Instant,
): readonly FindingEvent[] {
  const now = exposureOf(seen.excess.map(asAdmission));
  const scope = exposureOfScope(exemption.scope);
  if (isEmpty(difference(now, scope))) return [{ ...seen, kind: 'finding.changed', at }];
  if (!isEmpty(intersection(now, scope))) return [{ kind: 'door.seenOpen', at }];
  return [{ kind: 'door.seenClosed', by: closedBySomebody(finding), leftOpen: null, at }];
}
