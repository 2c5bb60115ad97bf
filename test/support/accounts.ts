import { type AwsAccounts, awsAccounts } from '../../src/adapters/aws/accounts.ts';
import { systemClock } from '../../src/adapters/system/system-clock.ts';

/** No account but home, by the credentials of the environment. */
export function homeOnly(accountId: string): AwsAccounts {
  return awsAccounts(accountId, [], { region: 'eu-central-1', clock: systemClock });
}
