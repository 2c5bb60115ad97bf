import { EC2Client } from '@aws-sdk/client-ec2';
import { SECOND_MS } from '../../domain/instant.ts';
import { byRegion } from './by-region.ts';

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

/** The two clients of one Region. Calls that change something are never repeated by the SDK: after
 * a lost reply it is the reading back that tells what happened. */
export interface RegionClients {
  readonly read: EC2Client;
  readonly write: EC2Client;
}

/** One pair of clients for each Region that is asked for, made when it is. Credentials come from
 * the SDK's default chain. */
export function clientsByRegion(): (region: string) => RegionClients {
  return byRegion((region) => ({
    read: new EC2Client({ region, maxAttempts: READ_ATTEMPTS, requestHandler }),
    write: new EC2Client({ region, maxAttempts: 1, requestHandler }),
  }));
}
