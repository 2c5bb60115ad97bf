import type { StepAnswer } from '../../app/ports.ts';
import { OutsideError } from '../../domain/outside-error.ts';

/** Why nothing is asked of an account that is not home; null for home. */
export function whyNotHome(accountId: string, homeAccountId: string): string | null {
  if (accountId === homeAccountId) return null;
  return `account ${accountId} is not configured; credentials are of ${homeAccountId}`;
}

/** @throws OutsideError for an account that is not home: the credentials would list another's. */
export function requireHome(accountId: string, homeAccountId: string): void {
  const reason = whyNotHome(accountId, homeAccountId);
  if (reason !== null) throw new OutsideError('aws_denied', reason, { isRetryable: false });
}

/** Takes a step, unless it is in an account that is not home: the credentials would take it elsewhere. */
export async function stepAtHome(
  accountId: string,
  homeAccountId: string,
  take: () => Promise<StepAnswer>,
): Promise<StepAnswer> {
  const reason = whyNotHome(accountId, homeAccountId);
  if (reason === null) return await take();
  return { kind: 'refused', code: 'AccountNotConfigured', advice: reason };
}
