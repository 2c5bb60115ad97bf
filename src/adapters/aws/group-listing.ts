import {
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type SecurityGroup,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import type { GroupListing, ListedGroup, ListedRule } from '../../app/ports.ts';
import { messageOf } from '../../domain/outside-error.ts';
import { failWith } from './aws-errors.ts';
import { clientsByRegion } from './clients.ts';
import { RULES_PER_PAGE } from './list-rules.ts';
import { pageOf, tokenField } from './pages.ts';
import { directionOf, groupFacts, knownRuleOf } from './security-groups.ts';

/** Groups per page, 5 to 1,000; and as many values as a filter takes are 200 (EC2 API). Fewer, so
 * that the rules of a page are read in one go, however many each group has. */
export const GROUPS_PER_PAGE = 100;

/** EC2's lists of the groups that an account owns. Groups that others share with it are theirs to
 * watch. */
export function ec2GroupListing(homeAccountId: string): GroupListing {
  const clients = clientsByRegion();
  return {
    groups: async (region, pageToken) => {
      const command = new DescribeSecurityGroupsCommand({
        Filters: [{ Name: 'owner-id', Values: [homeAccountId] }],
        MaxResults: GROUPS_PER_PAGE,
        ...tokenField(pageToken),
      });
      const answer = await clients(region)
        .read.send(command)
        .catch(failWith('ec2:DescribeSecurityGroups'));
      return pageOf(answer.SecurityGroups?.map(listedGroup), answer.NextToken);
    },
    named: async (region, groupIds) => {
      const Filters = [
        { Name: 'owner-id', Values: [homeAccountId] },
        { Name: 'group-id', Values: [...groupIds] },
      ];
      const answer = await clients(region)
        .read.send(new DescribeSecurityGroupsCommand({ Filters }))
        .catch(failWith('ec2:DescribeSecurityGroups'));
      return (answer.SecurityGroups ?? []).map(listedGroup);
    },
    ofNames: async (region, groupNames) => {
      const Filters = [
        { Name: 'owner-id', Values: [homeAccountId] },
        { Name: 'group-name', Values: [...groupNames] },
      ];
      const answer = await clients(region)
        .read.send(new DescribeSecurityGroupsCommand({ Filters }))
        .catch(failWith('ec2:DescribeSecurityGroups'));
      return (answer.SecurityGroups ?? []).map(listedGroup);
    },
    rules: async ({ region, groupIds }, pageToken) => {
      const command = new DescribeSecurityGroupRulesCommand({
        Filters: [{ Name: 'group-id', Values: [...groupIds] }],
        MaxResults: RULES_PER_PAGE,
        ...tokenField(pageToken),
      });
      const answer = await clients(region)
        .read.send(command)
        .catch(failWith('ec2:DescribeSecurityGroupRules'));
      return pageOf(answer.SecurityGroupRules?.map(listedRule), answer.NextToken);
    },
  };
}

/** A group as EC2 lists it. */
export function listedGroup(group: SecurityGroup): ListedGroup {
  return { groupId: group.GroupId ?? '', ...groupFacts(group) };
}

function listedRule(rule: SecurityGroupRule): ListedRule {
  const groupId = rule.GroupId ?? '';
  try {
    return { kind: directionOf(rule), groupId, rule: knownRuleOf(rule) };
  } catch (error) {
    return { kind: 'notUnderstood', groupId, reason: messageOf(error) };
  }
}
