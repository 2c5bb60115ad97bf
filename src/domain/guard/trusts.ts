import type { TrustFacts } from './estate.ts';

/** Whether a trust is there. `inDoubt`: Directory Service cannot say. */
export type TrustStanding = 'there' | 'inDoubt' | 'gone';

/** What each state of a trust comes to. `Verify…` and `Update…` are of a trust that was created: that it
 * could not be verified, or changed, takes nothing of it away, and shut ports may be why. `Failed` does not
 * tell what failed, nor what stands on either side of it; whoever wants it made needs its ports meanwhile.
 * Source: Directory Service API, `Trust.TrustState`; AWS Directory Service Administration Guide, "Trust
 * creation status reasons" and "Creating a trust relationship". */
const STANDINGS: Readonly<Record<string, TrustStanding>> = {
  Creating: 'there',
  Created: 'there',
  Verifying: 'there',
  VerifyFailed: 'there',
  Verified: 'there',
  Updating: 'there',
  UpdateFailed: 'there',
  Updated: 'there',
  Deleting: 'inDoubt',
  Deleted: 'gone',
  Failed: 'inDoubt',
};

/** Whether there is a trust in a state. One of a state that AWS has added since is in doubt. Pure, total. */
export function trustStanding(state: string): TrustStanding {
  return STANDINGS[state] ?? 'inDoubt';
}

/** The trusts that count as there, in words: in doubt there is a trust, and its state is told with it. Text
 * from outside. Pure, total. */
export function trustsThatCount(trusts: readonly TrustFacts[]): readonly string[] {
  return trusts
    .filter(({ state }) => trustStanding(state) !== 'gone')
    .map(({ remoteDomainName, state }) =>
      trustStanding(state) === 'there' ? remoteDomainName : `${remoteDomainName} (${state})`,
    );
}
