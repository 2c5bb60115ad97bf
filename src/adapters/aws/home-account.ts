import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { OutsideError } from '../../domain/outside-error.ts';
import { toOutsideError } from './aws-errors.ts';
import { AWS_TIMEOUT_MS } from './clients.ts';

/** The account whose credentials Portcullis runs with, 12 digits.
 * @throws OutsideError when AWS cannot be asked or refuses. */
export async function homeAccount(region: string): Promise<string> {
  const client = new STSClient({
    region,
    requestHandler: { requestTimeout: AWS_TIMEOUT_MS, throwOnRequestTimeout: true },
  });
  const answer = await client.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
    throw toOutsideError(error, 'sts:GetCallerIdentity');
  });
  if (answer.Account === undefined) {
    throw new OutsideError('aws_failed', 'AWS did not say which account the credentials are of', {
      isRetryable: false,
    });
  }
  return answer.Account;
}
