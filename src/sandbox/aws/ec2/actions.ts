import type { Ec2Action } from './action.ts';
import { authorizeSecurityGroupEgress, authorizeSecurityGroupIngress } from './authorize.ts';
import { describeSecurityGroups } from './describe-groups.ts';
import { describeInstances, describeNetworkInterfaces, describeVpcs } from './describe-hosts.ts';
import { describeSecurityGroupRules } from './describe-rules.ts';
import { createSecurityGroup, deleteSecurityGroup } from './groups.ts';
import { modifySecurityGroupRules } from './modify-rules.ts';
import { revokeSecurityGroupEgress, revokeSecurityGroupIngress } from './revoke.ts';
import { createTags, deleteTags } from './tags.ts';
import { updateSecurityGroupRuleDescriptionsIngress } from './update-descriptions.ts';

/** Every EC2 action that is answered, by name. */
export const EC2_ACTIONS: ReadonlyMap<string, Ec2Action> = new Map(
  [
    authorizeSecurityGroupIngress,
    authorizeSecurityGroupEgress,
    createSecurityGroup,
    createTags,
    deleteSecurityGroup,
    deleteTags,
    describeInstances,
    describeNetworkInterfaces,
    describeSecurityGroupRules,
    describeSecurityGroups,
    describeVpcs,
    modifySecurityGroupRules,
    revokeSecurityGroupEgress,
    revokeSecurityGroupIngress,
    updateSecurityGroupRuleDescriptionsIngress,
  ].map((action) => [action.name, action]),
);
