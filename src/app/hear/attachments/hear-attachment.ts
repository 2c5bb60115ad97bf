import type { AttachmentChange } from '../../../domain/change/exposure-change.ts';
import { HOUR_MS } from '../../../domain/instant.ts';
import type { InterfaceState } from '../../../domain/inventory/interface-state.ts';
import type { Notice } from '../../../domain/notice.ts';
import type { About, Admission, Kept, KeptUnasked } from '../../ports.ts';
import { type Care, type HearNeeds, NOTHING_KEPT, type Prepared } from '../prepared.ts';
import { readSurely } from '../read-surely.ts';
import { admitAttached, isMasked } from './admit-attached.ts';
import { groupsBeingMade, readGroupBirths } from './groups-born.ts';
import { hearDetachment } from './hear-detachment.ts';
import { type ResolvedAttachment, resolveAttachment, resolveFresh } from './resolve-attachment.ts';

/** What a record of attached or detached groups does.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export function hearAttachment(
  change: AttachmentChange,
  care: Care,
  needs: HearNeeds,
): Promise<Prepared> {
  return change.kind === 'attached'
    ? hearAttached(change, care, needs)
    : hearDetachment(change, needs);
}

async function hearAttached(
  change: AttachmentChange,
  care: Care,
  needs: HearNeeds,
): Promise<Prepared> {
  const now = needs.clock.now();
  const { policy } = needs;
  const known = await resolveAttachment(change, needs);
  const rows = await rowsOf(known, needs);
  const findingIds = new Map(
    [...known.groups.keys()].map((groupId) => [
      groupId,
      { excess: needs.ids.findingId(), source: needs.ids.findingId() },
    ]),
  );
  const asked = { findingIds, policy, now, born: NO_GROUPS };
  const asking = {
    assumed: { ...NOTHING_KEPT, interfaces: rows },
    about: (resolved: ResolvedAttachment) => aboutOf(resolved, rows),
    hides: (resolved: ResolvedAttachment, kept: KeptUnasked) => isMasked(resolved, kept, asked),
    readAgain: (resolved: ResolvedAttachment) => resolveFresh(resolved, needs),
  };
  const { resolved: read, isSure } = await readSurely(known, asking, { ...needs, care });
  const births = await readGroupBirths(read, needs);
  const resolved = { ...read, doubt: read.doubt ?? births.doubt };
  const notice = resolved.unread.length === 0 ? null : unreadNotice(resolved, now);
  const judge = (kept: Kept): Admission | null => {
    if (!isSure(kept)) return null;
    const born = groupsBeingMade(births, resolved, kept.directoryCalls);
    return { ...admitAttached(resolved, kept, { ...asked, born }), notice };
  };
  const { directories } = births;
  return { about: { ...aboutOf(resolved, rows), directories }, judge };
}

const NO_GROUPS: ReadonlySet<string> = new Set();

async function rowsOf(
  { at, interfaces }: ResolvedAttachment,
  { store }: HearNeeds,
): Promise<ReadonlyMap<string, InterfaceState>> {
  const rows = new Map<string, InterfaceState>();
  for (const interfaceId of interfaceIds(interfaces)) {
    const row = await store.networkInterface({ ...at, interfaceId });
    if (row !== null) rows.set(interfaceId, row);
  }
  return rows;
}

/** The interfaces of a record, and the others of their hosts. */
function interfaceIds(interfaces: ResolvedAttachment['interfaces']): readonly string[] {
  const all = interfaces.flatMap((each) => [each, ...each.besides]);
  return [...new Set(all.map(({ interfaceId }) => interfaceId))];
}

/** The groups that stand on the places now, and those that are known to have stood there. */
function aboutOf(
  { at, interfaces, groups, lists }: ResolvedAttachment,
  rows: ReadonlyMap<string, InterfaceState>,
): About {
  const before = [...rows.values()].flatMap(({ groupIds }) => groupIds);
  return {
    groups: [...new Set([...groups.keys(), ...before])].map((groupId) => ({ ...at, groupId })),
    lists: lists.map(({ prefixListId }) => ({ ...at, prefixListId })),
    interfaces: interfaceIds(interfaces).map((interfaceId) => ({ ...at, interfaceId })),
  };
}

/** What the record changed could not be looked at: somebody has to. */
function unreadNotice({ change, at, unread }: ResolvedAttachment, now: number): Notice {
  const { eventName, eventId, eventTime, actor } = change.record;
  return {
    id: `unread/${at.accountId}/${eventName}/${Math.floor(now / HOUR_MS)}`,
    title: `Where this ${eventName} put groups could not be looked at: count it as open`,
    detail:
      `${unread[0]}. Event ${eventId} of ${eventTime} by ${actor.name} in account ${at.accountId}, ` +
      `${at.region}. Look at what it changed in EC2.`,
    count: 1,
  };
}
