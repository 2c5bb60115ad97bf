import { type Finding, openingCall } from '../../domain/finding/finding.ts';
import { isToTie } from '../../domain/finding/wanted.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import type { FindingTie } from '../../domain/people/finding-tie.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { type TieNeeds, tieActor } from '../people/tie-actor.ts';
import type { Clock, Log, Store } from '../ports.ts';

export interface TieFindingNeeds extends Omit<TieNeeds, 'policy'> {
  readonly policy: Policy;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** Finds out who in Slack opened a finding's door, and lets the finding take note of it. Where policy ties nobody,
 * nothing is looked up, and noted.
 * @throws OutsideError, retryable, when Slack cannot be asked now: "nobody" is another answer. */
export async function tieFinding(findingId: string, needs: TieFindingNeeds): Promise<void> {
  const { store, policy, clock, log } = needs;
  if (policy.people === undefined) return;
  const finding = await store.finding(findingId);
  const call = finding === null ? null : openingCall(finding.opening);
  if (finding === null || call === null || !isToTie(finding)) return;
  const tie = await tieActor(call.actor, needs);
  if (tie.kind === 'couldNotLook') {
    const message = `Slack could not be asked who opened ${findingId}: ${tie.reason}`;
    throw new OutsideError('slack_unreachable', message, { isRetryable: true });
  }
  log.info({ findingId, tie }, 'actor looked up in Slack');
  const at = clock.now();
  await store.change(findingId, (latest) => noted(latest, { eventId: call.eventId, tie, at }), at);
}

/** Another call may have opened it again meanwhile: that one has asked for this job, too. */
function noted(
  latest: Finding,
  { eventId, tie, at }: { readonly eventId: string; readonly tie: FindingTie; readonly at: number },
) {
  const isSameCall = openingCall(latest.opening)?.eventId === eventId;
  const isWanted = isSameCall && isToTie(latest);
  const events = isWanted ? [{ kind: 'actor.tied', tie, at } as const] : [];
  return { kind: 'events', events } as const;
}
