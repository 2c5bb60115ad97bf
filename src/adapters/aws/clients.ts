import { EC2Client } from '@aws-sdk/client-ec2';
import type { Place } from '../../app/ports.ts';
import { SECOND_MS } from '../../domain/instant.ts';
import type { AwsAccounts } from './account-credentials.ts';
import { byPlace } from './by-place.ts';

/** How long a call to AWS may take before it counts as lost, in ms. */
export const AWS_TIMEOUT_MS = 10 * SECOND_MS;
/** How long connecting to AWS may take, in ms. */
export const CONNECTION_TIMEOUT_MS = 3 * SECOND_MS;
/** Tries of a call that only reads, the first included; the SDK backs off between them. */
export const READ_ATTEMPTS = 3;

/** How every call that is short is made. */
export const requestHandler = {
  requestTimeout: AWS_TIMEOUT_MS,
  // Without this the SDK only warns when the time is up, and goes on waiting.
  throwOnRequestTimeout: true,
  connectionTimeout: CONNECTION_TIMEOUT_MS,
};

/** The two clients of one account and Region. Calls that change something are never repeated by the SDK: after
 * a lost reply it is the reading back that tells what happened. */
export interface PlaceClients {
  readonly read: EC2Client;
  readonly write: EC2Client;
}

/** One pair of clients for each account and Region that is asked for, made when it is. */
export function clientsByPlace(accounts: AwsAccounts): (place: Place) => PlaceClients {
  return byPlace(accounts, (place) => ({
    read: new EC2Client({ ...place, maxAttempts: READ_ATTEMPTS, requestHandler }),
    write: new EC2Client({ ...place, maxAttempts: 1, requestHandler }),
  }));
}
