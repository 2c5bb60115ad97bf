import type { Place } from '../../app/ports.ts';
import type { AwsAccounts, ClientPlace } from './account-credentials.ts';

/** One client for each account and Region that is asked for, made when it is: here and nowhere else it is chosen
 * whose credentials a call has.
 * @throws OutsideError for an account that is not configured. */
export function byPlace<Client>(
  accounts: Pick<AwsAccounts, 'clientPlace'>,
  make: (place: ClientPlace) => Client,
): (place: Place) => Client {
  const known = new Map<string, Client>();
  return (place) => {
    const key = `${place.accountId}/${place.region}`;
    const existing = known.get(key);
    if (existing !== undefined) return existing;
    const made = make(accounts.clientPlace(place));
    known.set(key, made);
    return made;
  };
}
