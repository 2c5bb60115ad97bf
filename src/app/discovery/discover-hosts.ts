import type { EstatePart } from '../../domain/guard/behind.ts';
import type { InstanceListed, ServiceInterface } from '../../domain/guard/estate.ts';
import type { FoundThing } from '../../domain/scope/guarded-group.ts';
import type { Known } from '../../domain/weight/known.ts';
import type { Hosts, InstanceChoice, Page, Place } from '../ports.ts';

/** A page of the instances that a choice lists, each with all groups on all its interfaces. `tagKeys` are
 * the tags that are kept of them.
 * @throws OutsideError, retryable, when EC2 did not answer now. */
export async function discoverHosts(
  query: Place & { readonly choice: InstanceChoice },
  pageToken: string | null,
  { hosts, tagKeys }: { readonly hosts: Hosts; readonly tagKeys: ReadonlySet<string> },
): Promise<Known<Page<FoundThing>>> {
  const page = await hosts.instances(query, pageToken);
  if (page.kind === 'unknown') return page;
  const { items, nextPageToken } = page.value;
  const found = items.map((instance) => hostFound(instance, tagKeys));
  return { kind: 'known', value: { items: found, nextPageToken } };
}

/** The instances that a part of discovery is about. */
export function choiceOf(
  part: Extract<EstatePart, { readonly kind: 'windows' | 'hostTag' }>,
): InstanceChoice {
  if (part.kind === 'windows') return { kind: 'windows' };
  const { key, value } = part;
  return value === '*' ? { kind: 'tagged', key } : { kind: 'tagged', key, values: [value] };
}

/** An instance as what stands behind its groups. */
export function hostFound(
  { instanceId, platform, name, tags, interfaces }: InstanceListed,
  tagKeys: ReadonlySet<string>,
): FoundThing {
  const kept = [...tags].filter(([key]) => tagKeys.has(key));
  return {
    thing: { kind: 'host', instanceId, platform, name, tags: Object.fromEntries(kept) },
    groupIds: [...new Set(interfaces.flatMap(({ groupIds }) => groupIds))],
  };
}

/** An interface of a service as what stands behind its groups. */
export function serviceFound({
  service,
  interfaceId,
  resourceId,
  groupIds,
}: ServiceInterface): FoundThing {
  return { thing: { kind: 'service', service, interfaceId, resourceId }, groupIds };
}
