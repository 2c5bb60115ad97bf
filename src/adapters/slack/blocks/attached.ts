import type { AttachedPlace, AttachmentDoor, Door } from '../../../domain/finding/door.ts';
import type { NoPlanReason, Plan } from '../../../domain/plan/plan.ts';
import type { HostFacts } from '../../../domain/weight/host-facts.ts';
import { type Line, labelled, outsideText, truncated } from './text.ts';

/** Places are for looking up: as many are shown as help, in characters. */
const PLACES_CHARS_MAX = 400;

/** Where a group was put, and what that means where policy lets its members in. */
export function attachedLines(door: AttachmentDoor): readonly Line[] {
  const places = truncated(door.places.map(placeText).join('; '), PLACES_CHARS_MAX);
  return [
    labelled('Put on', places),
    ...(door.isApprovedSource ? [labelled('Member', APPROVED_SOURCE)] : []),
  ];
}

const APPROVED_SOURCE =
  'policy lets members of this group in, and this is a new one. If it belongs there, acknowledge it';

function placeText(place: AttachedPlace): string {
  if (place.kind === 'vpc') return `VPC ${place.vpcId}, where it can be put on hosts`;
  const on = place.instanceId === null ? '' : ` of ${place.instanceId}`;
  const by = place.managedBy === null ? '' : `, run by ${outsideText(place.managedBy)}`;
  return `${place.interfaceId}${on}${by}`;
}

/** Where a group was put, in a few words: `web-1 (i-1) and 2 more`. The name is known once what stands
 * behind the group was looked up. */
export function attachedText(
  { places }: Pick<AttachmentDoor, 'places'>,
  hosts: readonly HostFacts[],
): string {
  const [first, ...others] = places;
  if (first === undefined) return 'an interface';
  const name = first.kind === 'vpc' ? `VPC ${first.vpcId}` : hostText(first, hosts);
  return others.length === 0 ? name : `${name} and ${others.length} more`;
}

/** An instance by its tag `Name`, as far as it has one, and its id. */
function hostText(
  { instanceId, interfaceId }: AttachedPlace & { readonly kind: 'interface' },
  hosts: readonly HostFacts[],
): string {
  if (instanceId === null) return interfaceId;
  const name = hosts.find((host) => host.instanceId === instanceId)?.name;
  const text = outsideText(name ?? '', HOST_NAME_CHARS_MAX).trim();
  return text === '' ? instanceId : `${text} (${instanceId})`;
}

/** Of a name in a headline, in characters: it is read on a telephone. */
const HOST_NAME_CHARS_MAX = 40;

/** Who is new behind an approved source, as the rest of a headline after the service:
 * `opened to i-1, new in the approved group gateway`. */
export function newMemberText(door: AttachmentDoor, hosts: readonly HostFacts[]): string {
  const group = outsideText(door.groupName || door.groupId);
  return `opened to ${attachedText(door, hosts)}, new in the approved group ${group}`;
}

/** What of a door a plan leaves as it is; null where it leaves nothing. */
export function leftAloneText(door: Door, plan: Plan | NoPlanReason): string | null {
  if (door.kind !== 'attachment' || typeof plan === 'string' || plan.kind !== 'detach') return null;
  const managers = door.places.flatMap((place) =>
    place.kind === 'interface' && place.managedBy !== null ? [place.managedBy] : [],
  );
  const taken = plan.interfaceIds.length + plan.vpcIds.length;
  const later = door.places.length - managers.length - taken;
  const [manager] = managers;
  const parts = [
    manager === undefined
      ? null
      : `${counted(managers.length)} of ${door.places.length} ${isAre(managers.length)} run by ${outsideText(manager)} and left alone: change the groups there.`,
    later === 0 ? null : `One revert takes ${taken} places; ${counted(later)} are another one's.`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(' ');
}

function counted(count: number): string {
  return count === 1 ? '1 place' : `${count} places`;
}

function isAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}
