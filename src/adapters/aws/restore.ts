import {
  ModifySecurityGroupRulesCommand,
  type SecurityGroupRuleRequest,
  type SecurityGroupRuleUpdate,
} from '@aws-sdk/client-ec2';
import type { StepAnswer } from '../../app/ports.ts';
import type { KnownRule } from '../../domain/inventory/group-state.ts';
import type { RulesPlan } from '../../domain/plan/plan.ts';
import { sourceOf } from '../../domain/plan/planned-rule.ts';
import type { PlaceClients } from './clients.ts';
import { stepFailure } from './step-failure.ts';

/** Gives the edited rules that a plan names their old values back, in one call that is never
 * repeated by itself. EC2 takes rules by id here: that they are still what was approved was read
 * just before. */
export async function restore({ write }: PlaceClients, plan: RulesPlan): Promise<StepAnswer> {
  try {
    const answer = await write.send(
      new ModifySecurityGroupRulesCommand({
        GroupId: plan.groupId,
        SecurityGroupRules: plan.restore.map(({ was }) => toRuleUpdate(was)),
      }),
    );
    return { kind: 'accepted', requestId: answer.$metadata.requestId ?? null };
  } catch (error) {
    return stepFailure(error, 'ec2:ModifySecurityGroupRules');
  }
}

/** A rule's old values whole: what is left out of the call, EC2 takes away. */
function toRuleUpdate(was: KnownRule): SecurityGroupRuleUpdate {
  return {
    SecurityGroupRuleId: was.ruleId ?? '',
    SecurityGroupRule: {
      IpProtocol: was.protocol,
      FromPort: was.fromPort,
      ToPort: was.toPort,
      ...(was.description === null ? {} : { Description: was.description }),
      ...sourceField(was),
    },
  };
}

function sourceField(rule: KnownRule): SecurityGroupRuleRequest {
  const source = sourceOf(rule.source);
  switch (source.kind) {
    case 'prefixList':
      return { PrefixListId: source.prefixListId };
    case 'referencedGroup':
      return { ReferencedGroupId: source.groupId };
    case 'cidr':
      return source.cidr.kind === 'ipv4'
        ? { CidrIpv4: source.cidr.text }
        : { CidrIpv6: source.cidr.text };
  }
}
