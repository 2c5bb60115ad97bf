import {
  type EC2Client,
  paginateDescribeSecurityGroupRules,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';

/** Rules per page of DescribeSecurityGroupRules: 5 to 1,000 (EC2 API). */
export const RULES_PER_PAGE = 1_000;

/** Every rule of a group, inbound and outbound, as EC2 describes them. Rejects with the SDK's errors. */
export async function listRules(
  client: EC2Client,
  groupId: string,
): Promise<readonly SecurityGroupRule[]> {
  const pages = paginateDescribeSecurityGroupRules(
    { client, pageSize: RULES_PER_PAGE },
    { Filters: [{ Name: 'group-id', Values: [groupId] }] },
  );
  const rules: SecurityGroupRule[] = [];
  for await (const page of pages) rules.push(...(page.SecurityGroupRules ?? []));
  return rules;
}
