import {
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type SecurityGroup,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import type { GroupListing, ListedGroup, ListedRule } from '../../app/ports.ts';
import { messageOf } from '../../domain/outside-error.ts';
import type { AwsAccounts } from './accounts.ts';
import { failWith } from './aws-errors.ts';
import { clientsByPlace } from './clients.ts';
import { RULES_PER_PAGE } from './list-rules.ts';
import { pageOf, tokenField } from './pages.ts';
import { directionOf, groupFacts, knownRuleOf } from './security-groups.ts';

/** Groups per page, 5 to 1,000; and as many values as a filter takes are 200 (EC2 API). Fewer, so
 * that the rules of a page are read in one go, however many each group has. */
export const GROUPS_PER_PAGE = 100;

/** EC2's lists of the groups that an account owns. Groups that others share with it are theirs to
 * watch. */
export function ec2GroupListing(accounts: AwsAccounts): GroupListing {
  const clients = clientsByPlace(accounts);
  return {
    groups: async (place, pageToken) => {
      const command = new DescribeSecurityGroupsCommand({
        Filters: [{ Name: 'owner-id', Values: [place.accountId] }],
        MaxResults: GROUPS_PER_PAGE,
        ...tokenField(pageToken),
      });
      const answer = await clients(place)
        .read.send(command)
        .catch(failWith('ec2:DescribeSecurityGroups'));
      return pageOf(answer.SecurityGroups?.map(listedGroup), answer.NextToken);
    },
    named: async (place, groupIds) => {
      const Filters = [
        { Name: 'owner-id', Values: [place.accountId] },
        { Name: 'group-id', Values: [...groupIds] },
      ];
      const answer = await clients(place)
        .read.send(new DescribeSecurityGroupsCommand({ Filters }))
        .catch(failWith('ec2:DescribeSecurityGroups'));
      return (answer.SecurityGroups ?? []).map(listedGroup);
    },
    ofNames: async (place, groupNames) => {
      const Filters = [
        { Name: 'owner-id', Values: [place.accountId] },
        { Name: 'group-name', Values: [...groupNames] },
      ];
      const answer = await clients(place)
        .read.send(new DescribeSecurityGroupsCommand({ Filters }))
        .catch(failWith('ec2:DescribeSecurityGroups'));
      return (answer.SecurityGroups ?? []).map(listedGroup);
    },
    rules: async ({ groupIds, ...place }, pageToken) => {
      const command = new DescribeSecurityGroupRulesCommand({
        Filters: [{ Name: 'group-id', Values: [...groupIds] }],
        MaxResults: RULES_PER_PAGE,
        ...tokenField(pageToken),
      });
      const answer = await clients(place)
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
