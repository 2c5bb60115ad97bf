import { z } from 'zod';
import type { FaultBook } from '../faults.ts';
import type { Principals } from '../identity/principals.ts';
import type { NewId } from '../ids.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Service } from '../wire/http.ts';
import { type JsonBody, jsonService } from '../wire/json-service.ts';
import { readInput } from '../wire/read-input.ts';
import type { WorldState } from '../world/model.ts';
import type { LiveWorld } from '../world/world.ts';

/** What stands before the action in `X-Amz-Target`. */
export const QUOTAS_TARGET = 'ServiceQuotasV20190624.';

/** Every Service Quotas action that is answered. */
export const QUOTAS_ACTIONS: readonly string[] = ['GetServiceQuota'];

/** "Inbound or outbound rules per security group" (Amazon VPC quotas). */
const RULES_PER_GROUP = { ServiceCode: 'vpc', QuotaCode: 'L-0EA8095F' } as const;

const inputSchema = z.strictObject({ ServiceCode: z.string(), QuotaCode: z.string() });

export interface QuotasServiceOptions {
  readonly newId: NewId;
  readonly world: LiveWorld;
  readonly principals: Principals;
  readonly faults: FaultBook;
}

/** Service Quotas' JSON 1.1 protocol: the one quota that this world holds groups to. */
export function quotasService(options: QuotasServiceOptions): Service {
  const get = (body: JsonBody) => getServiceQuota(options.world.state, body);
  return jsonService({
    ...options,
    title: 'Service Quotas',
    actions: new Map([['GetServiceQuota', ({ body }) => get(body)]]),
  });
}

function getServiceQuota({ rulesPerGroupMax }: WorldState, body: JsonBody): object {
  const asked = readInput('GetServiceQuota', inputSchema, body, 'IllegalArgumentException');
  const { ServiceCode, QuotaCode } = RULES_PER_GROUP;
  if (asked.ServiceCode !== ServiceCode || asked.QuotaCode !== QuotaCode) {
    throw new AwsError('NoSuchResourceException', 'The specified resource does not exist.');
  }
  return {
    Quota: {
      ServiceCode,
      ServiceName: 'Amazon Virtual Private Cloud (Amazon VPC)',
      QuotaCode,
      QuotaName: 'Inbound or outbound rules per security group',
      Value: rulesPerGroupMax,
      Unit: 'None',
      Adjustable: true,
      GlobalQuota: false,
    },
  };
}
