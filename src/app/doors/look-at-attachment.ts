import { type AttachmentDoor, placeKey, withPlaces } from '../../domain/finding/door.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import type { InterfaceState } from '../../domain/inventory/interface-state.ts';
import { type Exposure, exposureOf, intersection, isEmpty } from '../../domain/net/exposure.ts';
import { compareLive, type LiveComparison } from '../../domain/plan/compare-live.ts';
import { asAdmission, bareRule, type PlannedRule } from '../../domain/plan/planned-rule.ts';
import type { Looked, Page } from '../ports.ts';
import { inReadTime, type LookNeeds, type OneLook } from './look.ts';
import { inOneOrder, readRules } from './look-at-rules.ts';

/** One read of where a group stands, and of the rules by which it lets in: without either the door is
 * shut. */
export async function lookAtAttachment(
  finding: Finding,
  door: AttachmentDoor,
  needs: LookNeeds,
): Promise<OneLook> {
  const { rules } = finding;
  const live = await readRules(door, needs);
  if (live.kind === 'notThere') return { kind: 'gone' };
  if (live.kind === 'couldNotLook') return live;
  const standing = withOtherRules(finding, live.value.inbound.map(bareRule));
  if (rules.length > 0 && standing.kind === 'gone') return { kind: 'gone' };
  const places = await readPlaces(door, needs);
  if (places.kind === 'couldNotLook') return places;
  const stands = places.kind === 'found' ? places.value : new Set<string>();
  const left = door.places.filter((place) => stands.has(placeKey(place)));
  if (left.length === 0) return { kind: 'gone' };
  const rulesNow: LiveComparison = rules.length === 0 ? { kind: 'same' } : inOneOrder(standing);
  if (left.length === door.places.length) return rulesNow;
  return { kind: 'partly', left: withPlaces(door, left), standing: rulesNow };
}

/** Compares the rules of a finding with those of its group. Where they are not as they were, others of the
 * group that let in any of the same count, too: hidden behind them, none was told when it was made, and
 * what is to be closed is the standing of the group, by whichever of its rules it lets in. */
function withOtherRules({ rules, excess }: Finding, live: readonly PlannedRule[]): LiveComparison {
  const standing = compareLive(rules, live);
  if (standing.kind === 'same') return standing;
  const told = exposureOf(excess.map(asAdmission));
  const left = standing.kind === 'different' ? standing.now : [];
  const now = live.filter((rule) => left.includes(rule) || mayLetIn(rule, told));
  return now.length === 0 ? standing : { kind: 'different', now };
}

/** Whether a rule lets in any of an exposure. What a list holds is not looked at here. */
function mayLetIn(rule: PlannedRule, told: Exposure): boolean {
  if (rule.source.startsWith('pl-')) return true;
  return !isEmpty(intersection(exposureOf([asAdmission(rule)]), told));
}

/** Places that are looked at one by one; where a door has more, everything that the group stands on is
 * listed. */
export const PLACES_DESCRIBED_MAX = 10;
/** Pages of interfaces that one read of a door lists at most. */
export const INTERFACE_PAGES_MAX = 20;

/** Where the group of a door stands now, as far as the door is about it. */
async function readPlaces(
  door: AttachmentDoor,
  needs: LookNeeds,
): Promise<Looked<ReadonlySet<string>>> {
  const vpcs = await readVpcs(door, needs);
  if (vpcs.kind === 'couldNotLook') return vpcs;
  const interfaceIds = door.places.flatMap((place) =>
    place.kind === 'interface' ? [place.interfaceId] : [],
  );
  const isFew = interfaceIds.length <= PLACES_DESCRIBED_MAX;
  const interfaces = await (isFew ? describeEach : listAll)(door, interfaceIds, needs);
  if (interfaces.kind !== 'found') return interfaces;
  const inVpcs = vpcs.kind === 'found' ? vpcs.value : [];
  return { kind: 'found', value: new Set([...inVpcs, ...interfaces.value]) };
}

async function readVpcs(
  door: AttachmentDoor,
  { interfaces, clock }: LookNeeds,
): Promise<Looked<readonly string[]>> {
  if (!door.places.some(({ kind }) => kind === 'vpc')) return { kind: 'notThere' };
  return inReadTime(interfaces.vpcsOf(door), clock);
}

async function describeEach(
  { accountId, region, groupId }: AttachmentDoor,
  interfaceIds: readonly string[],
  { interfaces, clock }: LookNeeds,
): Promise<Looked<readonly string[]>> {
  const stands: string[] = [];
  for (const interfaceId of interfaceIds) {
    const address = { accountId, region, interfaceId };
    const looked = await inReadTime(interfaces.describe(address), clock);
    if (looked.kind === 'couldNotLook') return looked;
    if (looked.kind === 'found' && looked.value.groupIds.includes(groupId))
      stands.push(interfaceId);
  }
  return { kind: 'found', value: stands };
}

async function listAll(
  { accountId, region, groupId }: AttachmentDoor,
  interfaceIds: readonly string[],
  { interfaces, clock }: LookNeeds,
): Promise<Looked<readonly string[]>> {
  const missing = new Set(interfaceIds);
  const query = { accountId, region, groupIds: [groupId] };
  let pageToken: string | null = null;
  for (let pages = 0; pages < INTERFACE_PAGES_MAX; pages += 1) {
    const page: Page<InterfaceState> = await inReadTime(
      interfaces.withGroups(query, pageToken),
      clock,
    );
    for (const { interfaceId } of page.items) missing.delete(interfaceId);
    pageToken = page.nextPageToken;
    if (pageToken !== null && missing.size > 0) continue;
    return { kind: 'found', value: interfaceIds.filter((id) => !missing.has(id)) };
  }
  const reason = `${groupId} stands on more interfaces than are listed in one look`;
  return { kind: 'couldNotLook', reason };
}
