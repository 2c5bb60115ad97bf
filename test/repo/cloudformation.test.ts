import { describe, expect, test } from 'vitest';
import { parse, type ScalarTag } from 'yaml';
import { z } from 'zod';
import { WATCHED_EVENT_NAMES } from '../../src/adapters/cloudtrail/watched.ts';
import { firstCells, read } from './pages.ts';

/** CloudFormation's functions in short form, kept as `Ref Queue`, `GetAtt Queue.Arn`. */
const FUNCTIONS: ScalarTag[] = ['Ref', 'GetAtt', 'Sub'].map((name) => ({
  tag: `!${name}`,
  resolve: (text: string) => `${name} ${text}`,
}));

const templateSchema = z.object({
  Parameters: z.record(z.string(), z.unknown()),
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown() })),
  Outputs: z.record(z.string(), z.object({ Value: z.string() })),
});

const MEMBER_TEXT = read('deploy/portcullis-member.yml');
const TEXT = read('deploy/portcullis.yml');
const TEMPLATE = templateSchema.parse(parse(TEXT, { customTags: FUNCTIONS }));

function properties(name: string): unknown {
  return TEMPLATE.Resources[name]?.Properties;
}

describe('deploy/portcullis.yml', () => {
  test('watches the calls that are decoded', () => {
    expect(properties('Rule')).toMatchObject({
      EventPattern: {
        source: ['aws.ec2', 'aws.ds'],
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['ec2.amazonaws.com', 'ds.amazonaws.com'],
          eventName: [...WATCHED_EVENT_NAMES],
        },
      },
      Targets: [
        { Arn: 'GetAtt Queue.Arn', DeadLetterConfig: { Arn: 'GetAtt DeadLetterQueue.Arn' } },
      ],
    });
  });

  test('allows what docs/security.md says, and no more', () => {
    const { PolicyDocument } = z
      .object({
        PolicyDocument: z.object({
          Statement: z.array(z.object({ Effect: z.literal('Allow'), Action: z.array(z.string()) })),
        }),
      })
      .parse(properties('Permissions'));
    const allowed = PolicyDocument.Statement.flatMap(({ Action }) => Action);
    expect([...allowed].sort()).toEqual([...firstCells('docs/security.md', 'actions')].sort());
  });

  test('lets only its own rule fill the queues', () => {
    expect(properties('QueuePolicy')).toMatchObject({
      PolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Condition: { ArnEquals: { 'aws:SourceArn': 'GetAtt Rule.Arn' } },
          },
        ],
      },
    });
  });

  test.each(['Queue', 'DeadLetterQueue'])('%s is encrypted', (name) => {
    expect(properties(name)).toMatchObject({ SqsManagedSseEnabled: true });
  });

  test('what cannot be heard goes to the dead-letter queue', () => {
    expect(properties('Queue')).toMatchObject({
      RedrivePolicy: {
        deadLetterTargetArn: 'GetAtt DeadLetterQueue.Arn',
        maxReceiveCount: 'Ref MaxReceiveCount',
      },
    });
  });

  test('refers only to what it has', () => {
    const known = [...Object.keys(TEMPLATE.Parameters), ...Object.keys(TEMPLATE.Resources)];
    const named = [...TEXT.matchAll(/!(?:Ref|GetAtt) (\w+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});

/** The statements of a managed policy. */
function statements(resources: typeof TEMPLATE.Resources, name: string) {
  return z
    .object({
      PolicyDocument: z.object({
        Statement: z.array(z.object({ Action: z.array(z.string()), Resource: z.unknown() })),
      }),
    })
    .parse(resources[name]?.Properties).PolicyDocument.Statement;
}

describe('deploy/portcullis-member.yml', () => {
  const member = templateSchema.parse(parse(MEMBER_TEXT, { customTags: FUNCTIONS })).Resources;

  test('allows what the other template allows, but for the queue', () => {
    const here = statements(TEMPLATE.Resources, 'Permissions');
    const withoutQueue = here.filter(({ Action }) => !Action[0]?.startsWith('sqs:'));
    expect(statements(member, 'Permissions')).toEqual(withoutQueue);
  });

  test('sends the calls that the other template hears', () => {
    const { EventPattern } = z.object({ EventPattern: z.unknown() }).parse(properties('Rule'));
    expect(member.Rule?.Properties).toMatchObject({ EventPattern });
  });

  test('may be assumed by the role of Portcullis alone, and that assumes no other role', () => {
    expect(member.Role?.Properties).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [{ Principal: { AWS: 'Ref HubRoleArn' }, Action: 'sts:AssumeRole' }],
      },
    });
    const [assume, ...others] = statements(TEMPLATE.Resources, 'MemberRoles');
    expect(assume).toMatchObject({ Action: ['sts:AssumeRole'], Resource: 'Ref MemberRoleArns' });
    expect(others).toEqual([]);
  });
});
