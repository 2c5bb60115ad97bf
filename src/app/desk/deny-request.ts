import type { Finding } from '../../domain/finding/finding.ts';
import type { Touch, TouchRefused } from '../ports.ts';
import { admit, notPossible } from './admit.ts';
import { decideAs } from './decide-as.ts';
import type { DeskNeeds } from './desk-needs.ts';

/** Asks for the reason of a denial, where there is something to deny. */
export async function reviewDenial(
  touch: Touch,
  needs: DeskNeeds,
): Promise<{ readonly kind: 'review'; readonly finding: Finding } | TouchRefused> {
  const admitted = await admit('deny', touch, needs);
  if (admitted.kind !== 'admitted') return admitted;
  const { finding } = admitted;
  return finding.request === null
    ? notPossible({ kind: 'noRequest' })
    : { kind: 'review', finding };
}

/** Ends a request by one person's no. */
export async function denyRequest(
  touch: Touch & { readonly reason: string },
  needs: DeskNeeds,
): Promise<{ readonly kind: 'denied' } | TouchRefused> {
  const command = { kind: 'deny', by: touch.userId, reason: touch.reason } as const;
  const refused = await decideAs('deny', touch, command, needs);
  return refused ?? { kind: 'denied' };
}
