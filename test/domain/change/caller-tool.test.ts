import { describe, expect, it, test } from 'vitest';
import { type CallFacts, callerTool } from '../../../src/domain/change/caller-tool.ts';
import { describeTool } from '../../../src/domain/change/describe-tool.ts';
import {
  decodeAll,
  headerOf,
  SHARED_ABSENT,
  sharedDocument,
} from '../../fixtures/cloudtrail/shared-records.ts';

const FACTS: CallFacts = {
  kind: 'AssumedRole',
  invokedBy: null,
  sourceIp: '192.0.2.7',
  userAgent: null,
  isFromConsole: false,
  issuerArn: null,
  stack: null,
};
const CFN = 'cloudformation.amazonaws.com';
const INTERNAL = { sourceIp: 'AWS Internal', userAgent: 'AWS Internal' };
const CDK_ROLE =
  'arn:aws:iam::111122223333:role/cdk-hnb659fds-cfn-exec-role-111122223333-eu-central-1';
const PULUMI =
  'APN/1.0 Pulumi/1.0 (+https://www.pulumi.com) terraform-provider-aws/dev aws-sdk-go-v2/1.36.5';

describe('callerTool()', () => {
  it.each<[string, Partial<CallFacts>, object]>([
    [
      'CloudFormation since 2022',
      { invokedBy: CFN, ...INTERNAL },
      { kind: 'cloudFormation', stack: null },
    ],
    [
      'CloudFormation, begun in the console',
      { invokedBy: CFN, isFromConsole: true, stack: 'web' },
      { kind: 'cloudFormation', stack: 'web' },
    ],
    [
      'a trimmed copy of CloudFormation’s',
      { sourceIp: null, userAgent: CFN },
      { kind: 'cloudFormation', stack: null },
    ],
    ['CDK, by its role', { invokedBy: CFN, issuerArn: CDK_ROLE }, { kind: 'cdk', stack: null }],
    [
      'CDK, by its agent',
      { userAgent: 'aws-cdk/2.150.0 aws-sdk-js/3.600' },
      { kind: 'cdk', stack: null },
    ],
    ['Pulumi, which is Terraform inside', { userAgent: PULUMI }, { kind: 'pulumi' }],
    [
      'a service for somebody',
      { invokedBy: 'rds.amazonaws.com' },
      { kind: 'service', service: 'rds.amazonaws.com' },
    ],
    [
      'a service without a name',
      { kind: 'AWSService', ...INTERNAL },
      { kind: 'service', service: 'AWS' },
    ],
    ['one who only says to be a service', { userAgent: 'rds.amazonaws.com' }, { kind: 'other' }],
    [
      'CloudShell',
      { userAgent: 'aws-cli/2.17.0 exec-env/CloudShell', isFromConsole: true },
      { kind: 'cli' },
    ],
    ['the console within AWS', { ...INTERNAL, isFromConsole: true }, { kind: 'console' }],
    ['the old console', { invokedBy: 'signin.amazonaws.com' }, { kind: 'console' }],
    ['nothing', {}, { kind: 'other' }],
  ])('knows %s', (_, facts, tool) => {
    expect(callerTool({ ...FACTS, ...facts })).toEqual(tool);
  });
});

describe.skipIf(SHARED_ABSENT !== undefined)('real records', () => {
  const IN = 'records/AuthorizeSecurityGroupIngress';
  test.each([
    [`${IN}/01-tf-tcp443-v4-description.json`, 'terraform'],
    [`${IN}/02-sdk-flat-cidrip-22.json`, 'other'],
    [`${IN}/04-tf-sdkv2-2026-rulearn.json`, 'terraform'],
    [`${IN}/15-streamalert-all-proto-eventbridge-1.json`, 'console'],
    [`${IN}/21-panther-console-ports-as-strings.json`, 'console'],
    [`${IN}/23-panther-go-script.json`, 'sdk'],
    ['records/AuthorizeSecurityGroupEgress/05-tf-2020-all-proto-description.json', 'terraform'],
    ['records/ModifySecurityGroupRules/01-console-single-rule-v4.json', 'console'],
    ['records/CreateLaunchTemplate/01-2026.json', 'cli'],
    ['records/CreateNetworkInterface/03-invictus-3.json', 'service'],
    ['records/RunInstances/22-panther-dryrun.json', 'service'],
    ['records/RunInstances/26-c7n-assumed-2016.json', 'console'],
  ])('%s: %s', (path, kind) => {
    const [decoded] = decodeAll(sharedDocument(path));
    expect(decoded && headerOf(decoded).actor.tool?.kind).toBe(kind);
  });
});

test('describeTool() says where to change the code', () => {
  expect(describeTool({ kind: 'terraform' })).toBe(
    'by Terraform. Change it in Terraform: the rule will come back with the next apply',
  );
  const stack = 'CloudFormation stack web';
  expect(describeTool({ kind: 'cloudFormation', stack: null }, stack)).toMatch(
    /^by CloudFormation, stack web\. Change it in the template/,
  );
  expect(describeTool({ kind: 'cdk', stack: 'app' }, stack)).toMatch(
    /^by AWS CDK, stack app\. Change it in the CDK app/,
  );
  expect(describeTool({ kind: 'cloudFormation', stack: null }, 'AWS Firewall Manager')).toMatch(
    /^by CloudFormation\. /,
  );
});
