import type { Ec2Action } from './action.ts';
import { authorizeSecurityGroupEgress, authorizeSecurityGroupIngress } from './authorize.ts';
import { describeSecurityGroups } from './describe-groups.ts';
import { describeInstances, describeNetworkInterfaces, describeVpcs } from './describe-hosts.ts';
import { describeSecurityGroupRules } from './describe-rules.ts';
import { createSecurityGroup, deleteSecurityGroup } from './groups.ts';
import { modifySecurityGroupRules } from './modify-rules.ts';
import { getManagedPrefixListAssociations } from './prefix-lists/associations.ts';
import { createManagedPrefixList } from './prefix-lists/create.ts';
import { deleteManagedPrefixList } from './prefix-lists/delete.ts';
import {
  describeManagedPrefixLists,
  getManagedPrefixListEntries,
} from './prefix-lists/describe.ts';
import { modifyManagedPrefixList, restoreManagedPrefixListVersion } from './prefix-lists/modify.ts';
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
    createManagedPrefixList,
    deleteManagedPrefixList,
    describeManagedPrefixLists,
    getManagedPrefixListAssociations,
    getManagedPrefixListEntries,
    modifyManagedPrefixList,
    restoreManagedPrefixListVersion,
    revokeSecurityGroupEgress,
    revokeSecurityGroupIngress,
    updateSecurityGroupRuleDescriptionsIngress,
  ].map((action) => [action.name, action]),
);
