import { type AttachmentDoor, placeKey } from '../../domain/finding/door.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import type { InterfaceState } from '../../domain/inventory/interface-state.ts';
import { compareLive } from '../../domain/plan/compare-live.ts';
import { bareRule } from '../../domain/plan/planned-rule.ts';
import type { Looked, Page } from '../ports.ts';
import { inReadTime, type LookNeeds, type OneLook } from './look.ts';
import { readRules } from './look-at-rules.ts';

/** One read of where a group stands, and of the rules by which it lets in: without either the door is
 * shut. */
export async function lookAtAttachment(
  { rules }: Finding,
  door: AttachmentDoor,
  needs: LookNeeds,
): Promise<OneLook> {
  const live = await readRules(door, needs);
  if (live.kind === 'notThere') return { kind: 'gone' };
  if (live.kind === 'couldNotLook') return live;
  const standing = compareLive(rules, live.value.inbound.map(bareRule));
  if (rules.length > 0 && standing.kind === 'gone') return { kind: 'gone' };
  const places = await readPlaces(door, needs);
  if (places.kind === 'couldNotLook') return places;
  const stands = places.kind === 'found' ? places.value : new Set<string>();
  const left = door.places.filter((place) => stands.has(placeKey(place)));
  if (left.length === 0) return { kind: 'gone' };
  if (left.length === door.places.length) return { kind: 'same' };
  return { kind: 'partly', left: { ...door, places: left } };
}

/** Where the group of a door stands now, as far as the door is about it. */
async function readPlaces(
  door: AttachmentDoor,
  { interfaces, clock }: LookNeeds,
): Promise<Looked<ReadonlySet<string>>> {
  const { accountId, region, groupId, places } = door;
  const stands = new Set<string>();
  if (places.some(({ kind }) => kind === 'vpc')) {
    const vpcs = await inReadTime(interfaces.vpcsOf(door), clock);
    if (vpcs.kind === 'couldNotLook') return vpcs;
    if (vpcs.kind === 'found') for (const vpcId of vpcs.value) stands.add(vpcId);
  }
  const query = { accountId, region, groupIds: [groupId] };
  let pageToken: string | null = null;
  do {
    const page: Page<InterfaceState> = await inReadTime(
      interfaces.withGroups(query, pageToken),
      clock,
    );
    for (const { interfaceId } of page.items) stands.add(interfaceId);
    pageToken = page.nextPageToken;
  } while (pageToken !== null);
  return { kind: 'found', value: stands };
}
