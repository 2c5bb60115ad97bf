import type { StepAnswer } from '../../app/ports.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import type { AwsAccounts } from './accounts.ts';

/** @throws OutsideError for an account that is not configured: the credentials would list another's. */
export function requireConfigured(accountId: string, accounts: AwsAccounts): void {
  const reason = accounts.whyNotConfigured(accountId);
  if (reason !== null) throw new OutsideError('aws_denied', reason, { isRetryable: false });
}

/** Takes a step, unless it is in an account that is not configured: the credentials would take it elsewhere. */
export async function stepIfConfigured(
  accountId: string,
  accounts: AwsAccounts,
  take: () => Promise<StepAnswer>,
): Promise<StepAnswer> {
  const reason = accounts.whyNotConfigured(accountId);
  if (reason === null) return await take();
  return { kind: 'refused', code: 'AccountNotConfigured', advice: reason };
}
