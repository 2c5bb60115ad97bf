import type { Ec2Action } from './action.ts';
import { authorizeSecurityGroupEgress, authorizeSecurityGroupIngress } from './authorize.ts';
import { describeSecurityGroups } from './describe-groups.ts';
import { describeSecurityGroupRules } from './describe-rules.ts';
import { createSecurityGroup, deleteSecurityGroup } from './groups.ts';
import { describeInstances } from './instances/describe.ts';
import { modifyInstanceAttribute } from './instances/modify-attribute.ts';
import { runInstances } from './instances/run.ts';
import { terminateInstances } from './instances/terminate.ts';
import { attachNetworkInterface, detachNetworkInterface } from './interfaces/attach.ts';
import { createNetworkInterface } from './interfaces/create.ts';
import { deleteNetworkInterface } from './interfaces/delete.ts';
import { describeNetworkInterfaces } from './interfaces/describe.ts';
import { modifyNetworkInterfaceAttribute } from './interfaces/modify-attribute.ts';
import { modifySecurityGroupRules } from './modify-rules.ts';
import {
  describeNetworkAcls,
  describeRouteTables,
  describeSubnets,
  describeVpcs,
} from './network/describe-network.ts';
import {
  describeSecurityGroupReferences,
  describeStaleSecurityGroups,
  describeVpcPeeringConnections,
} from './network/peerings.ts';
import {
  associateSecurityGroupVpc,
  describeSecurityGroupVpcAssociations,
  disassociateSecurityGroupVpc,
} from './network/vpc-associations.ts';
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
import {
  updateSecurityGroupRuleDescriptionsEgress,
  updateSecurityGroupRuleDescriptionsIngress,
} from './update-descriptions.ts';

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
    associateSecurityGroupVpc,
    attachNetworkInterface,
    createNetworkInterface,
    deleteNetworkInterface,
    describeNetworkAcls,
    describeRouteTables,
    describeSecurityGroupReferences,
    describeSecurityGroupVpcAssociations,
    describeStaleSecurityGroups,
    describeSubnets,
    describeVpcPeeringConnections,
    detachNetworkInterface,
    disassociateSecurityGroupVpc,
    modifyInstanceAttribute,
    modifyNetworkInterfaceAttribute,
    runInstances,
    terminateInstances,
    updateSecurityGroupRuleDescriptionsEgress,
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
