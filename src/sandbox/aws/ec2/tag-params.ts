import { AwsError, invalidParameterValue, UnsupportedInSandbox } from '../wire/aws-error.ts';
import type { QueryParams } from '../wire/query-params.ts';
import type { XmlObject } from '../wire/xml.ts';
import type { Tag } from '../world/tag.ts';

/** The tags of `Tag.N`, a missing value being empty. */
export function readTags(params: QueryParams): readonly Tag[] {
  return params
    .list('Tag')
    .map((tag) => ({ key: tag.requiredText('Key'), value: tag.text('Value') ?? '' }));
}

/** The tags that `TagSpecification.N` gives to a new resource of `resourceType`.
 * Throws `InvalidParameterValue` for any other resource type, as EC2 does. */
export function readTagSpecifications(params: QueryParams, resourceType: string): readonly Tag[] {
  return params.list('TagSpecification').flatMap((specification) => {
    const asked = specification.text('ResourceType');
    if (asked === resourceType) return refuseReservedKeys(readTags(specification));
    throw new AwsError(
      'InvalidParameterValue',
      `'${asked}' is not a valid taggable resource type for this operation; expected '${resourceType}'.`,
    );
  });
}

/** `tags` with `added` set, later keys winning. */
export function mergeTags(tags: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const byKey = new Map([...tags, ...added].map((tag) => [tag.key, tag.value]));
  return [...byKey].map(([key, value]) => ({ key, value }));
}

export function tagSetXml(tags: readonly Tag[]): readonly XmlObject[] {
  return tags.map(({ key, value }) => ({ key, value }));
}

/** For resources that this emulator cannot tag. */
export function refuseTagging(resourceId: string): never {
  throw new UnsupportedInSandbox(
    `tags on ${resourceId} (only on groups, rules, prefix lists, instances and interfaces)`,
  );
}

/** `tags`, none of which has a key of AWS's own. Throws `InvalidParameterValue`. */
export function refuseReservedKeys(tags: readonly Tag[]): readonly Tag[] {
  const reserved = tags.find(({ key }) => key.startsWith('aws:'));
  if (reserved === undefined) return tags;
  throw invalidParameterValue(
    `Tag keys starting with 'aws:' are reserved for internal use: ${reserved.key}`,
  );
}
