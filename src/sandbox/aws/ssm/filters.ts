import { AwsError, UnsupportedInSandbox } from '../wire/aws-error.ts';
import { type ManagedInstance, platformType } from './instance-information.ts';

/** A filter as the request has it: values are joined by "or", filters by "and". */
interface Filter {
  readonly Key: string;
  readonly Values: readonly string[];
}

const VALUE_OF: Readonly<Record<string, (instance: ManagedInstance) => string>> = {
  InstanceIds: ({ instanceId }) => instanceId,
  PingStatus: ({ agent }) => agent.pingStatus,
  PlatformTypes: platformType,
  ResourceType: () => 'EC2Instance',
};

/** Keys that Systems Manager knows and the sandbox does not (API reference,
 * InstanceInformationStringFilter). */
const OTHER_KEYS = [
  'ActivationIds',
  'AgentVersion',
  'AssociationStatus',
  'IamRole',
  'SourceIds',
  'SourceTypes',
  'tag-key',
];

const TAG = 'tag:';

/** A predicate of `Filters`; tags only alone, as in Systems Manager.
 * Throws `InvalidFilterKey`, `InvalidInstanceInformationFilterValue`, `UnsupportedSandboxParameter`. */
export function readInstanceFilters(
  filters: readonly Filter[],
): (instance: ManagedInstance) => boolean {
  const isByTag = filters.some(({ Key }) => Key.startsWith(TAG));
  if (isByTag && filters.some(({ Key }) => !Key.startsWith(TAG))) {
    throw invalidValue('Tag filters cannot be combined with other filters.');
  }
  const tests = filters.map(testOf);
  return (instance) => tests.every((test) => test(instance));
}

function testOf({ Key, Values }: Filter): (instance: ManagedInstance) => boolean {
  if (Key.startsWith(TAG)) {
    const name = Key.slice(TAG.length);
    return ({ tags }) => tags.some(({ key, value }) => key === name && Values.includes(value));
  }
  const read = VALUE_OF[Key];
  if (read === undefined) throw unknownKey(Key);
  if (Key === 'ResourceType' && Values.length > 1) {
    throw invalidValue('ResourceType filter may contain only one value.');
  }
  return (instance) => Values.includes(read(instance));
}

function unknownKey(key: string): AwsError {
  if (OTHER_KEYS.includes(key)) {
    const known = Object.keys(VALUE_OF).join(', ');
    return new UnsupportedInSandbox(`the filter ${key} (only ${known}, tag:KEY)`);
  }
  return new AwsError('InvalidFilterKey', `The filter key ${key} is not valid.`);
}

function invalidValue(message: string): AwsError {
  return new AwsError('InvalidInstanceInformationFilterValue', message);
}
