import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { OutsideError } from '../../domain/outside-error.ts';
import { toOutsideError } from './aws-errors.ts';
import { AWS_TIMEOUT_MS } from './clients.ts';

/** Whose credentials Portcullis runs with. */
export interface HomeAccount {
  /** 12 digits. */
  readonly accountId: string;
  /** The ARN of the user, or of the session of the role. */
  readonly ownArn: string;
}

/** Asks AWS who Portcullis is.
 * @throws OutsideError when AWS cannot be asked or refuses. */
export async function homeAccount(region: string): Promise<HomeAccount> {
  const client = new STSClient({
    region,
    requestHandler: { requestTimeout: AWS_TIMEOUT_MS, throwOnRequestTimeout: true },
  });
  const answer = await client.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
    throw toOutsideError(error, 'sts:GetCallerIdentity');
  });
  const { Account: accountId, Arn: ownArn } = answer;
  if (accountId === undefined || ownArn === undefined) {
    throw new OutsideError('aws_failed', 'AWS did not say whose the credentials are', {
      isRetryable: false,
    });
  }
  return { accountId, ownArn };
}
