import type { FindingCommand } from '../../domain/finding/commands.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { slackOrigin } from '../../domain/origin.ts';
import type { Action } from '../../domain/people/authorise.ts';
import { type AtStake, decideNow } from '../decide-now.ts';
import type { Touch, TouchRefused } from '../ports.ts';
import { admit, notPossible } from './admit.ts';
import type { DeskNeeds } from './desk-needs.ts';

/** Lets a command of somebody change a finding. `commandFor` is asked of the finding as it is then. */
export async function decideOn(
  touch: Touch,
  commandFor: (latest: Finding) => FindingCommand,
  { needs, stake }: { readonly needs: DeskNeeds; readonly stake?: AtStake },
): Promise<{ readonly kind: 'changed'; readonly finding: Finding } | TouchRefused> {
  const { store, clock, log } = needs;
  const now = clock.now();
  const about = { now, needs, ...(stake === undefined ? {} : { stake }) };
  const changed = await store.change(
    touch.findingId,
    (latest) => decideNow(latest, commandFor(latest), about),
    now,
    slackOrigin(touch.address),
  );
  log.info({ ...touch, answer: changed.kind }, 'decision taken');
  return changed.kind === 'refused' ? notPossible(changed.refusal) : changed;
}

/** The same for whoever may: null where it is done, else why it is not. */
export async function decideAs(
  action: Action,
  touch: Touch,
  command: FindingCommand,
  needs: DeskNeeds,
): Promise<TouchRefused | null> {
  const admitted = await admit(action, touch, needs);
  if (admitted.kind !== 'admitted') return admitted;
  const changed = await decideOn(touch, () => command, { needs });
  return changed.kind === 'changed' ? null : changed;
}
