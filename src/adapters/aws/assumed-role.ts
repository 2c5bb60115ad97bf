import { AssumeRoleCommand, type Credentials, STSClient } from '@aws-sdk/client-sts';
import type { Clock } from '../../app/ports.ts';
import { MEMBER_SESSION_NAME } from '../../domain/change/own-role.ts';
import { MINUTE_MS } from '../../domain/instant.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import type { MemberAccount } from '../../domain/policy/policy.ts';
import type { AssumedRole, RoleCredentials } from './account-credentials.ts';
import { awsFailure, firstLine, toOutsideError } from './aws-errors.ts';
import { READ_ATTEMPTS, requestHandler } from './clients.ts';

/** How long before their end credentials are asked for anew, in ms: the SDK counts those as over that last for five
 * minutes more, and a call that is under way needs some. */
export const ROLE_REFRESH_MS = 6 * MINUTE_MS;

/** Where STS is asked, and by whose clock credentials end. */
export interface StsNeeds {
  readonly region: string;
  readonly clock: Pick<Clock, 'now'>;
}

/** The role of a member account, assumed when it is needed. STS is asked at the endpoint of the Region: what that
 * gives is good in every Region, which what the global endpoint gives is not (IAM User Guide, "Manage AWS STS in
 * an AWS Region"). */
export function assumedRole(member: MemberAccount, { region, clock }: StsNeeds): AssumedRole {
  const client = new STSClient({ region, maxAttempts: READ_ATTEMPTS, requestHandler });
  let current: Promise<RoleCredentials> | null = null;
  const renew = (): Promise<RoleCredentials> => {
    const asked = assume(client, member);
    current = asked;
    // A refusal is asked about again by the next call: somebody may have mended it.
    asked.catch(() => {
      if (current === asked) current = null;
    });
    return asked;
  };
  return async () => {
    const asked = current ?? renew();
    const known = await asked;
    if (known.expiration.getTime() - clock.now() >= ROLE_REFRESH_MS) return known;
    // Of many that find them over one asks for all.
    return await (current === asked ? renew() : (current ?? renew()));
  };
}

async function assume(client: STSClient, member: MemberAccount): Promise<RoleCredentials> {
  const { roleArn, externalId } = member;
  const command = new AssumeRoleCommand({
    RoleArn: roleArn,
    RoleSessionName: MEMBER_SESSION_NAME,
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
  });
  const answer = await client.send(command).catch((error: unknown) => {
    throw notAssumed(error, member);
  });
  return credentialsOf(answer.Credentials, roleArn);
}

function notAssumed(error: unknown, { roleArn, externalId }: MemberAccount): OutsideError {
  const { kind, code, message } = awsFailure(error);
  const isRefused = kind === 'denied' && REFUSED.has(code);
  if (!isRefused) return toOutsideError(error, `sts:AssumeRole on ${roleArn}`);
  const withId = externalId === undefined ? '' : ', with the external id of the policy';
  const advice =
    `Portcullis may not assume ${roleArn}: see that the role is there, that its trust policy names the ` +
    `role that Portcullis runs as${withId}, and that this one is allowed sts:AssumeRole on it ` +
    `(${code}: ${firstLine(message)})`;
  return new OutsideError('aws_denied', advice, { isRetryable: false, cause: error });
}

/** STS answers the same for a role that is not there. */
const REFUSED: ReadonlySet<string> = new Set(['AccessDenied', 'AccessDeniedException']);

function credentialsOf(given: Credentials | undefined, roleArn: string): RoleCredentials {
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = given ?? {};
  const { SessionToken: sessionToken, Expiration: expiration } = given ?? {};
  const isWhole = accessKeyId !== undefined && secretAccessKey !== undefined;
  if (isWhole && sessionToken !== undefined && expiration !== undefined) {
    return { accessKeyId, secretAccessKey, sessionToken, expiration };
  }
  const message = `STS answered sts:AssumeRole on ${roleArn} without whole credentials`;
  throw new OutsideError('aws_failed', message, { isRetryable: false });
}
