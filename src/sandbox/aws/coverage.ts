/** What the emulator answers. `partial`: `notes` says what of the real action is missing; anything
 * missing is refused loudly, never ignored. A test holds this table to the registered handlers. */
export interface Coverage {
  readonly service: 'ec2' | 'sts' | 'sqs' | 'ds' | 'ssm' | 'servicequotas' | 'cloudtrail';
  readonly action: string;
  readonly status: 'supported' | 'partial';
  readonly notes: string;
}

const RULE_FORMS = 'IpPermissions and the flat CidrIp form; no SourceSecurityGroupName';

const TAGGED = 'Groups, rules, prefix lists, instances and interfaces only';
const A_PART = 'A part of their fields and filters';

export const COVERAGE: readonly Coverage[] = [
  ec2('AuthorizeSecurityGroupIngress', 'partial', RULE_FORMS),
  ec2('AuthorizeSecurityGroupEgress', 'partial', RULE_FORMS),
  ec2('RevokeSecurityGroupIngress', 'partial', `${RULE_FORMS}; by SecurityGroupRuleIds too`),
  ec2('RevokeSecurityGroupEgress', 'partial', `${RULE_FORMS}; by SecurityGroupRuleIds too`),
  ec2('ModifySecurityGroupRules', 'supported', 'All four kinds of source'),
  ec2('UpdateSecurityGroupRuleDescriptionsIngress', 'partial', RULE_FORMS),
  ec2('CreateSecurityGroup', 'partial', 'No limits on names, characters or groups per VPC'),
  ec2('DeleteSecurityGroup', 'supported', ''),
  ec2('CreateTags', 'partial', `${TAGGED}; no limits`),
  ec2('DeleteTags', 'partial', TAGGED),
  ec2('DescribeSecurityGroups', 'partial', 'Filters: see the error that an unsupported one gives'),
  ec2('DescribeSecurityGroupRules', 'supported', ''),
  ec2('UpdateSecurityGroupRuleDescriptionsEgress', 'partial', RULE_FORMS),
  ec2('AssociateSecurityGroupVpc', 'partial', 'No VPC of another account'),
  ec2('DisassociateSecurityGroupVpc', 'partial', 'No VPC of another account'),
  ec2('DescribeSecurityGroupVpcAssociations', 'supported', ''),
  ec2('DescribeSecurityGroupReferences', 'partial', 'Peerings only, groups of this world only'),
  ec2('DescribeStaleSecurityGroups', 'partial', 'Groups of peers outside this world never go'),
  ec2('ModifyNetworkInterfaceAttribute', 'partial', 'Groups only'),
  ec2('ModifyInstanceAttribute', 'partial', 'Groups only'),
  ec2('CreateNetworkInterface', 'partial', 'One IPv4 address, no IPv6, no prefixes'),
  ec2('AttachNetworkInterface', 'partial', 'No network cards'),
  ec2('DetachNetworkInterface', 'supported', ''),
  ec2('DeleteNetworkInterface', 'supported', ''),
  ec2('RunInstances', 'partial', 'Groups, interfaces, tags; no templates, volumes or options'),
  ec2('TerminateInstances', 'partial', 'Ended at once; no protection against it'),
  ec2('DescribeInstances', 'partial', A_PART),
  ec2('DescribeNetworkInterfaces', 'partial', A_PART),
  ec2('DescribeVpcs', 'partial', A_PART),
  ec2('DescribeSubnets', 'partial', A_PART),
  ec2('DescribeRouteTables', 'partial', A_PART),
  ec2('DescribeNetworkAcls', 'partial', A_PART),
  ec2('DescribeVpcPeeringConnections', 'partial', A_PART),
  ec2('CreateManagedPrefixList', 'supported', ''),
  ec2('DeleteManagedPrefixList', 'supported', ''),
  ec2('DescribeManagedPrefixLists', 'supported', ''),
  ec2('GetManagedPrefixListAssociations', 'partial', 'Security groups only'),
  ec2('GetManagedPrefixListEntries', 'supported', ''),
  ec2('ModifyManagedPrefixList', 'partial', 'No IPAM resolver'),
  ec2('RestoreManagedPrefixListVersion', 'supported', ''),
  {
    service: 'cloudtrail',
    action: 'LookupEvents',
    status: 'partial',
    notes: 'The records of this emulator only; no Insights events',
  },
  ds('AddIpRoutes', 'partial', 'IPv4 only'),
  ds('CreateMicrosoftAD', 'partial', 'No IPv6; the stages are moved by advanceDirectory'),
  ds('DescribeDirectories', 'partial', 'No RADIUS, no IPv6, no hybrid settings, no OsVersion'),
  ds('DescribeRegions', 'partial', 'No VPC of another Region'),
  ds('DescribeTrusts', 'supported', ''),
  ds('ListIpRoutes', 'partial', 'Every route is added at once'),
  {
    service: 'ssm',
    action: 'DescribeInstanceInformation',
    status: 'partial',
    notes: 'EC2 instances only, no associations; filters: see the error that another one gives',
  },
  {
    service: 'servicequotas',
    action: 'GetServiceQuota',
    status: 'partial',
    notes: 'Rules per security group only',
  },
  { service: 'sts', action: 'GetCallerIdentity', status: 'supported', notes: '' },
  {
    service: 'sts',
    action: 'AssumeRole',
    status: 'partial',
    notes:
      'Role, session name, external id and duration; no policies, tags, source identity or MFA',
  },
  sqs('SendMessage', 'partial', 'Body only: no attributes, no delay'),
  sqs('ReceiveMessage', 'partial', 'Long polling; three system attributes'),
  sqs('DeleteMessage', 'supported', ''),
  sqs('DeleteMessageBatch', 'supported', ''),
  sqs('ChangeMessageVisibility', 'supported', ''),
  sqs('ChangeMessageVisibilityBatch', 'supported', ''),
  sqs('GetQueueAttributes', 'partial', 'Counts, ARN, visibility timeout, redrive policy'),
  sqs('GetQueueUrl', 'partial', 'The owner account is not looked at'),
];

function ec2(action: string, status: Coverage['status'], notes: string): Coverage {
  return { service: 'ec2', action, status, notes };
}

function sqs(action: string, status: Coverage['status'], notes: string): Coverage {
  return { service: 'sqs', action, status, notes };
}

function ds(action: string, status: Coverage['status'], notes: string): Coverage {
  return { service: 'ds', action, status, notes };
}
