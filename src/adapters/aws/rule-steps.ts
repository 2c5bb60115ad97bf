import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import type { GroupAddress, RuleSteps, StepAnswer } from '../../app/ports.ts';
import type { HardenStep } from '../../domain/harden/harden-plan.ts';
import { clientsByRegion, type RegionClients } from './clients.ts';
import { toIpPermission } from './ip-permission.ts';
import { revoke } from './revoke.ts';
import { stepFailure } from './step-failure.ts';

/** The steps of hardenings in EC2, in the account that the credentials are of. */
export function ec2RuleSteps(): RuleSteps {
  const clients = clientsByRegion();
  return {
    take: ({ region, groupId }, { kind, direction, rules }) =>
      kind === 'add'
        ? authorize(clients(region), groupId, { direction, rules })
        : revoke(clients(region), { groupId, direction, revoke: rules }),
  };
}

/** The owner of a group that a rule names is not known here: one of another account is refused by EC2. */
const NO_OWNERS: ReadonlyMap<string, string> = new Map();

async function authorize(
  { write }: RegionClients,
  groupId: GroupAddress['groupId'],
  { direction, rules }: Pick<HardenStep, 'direction' | 'rules'>,
): Promise<StepAnswer> {
  const permissions = rules.map((rule) =>
    toIpPermission(rule, { owners: NO_OWNERS, description: rule.description }),
  );
  const call = { GroupId: groupId, IpPermissions: permissions };
  const isOutbound = direction === 'outbound';
  try {
    const answer = isOutbound
      ? await write.send(new AuthorizeSecurityGroupEgressCommand(call))
      : await write.send(new AuthorizeSecurityGroupIngressCommand(call));
    return { kind: 'accepted', requestId: answer.$metadata.requestId ?? null };
  } catch (error) {
    return stepFailure(error, `ec2:AuthorizeSecurityGroup${isOutbound ? 'Egress' : 'Ingress'}`);
  }
}
