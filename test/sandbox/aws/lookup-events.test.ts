import { AuthorizeSecurityGroupIngressCommand, CreateTagsCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { CLOUDTRAIL_TARGET } from '../../../src/sandbox/aws/cloudtrail/lookup-events.ts';
import { type EmulatedAws, emulatedAws } from './support/emulated-aws.ts';
import { type JsonAnswer, jsonCaller } from './support/json-call.ts';
import { shapeDifferences } from './support/shape-differences.ts';
import { hasSamples, sampleLine } from './support/shared-samples.ts';

const OPEN = 'AuthorizeSecurityGroupIngress';

function lookupOf(cloud: EmulatedAws) {
  const call = jsonCaller(cloud.aws, CLOUDTRAIL_TARGET);
  return (input: object = {}) => call('LookupEvents', input);
}

function openPort(cloud: EmulatedAws, GroupId: string, port: number) {
  const range = { IpProtocol: 'tcp', FromPort: port, ToPort: port, CidrIp: '0.0.0.0/0' };
  return cloud.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, ...range }));
}

function tag(cloud: EmulatedAws, resource: string) {
  const Tags = [{ Key: 'a', Value: 'b' }];
  return cloud.ec2.send(new CreateTagsCommand({ Resources: [resource], Tags }));
}

function byName(AttributeValue: string) {
  return { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue }] };
}

function names({ body }: JsonAnswer): readonly string[] {
  return body.Events.map((event: { EventName: string }) => event.EventName);
}

describe('LookupEvents', () => {
  it('answers the records, newest first, as text beside what can be looked for', async () => {
    await using cloud = await emulatedAws();
    const { groupId } = cloud.group();
    await openPort(cloud, groupId, 3_389);
    cloud.advance(60);
    await tag(cloud, groupId);
    const answer = await lookupOf(cloud)();
    expect(names(answer)).toEqual(['CreateTags', OPEN]);
    const [, opened] = answer.body.Events;
    expect(JSON.parse(opened.CloudTrailEvent)).toEqual(cloud.aws.records[0]);
    expect(opened).toMatchObject({
      EventId: expect.any(String),
      EventSource: 'ec2.amazonaws.com',
      EventTime: Date.parse('2026-03-01T09:00:00Z') / 1_000,
      ReadOnly: 'false',
      Username: 'alice',
      Resources: [{ ResourceType: 'AWS::EC2::SecurityGroup', ResourceName: groupId }],
    });
  });

  it('looks by one attribute and by time', async () => {
    await using cloud = await emulatedAws();
    const lookup = lookupOf(cloud);
    const { groupId } = cloud.group();
    await openPort(cloud, groupId, 1);
    cloud.advance(3_600);
    await openPort(cloud, groupId, 2);
    await tag(cloud, groupId);
    const StartTime = Date.parse('2026-03-01T09:30:00Z') / 1_000;
    expect(names(await lookup({ ...byName(OPEN), StartTime }))).toEqual([OPEN]);
    const two = [...byName(OPEN).LookupAttributes, ...byName('x').LookupAttributes];
    const refused = await lookup({ LookupAttributes: two });
    expect(refused).toMatchObject({
      status: 400,
      body: { __type: 'InvalidLookupAttributesException' },
    });
    cloud.advance(1);
    const AttributeKey = 'ResourceName';
    const byGroup = { LookupAttributes: [{ AttributeKey, AttributeValue: groupId }] };
    expect(names(await lookup(byGroup))).toHaveLength(3);
    const [last] = (await lookup({ MaxResults: 1 })).body.Events;
    cloud.advance(1);
    const EventId = { AttributeKey: 'EventId', AttributeValue: last.EventId };
    expect(names(await lookup({ LookupAttributes: [EventId] }))).toEqual(['CreateTags']);
  });

  it.each([
    ['InvalidTimeRangeException', { StartTime: 2, EndTime: 1 }],
    ['InvalidMaxResultsException', { MaxResults: 51 }],
    ['InvalidNextTokenException', { NextToken: 'x' }],
    ['UnsupportedSandboxParameter', { EventCategory: 'insight' }],
  ])('refuses with %s: %j', async (code, input) => {
    await using cloud = await emulatedAws();
    expect((await lookupOf(cloud)(input)).body.__type).toBe(code);
  });

  it('pages without losing or doubling what stood there, while records arrive', async () => {
    await using cloud = await emulatedAws();
    cloud.aws.behave({ isLookupLimited: false });
    const lookup = lookupOf(cloud);
    const { groupId } = cloud.group();
    for (const port of [1, 2, 3]) await openPort(cloud, groupId, port);
    const first = await lookup({ ...byName(OPEN), MaxResults: 2 });
    await openPort(cloud, groupId, 4);
    const { NextToken } = first.body;
    const other = await lookup({ NextToken });
    expect(other.body.__type).toBe('InvalidNextTokenException');
    const second = await lookup({ ...byName(OPEN), MaxResults: 2, NextToken });
    expect(second.body.NextToken).toBeUndefined();
    const ids = [...first.body.Events, ...second.body.Events].map((event) => event.EventId);
    const written = cloud.aws.records.slice(0, 3).map((record) => Object(record).eventID);
    expect(ids).toEqual(written.toReversed());
  });

  it('takes two requests a second and throttles the third, unless told not to', async () => {
    await using cloud = await emulatedAws();
    const lookup = lookupOf(cloud);
    const kinds = async () => [(await lookup()).status, (await lookup()).status];
    expect(await kinds()).toEqual([200, 200]);
    expect((await lookup()).body.__type).toBe('ThrottlingException');
    cloud.advance(1);
    expect(await kinds()).toEqual([200, 200]);
    cloud.aws.behave({ isLookupLimited: false });
    expect((await lookup()).status).toBe(200);
  });

  it('shows a record only after the delay, whenever the queue got it, and for ninety days', async () => {
    await using cloud = await emulatedAws();
    cloud.aws.behave({ lookupDelayMs: 300_000 });
    cloud.aws.faults.delayRecords();
    await openPort(cloud, cloud.group().groupId, 1);
    const seen = async () => names(await lookupOf(cloud)());
    expect(await seen()).toEqual([]);
    cloud.advance(300);
    expect(await seen()).toEqual([OPEN]);
    cloud.advance(90 * 86_400);
    expect(await seen()).toEqual([]);
  });

  it('is found under the long target name too, which other SDKs send', async () => {
    await using cloud = await emulatedAws();
    const target = `com.amazonaws.cloudtrail.v20131101.${CLOUDTRAIL_TARGET}`;
    expect((await jsonCaller(cloud.aws, target)('LookupEvents')).body).toEqual({ Events: [] });
  });

  it('is throttled and denied by the faults', async () => {
    await using cloud = await emulatedAws();
    cloud.aws.faults.throttle({ action: 'LookupEvents' });
    cloud.aws.faults.deny({ action: 'LookupEvents' });
    const lookup = lookupOf(cloud);
    expect((await lookup()).body.__type).toBe('ThrottlingException');
    expect((await lookup()).body.__type).toBe('AccessDeniedException');
    const unknown = await jsonCaller(cloud.aws, CLOUDTRAIL_TARGET)('GetTrail');
    expect(unknown.body.__type).toBe('UnknownOperationException');
  });

  it.skipIf(!hasSamples)('has the keys and types of a real answer', async () => {
    await using cloud = await emulatedAws();
    await openPort(cloud, cloud.group().groupId, 1);
    const [event] = (await lookupOf(cloud)()).body.Events;
    const real = sampleLine('logs/plaso-lookup-events.jsonl', 'TerminateInstances');
    // The CLI that wrote the sample makes text of the instant.
    expect(shapeDifferences(real, event)).toEqual(['$.EventTime: expected string, got number']);
  });
});
