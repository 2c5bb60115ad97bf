import {
  DescribeNetworkInterfacesCommand,
  type Filter,
  paginateDescribeNetworkInterfaces,
} from '@aws-sdk/client-ec2';
import type { InterfaceAddress, Page, Place } from '../../app/ports.ts';
import type { Instant } from '../../domain/instant.ts';
import type { InterfaceState } from '../../domain/inventory/interface-state.ts';
import { failWith } from './aws-errors.ts';
import type { PlaceClients } from './clients.ts';
import { interfaceState } from './interface-state.ts';
import { pageOf, tokenField } from './pages.ts';

/** Interfaces per page, 5 to 1,000 (EC2 API, DescribeNetworkInterfaces). Fewer, since each is long. */
export const INTERFACES_PER_PAGE = 500;

/** An account can choose to hide what services keep in it. A group that stands there stands there all
 * the same. */
const ALL = { IncludeManagedResources: true };

/** An interface; null where there is none. Rejects with the SDK's errors. */
export async function readInterface(
  { read }: PlaceClients,
  address: InterfaceAddress,
  observedAt: Instant,
): Promise<InterfaceState | null> {
  const answer = await read.send(
    new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [address.interfaceId], ...ALL }),
  );
  const found = answer.NetworkInterfaces?.[0];
  return found === undefined ? null : interfaceState(found, address, observedAt);
}

/** The interfaces of an instance; null where it has none: an instance that is there has one.
 * Rejects with the SDK's errors. */
export async function interfacesOfInstance(
  { read: client }: PlaceClients,
  instance: Place & { readonly instanceId: string },
  observedAt: Instant,
): Promise<readonly InterfaceState[] | null> {
  const pages = paginateDescribeNetworkInterfaces(
    { client, pageSize: INTERFACES_PER_PAGE },
    { Filters: [{ Name: 'attachment.instance-id', Values: [instance.instanceId] }], ...ALL },
  );
  const found: InterfaceState[] = [];
  for await (const { NetworkInterfaces = [] } of pages) {
    found.push(...NetworkInterfaces.map((each) => interfaceState(each, instance, observedAt)));
  }
  return found.length === 0 ? null : found;
}

/** A page of the interfaces on which any of the groups stands.
 * @throws OutsideError, retryable, when throttled or unreachable. */
export function interfacePage(
  clients: PlaceClients,
  { groupIds, ...query }: PageQuery & { readonly groupIds: readonly string[] },
  observedAt: Instant,
): Promise<Page<InterfaceState>> {
  return pageWhere(clients, { Name: 'group-id', Values: [...groupIds] }, query, observedAt);
}

/** A page of the interfaces of any of the instances.
 * @throws OutsideError, retryable, when throttled or unreachable. */
export function instancesPage(
  clients: PlaceClients,
  { instanceIds, ...query }: PageQuery & { readonly instanceIds: readonly string[] },
  observedAt: Instant,
): Promise<Page<InterfaceState>> {
  const filter = { Name: 'attachment.instance-id', Values: [...instanceIds] };
  return pageWhere(clients, filter, query, observedAt);
}

type PageQuery = Place & { readonly pageToken: string | null };

async function pageWhere(
  { read }: PlaceClients,
  filter: Filter,
  query: PageQuery,
  observedAt: Instant,
): Promise<Page<InterfaceState>> {
  const command = new DescribeNetworkInterfacesCommand({
    Filters: [filter],
    MaxResults: INTERFACES_PER_PAGE,
    ...ALL,
    ...tokenField(query.pageToken),
  });
  const answer = await read.send(command).catch(failWith('ec2:DescribeNetworkInterfaces'));
  const items = answer.NetworkInterfaces?.map((each) => interfaceState(each, query, observedAt));
  return pageOf(items, answer.NextToken);
}
