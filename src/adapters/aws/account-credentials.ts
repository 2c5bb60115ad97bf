import type { Accounts, Place } from '../../app/ports.ts';

/** Credentials of a role in another account. Whatever client asks gets the same, until they are nearly over.
 * @throws OutsideError that says what to do, when the role cannot be assumed. */
export type AssumedRole = () => Promise<RoleCredentials>;

/** Temporary credentials, as STS gives them. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Where a client of the SDK calls. Without credentials it takes those of the SDK's default chain. */
export interface ClientPlace {
  readonly region: string;
  readonly credentials?: AssumedRole;
}

/** The accounts that calls are made in, each with its credentials. Nothing else in this room compares account ids. */
export interface AwsAccounts extends Accounts {
  /** Why nothing is asked of an account; null for one that is configured. */
  whyNotConfigured(accountId: string): string | null;
  /** @throws OutsideError for an account that is not configured: the credentials would lead elsewhere. */
  clientPlace(place: Place): ClientPlace;
}
