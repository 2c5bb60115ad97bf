import { type Decision, decide } from '../../domain/finding/decide.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import { readListsNamed } from '../doors/lists-named.ts';
import { readUntilAgreed, seen } from '../doors/look-at-door.ts';
import { readLeftOpen } from '../doors/read-left-open.ts';
import type { ActNeeds } from './act.ts';

/** A look changes nothing, so that no connections are asked about. */
type WakeNeeds = Omit<ActNeeds, 'listing'>;

/** Looks at a finding's door again and lets the finding take note.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function wake(findingId: string, needs: WakeNeeds): Promise<void> {
  const { store, clock, policy, homeAccountId } = needs;
  const finding = await store.finding(findingId);
  if (finding === null || finding.state.kind !== 'open' || finding.lookAt === null) return;
  const look = await readUntilAgreed(finding, needs);
  if (look.kind === 'couldNotLook' || look.kind === 'disagree') {
    const why = look.kind === 'disagree' ? 'EC2 gave different answers in every read' : look.reason;
    const message = `Could not look at the door of ${findingId}: ${why}`;
    throw new OutsideError('aws_failed', message, { isRetryable: true });
  }
  const now = clock.now();
  const shown = seen(finding, look, { policy, lists: await readListsNamed(finding, needs) });
  const leftOpen = shown.kind === 'shut' ? await readLeftOpen(finding, needs) : null;
  const command = {
    kind: 'look',
    seen: shown.kind === 'shut' ? { ...shown, leftOpen } : shown,
  } as const;
  await store.change(
    findingId,
    // What happened during the look may not be in it. It asked for this job again, so it is looked
    // at once more.
    (latest) =>
      doorVersion(latest) === doorVersion(finding)
        ? decide(latest, command, { now, homeAccountId })
        : NOTHING_LEARNT,
    now,
  );
}

/** The version of a finding without its weighing, which tells nothing of the door. */
function doorVersion({ version, weight }: Finding): number {
  return weight === null ? version : version - 1;
}

const NOTHING_LEARNT: Decision = { kind: 'events', events: [] };
