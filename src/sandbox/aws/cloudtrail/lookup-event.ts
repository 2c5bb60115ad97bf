import { z } from 'zod';
import { epochSeconds } from '../wire/json-service.ts';

/** By what LookupEvents can look (API reference, LookupAttribute). */
export const ATTRIBUTE_KEYS = [
  'AccessKeyId',
  'EventId',
  'EventName',
  'EventSource',
  'ReadOnly',
  'ResourceName',
  'ResourceType',
  'Username',
] as const;

export type AttributeKey = (typeof ATTRIBUTE_KEYS)[number];

interface EventResource {
  readonly ResourceType: string;
  readonly ResourceName: string;
}

/** A record as LookupEvents answers it. `EventTime` in epoch seconds, `ReadOnly` as text. */
export interface LookupEvent {
  readonly EventId: string;
  readonly EventName: string;
  readonly EventSource: string;
  readonly EventTime: number;
  readonly ReadOnly: string;
  readonly Username?: string;
  readonly AccessKeyId?: string;
  readonly Resources: readonly EventResource[];
  readonly CloudTrailEvent: string;
}

const recordSchema = z.looseObject({
  eventID: z.string(),
  eventName: z.string(),
  eventSource: z.string(),
  eventTime: z.string(),
  readOnly: z.boolean(),
  userIdentity: z.looseObject({
    type: z.string(),
    userName: z.string().optional(),
    principalId: z.string().optional(),
    accessKeyId: z.string().optional(),
  }),
  requestParameters: z.unknown(),
  responseElements: z.unknown(),
});

type Identity = z.infer<typeof recordSchema>['userIdentity'];

/** `record`, one that the emulator wrote, as LookupEvents shows it. */
export function lookupEvent(record: object): LookupEvent {
  const read = recordSchema.parse(record);
  const { accessKeyId } = read.userIdentity;
  const Username = userName(read.userIdentity);
  return {
    EventId: read.eventID,
    EventName: read.eventName,
    EventSource: read.eventSource,
    EventTime: epochSeconds(new Date(read.eventTime)),
    ReadOnly: String(read.readOnly),
    ...(Username === undefined ? {} : { Username }),
    ...(accessKeyId === undefined ? {} : { AccessKeyId: accessKeyId }),
    Resources: resourcesOf([read.requestParameters, read.responseElements]),
    CloudTrailEvent: JSON.stringify(record),
  };
}

/** The values of `event` that an attribute of `key` is compared with. */
export function valuesOf(event: LookupEvent, key: AttributeKey): readonly string[] {
  switch (key) {
    case 'ResourceName':
      return event.Resources.map(({ ResourceName }) => ResourceName);
    case 'ResourceType':
      return event.Resources.map(({ ResourceType }) => ResourceType);
    default: {
      const value = event[key];
      return value === undefined ? [] : [value];
    }
  }
}

/** The user's name, the session's for a role, `root`; none for a service. */
function userName({ type, userName, principalId }: Identity): string | undefined {
  if (type === 'Root') return 'root';
  if (type === 'AssumedRole') return principalId?.split(':')[1];
  return userName;
}

const RESOURCE_TYPES: Readonly<Record<string, string>> = {
  ami: 'AWS::EC2::Ami',
  eni: 'AWS::EC2::NetworkInterface',
  i: 'AWS::EC2::Instance',
  pl: 'AWS::EC2::PrefixList',
  sg: 'AWS::EC2::SecurityGroup',
  subnet: 'AWS::EC2::Subnet',
  vpc: 'AWS::EC2::VPC',
};

/** What the record names by id, each once; a group by its name too, as the real answers do. */
function resourcesOf(value: unknown): readonly EventResource[] {
  const found = new Map<string, EventResource>();
  visit(value, '', (key, text) => {
    const isGroupName = key === 'groupName' && text !== '';
    const type = isGroupName ? RESOURCE_TYPES.sg : RESOURCE_TYPES[text.split('-')[0] ?? ''];
    const isId = /^[a-z]+-[0-9a-z]+$/.test(text);
    if (type && (isId || isGroupName)) found.set(text, { ResourceType: type, ResourceName: text });
  });
  return [...found.values()];
}

function visit(value: unknown, key: string, tell: (key: string, text: string) => void): void {
  if (typeof value === 'string') tell(key, value);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, child] of Object.entries(value)) visit(child, name, tell);
}
