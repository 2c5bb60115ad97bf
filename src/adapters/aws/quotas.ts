import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Quotas } from '../../app/ports.ts';
import { RULES_PER_GROUP_QUOTA_MAX } from '../../domain/harden/quota.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import type { AwsAccounts } from './accounts.ts';
import { byPlace } from './by-place.ts';
import { READ_ATTEMPTS, requestHandler } from './clients.ts';
import { look } from './look.ts';

/** "Inbound or outbound rules per security group". Source: Amazon VPC User Guide, "Amazon VPC quotas"; Service
 * Quotas, service `vpc`. */
const RULES_PER_GROUP = { ServiceCode: 'vpc', QuotaCode: 'L-0EA8095F' };

/** Service Quotas in the accounts that are configured. */
export function awsQuotas(accounts: AwsAccounts): Quotas {
  const clientOf = byPlace(
    accounts,
    (place) => new ServiceQuotasClient({ ...place, maxAttempts: READ_ATTEMPTS, requestHandler }),
  );
  return {
    rulesPerGroup: (place) =>
      look(place, accounts, 'servicequotas:GetServiceQuota', () => rulesPerGroup(clientOf(place))),
  };
}

async function rulesPerGroup(client: ServiceQuotasClient): Promise<number> {
  const { Quota: quota } = await client.send(new GetServiceQuotaCommand(RULES_PER_GROUP));
  const value = quota?.Value;
  const isUnderstood =
    value !== undefined &&
    Number.isInteger(value) &&
    value >= 1 &&
    value <= RULES_PER_GROUP_QUOTA_MAX;
  if (isUnderstood) return value;
  const message = `Service Quotas told a quota of rules per group that is not understood: ${value}`;
  throw new OutsideError('aws_failed', message, { isRetryable: false });
}
