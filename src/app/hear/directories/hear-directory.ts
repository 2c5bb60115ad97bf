import type { DirectoryChange } from '../../../domain/change/exposure-change.ts';
import {
  type DirectoryCall,
  isNewlyProbable,
  probableCallOf,
} from '../../../domain/finding/directory-call.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { Admission, Kept } from '../../ports.ts';
import { ABOUT_NOTHING, type HearNeeds, outcomeAlone, type Prepared } from '../prepared.ts';
import { changedAtOf } from '../rules/resolve.ts';

/** What the record of a call to Directory Service does: it opens nothing by itself, since AWS then writes
 * the rules. It is remembered, for what AWS writes; and what AWS wrote before this was heard is told
 * of it. */
export function hearDirectory(
  change: DirectoryChange,
  { clock }: Pick<HearNeeds, 'clock'>,
): Promise<Prepared> {
  const now = clock.now();
  const call = callOf(change, now);
  if (call === null) {
    const admission = outcomeAlone({ kind: 'permitted', reason: REASONS[reasonOf(change)] });
    return Promise.resolve({ about: ABOUT_NOTHING, judge: () => admission });
  }
  const about = { ...ABOUT_NOTHING, directories: [call] };
  return Promise.resolve({ about, judge: (kept) => admitCall(call, kept, now) });
}

const REASONS = {
  born: 'A directory is asked for: the group that AWS makes for it is its own doing until it is active',
  routes: "It adds routes and leaves the directory's group alone",
  rewritten: "AWS may rewrite the directory's group; what it opens is judged when it does",
} as const;

function reasonOf(change: DirectoryChange): keyof typeof REASONS {
  if (change.kind === 'directoryBorn') return 'born';
  return change.isGroupUpdated ? 'rewritten' : 'routes';
}

/** Null for a call that is not worth remembering. */
function callOf(change: DirectoryChange, now: Instant): DirectoryCall | null {
  const { record, directoryId } = change;
  if (directoryId === null || reasonOf(change) === 'routes') return null;
  const { accountId, region, eventId, eventName, actor } = record;
  const place = { accountId, region, directoryId };
  const call = { ...place, eventId, eventName, at: changedAtOf(change, now), actor };
  if (change.kind === 'directoryBorn') return { kind: 'born', ...call };
  const ranges = change.ranges === null ? {} : { ranges: change.ranges };
  return { kind: 'routesAdded', ...call, ...ranges };
}

function admitCall(call: DirectoryCall, kept: Kept, now: Instant): Admission {
  const changes = kept.ofDirectories.flatMap((finding) => {
    const probable = probableCallOf(finding, [call]);
    if (probable === null || !isNewlyProbable(finding, probable)) return [];
    const event = { kind: 'finding.traced', call: probable, at: now } as const;
    return [{ findingId: finding.id, events: [event] }];
  });
  const [first] = changes;
  const reason = REASONS[call.kind === 'born' ? 'born' : 'rewritten'];
  return {
    outcome:
      first === undefined
        ? { kind: 'permitted', reason }
        : { kind: 'finding', findingId: first.findingId, isNew: false },
    changes,
    notice: null,
    learnt: [{ kind: 'directoryCall', call }],
  };
}
