import { AwsError } from '../wire/aws-error.ts';
import type { Principal } from './principal.ts';

/** A role that others may assume. */
export interface SeedRole {
  readonly accountId: string;
  readonly roleName: string;
  /** `team/`: ends with a slash. Default: none. */
  readonly path?: string;
  /** Accounts whose identities its trust policy lets in. Who is let in needs no permission of their own here. */
  readonly trusts: readonly string[];
  /** What its trust policy asks for besides. */
  readonly externalId?: string;
}

/** The roles that there are, by ARN. */
export class Roles {
  readonly #byArn = new Map<string, SeedRole>();

  /** Takes the place of a role of that name. Answers its ARN. */
  add(role: SeedRole): string {
    const { accountId, path = '', roleName } = role;
    const arn = `arn:aws:iam::${accountId}:role/${path}${roleName}`;
    this.#byArn.set(arn, role);
    return arn;
  }

  /** The role, for a caller that its trust policy lets in. Throws `AccessDenied`, for one that is not there too: AWS
   * does not say which. */
  assumedBy(caller: Principal, arn: string, externalId: string | undefined): SeedRole {
    const role = this.#byArn.get(arn);
    const isTrusted = role?.trusts.includes(caller.accountId) === true;
    const isMeant = role?.externalId === undefined || role.externalId === externalId;
    if (role !== undefined && isTrusted && isMeant) return role;
    throw new AwsError(
      'AccessDenied',
      `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      403,
    );
  }
}
