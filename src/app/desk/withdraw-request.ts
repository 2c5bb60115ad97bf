import type { Touch, TouchRefused } from '../ports.ts';
import { decideAs } from './decide-as.ts';
import type { DeskNeeds } from './desk-needs.ts';

/** Takes a request back, for whoever made it. */
export async function withdrawRequest(
  touch: Touch,
  needs: DeskNeeds,
): Promise<{ readonly kind: 'withdrawn' } | TouchRefused> {
  const command = { kind: 'withdraw', by: touch.userId } as const;
  const refused = await decideAs('withdraw', touch, command, needs);
  return refused ?? { kind: 'withdrawn' };
}
