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
