import type { NewId } from '../ids.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Credentials, Identity } from './identity.ts';
import { isSession, type Principal, principalOf } from './principal.ts';

export interface PrincipalsOptions {
  readonly accountId: string;
  readonly newId: NewId;
  readonly now: () => Date;
}

/** The callers that are known, by access key id. */
export class Principals {
  readonly #options: PrincipalsOptions;
  readonly #byAccessKey = new Map<string, Principal>();

  constructor(options: PrincipalsOptions) {
    this.#options = options;
  }

  add(identity: Identity): Credentials {
    const { accountId, newId, now } = this.#options;
    const principal = principalOf(identity, { accountId, newId, sessionStart: now() });
    this.#byAccessKey.set(principal.accessKeyId, principal);
    const { accessKeyId } = principal;
    const secret = { accessKeyId, secretAccessKey: `not-checked-${newId('')}` };
    return isSession(identity) ? { ...secret, sessionToken: `not-checked-${newId('')}` } : secret;
  }

  /** The account of who has an access key; `undefined` for nobody's. */
  accountOf(accessKeyId: string): string | undefined {
    return this.#byAccessKey.get(accessKeyId)?.accountId;
  }

  /** Throws `AuthFailure` for an access key that no identity was given. */
  find(accessKeyId: string): Principal {
    const principal = this.#byAccessKey.get(accessKeyId);
    if (principal) return principal;
    throw new AwsError(
      'AuthFailure',
      `AWS was not able to validate the provided access credentials: ${
        accessKeyId === '' ? 'the request is not signed' : `no identity has the key ${accessKeyId}`
      }`,
      401,
    );
  }
}
