import { admit } from '../../../src/app/desk/admit.ts';
import { decideOn } from '../../../src/app/desk/decide-as.ts';
import type { DeskNeeds } from '../../../src/app/desk/desk-needs.ts';
import type { Touch } from '../../../src/app/ports.ts';
import type { ExemptionWanted } from '../../../src/domain/approval/request.ts';
import type { FindingCommand } from '../../../src/domain/finding/commands.ts';
import { type Instant, MINUTE_MS } from '../../../src/domain/instant.ts';
import type { Action } from '../../../src/domain/people/actions.ts';
import type { Random } from '../world/random.ts';

/** An exemption for some hours, or for more than a day. */
export function someExemption(random: Random, now: Instant): ExemptionWanted {
  const minutes = random.chance(0.7) ? random.whole(20, 300) : random.whole(1_500, 2_600);
  return {
    reason: 'Works on it',
    ticket: null,
    until: now + minutes * MINUTE_MS,
    atEnd: random.pick(['revert', 'reopen']),
  };
}

/** A command about an exemption, or a deadline, by somebody who may do that. */
export async function submitCommand(
  action: Action,
  command: FindingCommand,
  touch: Touch,
  needs: DeskNeeds,
): Promise<void> {
  const admitted = await admit(action, touch, needs);
  if (admitted.kind !== 'admitted') return;
  const stake = { matter: 'exempt', lockOuts: [] } as const;
  await decideOn(touch, () => command, { needs, stake });
}
