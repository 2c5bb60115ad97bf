import type { GroupEvent } from '../../domain/backtest/group-event.ts';
import type { RecordHeader } from '../../domain/change/exposure-change.ts';
import { elements, field, isBlank, scalarText } from './json.ts';
import { type RecordContext, readRecordHeader } from './record-header.ts';

/** The calls that tell of a group beside its inbound rules. */
export const GROUP_EVENT_NAMES = [
  'CreateSecurityGroup',
  'DeleteSecurityGroup',
  'CreateTags',
  'DeleteTags',
  'AuthorizeSecurityGroupEgress',
] as const;

type GroupEventName = (typeof GROUP_EVENT_NAMES)[number];

type DecodeGroupEvent = (record: unknown, header: RecordHeader) => GroupEvent | undefined;

const DECODERS: Readonly<Record<GroupEventName, DecodeGroupEvent>> = {
  CreateSecurityGroup: decodeCreate,
  DeleteSecurityGroup: decodeDelete,
  CreateTags: decodeTags,
  DeleteTags: decodeTagRemoval,
  AuthorizeSecurityGroupEgress: decodeOutbound,
};

/** What a record tells of a group beside its inbound rules; undefined where it tells nothing: any
 * other call, one that failed, or one that cannot be made out. Nothing here opens a door, so that
 * what is not understood is left out, and the group stays unknown. Pure, total. */
export function decodeGroupEvent(
  record: unknown,
  context: RecordContext = {},
): GroupEvent | undefined {
  const eventName = scalarText(field(record, 'eventName'));
  const name = GROUP_EVENT_NAMES.find((candidate) => candidate === eventName);
  if (name === undefined || !isBlank(field(record, 'errorCode'))) return undefined;
  if (field(record, 'eventSource') !== 'ec2.amazonaws.com') return undefined;
  return DECODERS[name](record, readRecordHeader(record, context));
}

function decodeCreate(record: unknown, header: RecordHeader): GroupEvent | undefined {
  const request = field(record, 'requestParameters');
  const groupId = scalarText(field(field(record, 'responseElements'), 'groupId'));
  const groupName = scalarText(field(request, 'groupName'));
  if (groupId === undefined || groupName === undefined) return undefined;
  const vpcId = scalarText(field(request, 'vpcId')) ?? null;
  const specifications = elements(field(request, 'tagSpecificationSet')) ?? [];
  const tags = new Map(specifications.flatMap((each) => readTags(field(each, 'tags'))));
  return { kind: 'groupCreated', record: header, groupId, facts: { groupName, vpcId, tags } };
}

function decodeDelete(record: unknown, header: RecordHeader): GroupEvent | undefined {
  const groupId = scalarText(field(field(record, 'requestParameters'), 'groupId'));
  return groupId === undefined ? undefined : { kind: 'groupDeleted', record: header, groupId };
}

function decodeTags(record: unknown, header: RecordHeader): GroupEvent | undefined {
  const groupIds = readGroupIds(record);
  if (groupIds.length === 0) return undefined;
  const tags = new Map(readTags(field(field(record, 'requestParameters'), 'tagSet')));
  return { kind: 'tagsSet', record: header, groupIds, tags };
}

/** A tag that is named with a value is removed only where it has that value.
 * Source: EC2 API `DeleteTags`. */
function decodeTagRemoval(record: unknown, header: RecordHeader): GroupEvent | undefined {
  const groupIds = readGroupIds(record);
  if (groupIds.length === 0) return undefined;
  const items = elements(field(field(record, 'requestParameters'), 'tagSet')) ?? [];
  const tags = new Map(
    items.flatMap((item) => {
      const [key, value] = [scalarText(field(item, 'key')), field(item, 'value')];
      return key === undefined ? [] : [[key, typeof value === 'string' ? value : null] as const];
    }),
  );
  return { kind: 'tagsRemoved', record: header, groupIds, tags };
}

function decodeOutbound(record: unknown, header: RecordHeader): GroupEvent | undefined {
  const answer = field(field(record, 'responseElements'), 'securityGroupRuleSet');
  const ruleIds = (elements(answer) ?? [])
    .filter((rule) => scalarText(field(rule, 'isEgress')) === 'true')
    .map((rule) => scalarText(field(rule, 'securityGroupRuleId')))
    .filter((ruleId) => ruleId !== undefined);
  return ruleIds.length === 0 ? undefined : { kind: 'outboundAdded', record: header, ruleIds };
}

/** The security groups among the resources that a call tags: most are something else. */
function readGroupIds(record: unknown): readonly string[] {
  const resources = elements(field(field(record, 'requestParameters'), 'resourcesSet')) ?? [];
  return resources
    .map((resource) => scalarText(field(resource, 'resourceId')))
    .filter((resourceId) => resourceId !== undefined)
    .filter((resourceId) => resourceId.startsWith('sg-'));
}

/** Tags of a list; one without a value has the empty one. */
function readTags(list: unknown): readonly (readonly [string, string])[] {
  return (elements(list) ?? []).flatMap((item) => {
    const key = scalarText(field(item, 'key'));
    return key === undefined ? [] : [[key, scalarText(field(item, 'value')) ?? ''] as const];
  });
}
