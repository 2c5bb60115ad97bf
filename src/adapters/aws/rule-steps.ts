import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  type AuthorizeSecurityGroupIngressRequest,
  type TagSpecification,
} from '@aws-sdk/client-ec2';
import type { GroupAddress, RuleSteps, StepAnswer } from '../../app/ports.ts';
import type { HardenStep } from '../../domain/harden/harden-plan.ts';
import type { AwsAccounts } from './accounts.ts';
import { awsFailure } from './aws-errors.ts';
import { clientsByPlace, type PlaceClients } from './clients.ts';
import { toIpPermission } from './ip-permission.ts';
import { revoke } from './revoke.ts';
import { stepFailure } from './step-failure.ts';

/** The steps of hardenings in EC2, in the accounts that are configured. */
export function ec2RuleSteps(accounts: AwsAccounts): RuleSteps {
  const clients = clientsByPlace(accounts);
  return {
    take: async ({ groupId, ...place }, { kind, direction, rules }) =>
      kind === 'add'
        ? authorize(clients(place), groupId, { direction, rules })
        : revoke(clients(place), { groupId, direction, revoke: rules }),
  };
}

/** The owner of a group that a rule names is not known here: one of another account is refused by EC2. */
const NO_OWNERS: ReadonlyMap<string, string> = new Map();

async function authorize(
  { write }: PlaceClients,
  groupId: GroupAddress['groupId'],
  { direction, rules }: Pick<HardenStep, 'direction' | 'rules'>,
): Promise<StepAnswer> {
  const permissions = rules.map((rule) =>
    toIpPermission(rule, { owners: NO_OWNERS, description: rule.description }),
  );
  const call = { GroupId: groupId, IpPermissions: permissions };
  const isOutbound = direction === 'outbound';
  const send = async (request: AuthorizeSecurityGroupIngressRequest & { GroupId: string }) => {
    const answer = isOutbound
      ? await write.send(new AuthorizeSecurityGroupEgressCommand(request))
      : await write.send(new AuthorizeSecurityGroupIngressCommand(request));
    return { kind: 'accepted', requestId: answer.$metadata.requestId ?? null } as const;
  };
  const action = `ec2:AuthorizeSecurityGroup${isOutbound ? 'Egress' : 'Ingress'}`;
  const tags = tagsOf(rules);
  if (tags.length > 0) {
    try {
      return await send({ ...call, TagSpecifications: tags });
    } catch (error) {
      // A call that was denied did nothing, and the tags may be why: the rules matter more than their tags.
      if (awsFailure(error).kind !== 'denied') return stepFailure(error, action);
    }
  }
  try {
    return await send(call);
  } catch (error) {
    return stepFailure(error, action);
  }
}

/** The tags of the rules of a step, which all have the same. Those of AWS's own it gives to nobody (Amazon EC2
 * User Guide, "Tag restrictions"). */
function tagsOf([rule]: HardenStep['rules']): TagSpecification[] {
  const own = Object.entries(rule?.tags ?? {}).filter(([key]) => !key.startsWith('aws:'));
  if (own.length === 0) return [];
  const Tags = own.map(([Key, Value]) => ({ Key, Value }));
  return [{ ResourceType: 'security-group-rule', Tags }];
}
