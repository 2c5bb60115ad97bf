import type { AttachmentChange, AttachmentTarget } from '../../../domain/change/exposure-change.ts';
import { placeKey } from '../../../domain/finding/door.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { InterfaceState } from '../../../domain/inventory/interface-state.ts';
import { placedState } from '../../../domain/inventory/standing.ts';
import type { Admission, Kept, Place } from '../../ports.ts';
import type { HearNeeds, Prepared } from '../prepared.ts';
import { changedAtOf } from '../rules/resolve.ts';
import { touched } from './touched.ts';

/** Where a record says that groups stand no more. */
interface Left {
  readonly change: AttachmentChange;
  readonly changedAt: Instant;
  /** Interface and VPC ids. */
  readonly places: ReadonlySet<string>;
  /** Interfaces that are gone. */
  readonly gone: ReadonlySet<string>;
}

/** What a record of detached groups does: open findings on the places are looked at again. The record
 * alone closes nothing. */
export async function hearDetachment(
  change: AttachmentChange,
  needs: HearNeeds,
): Promise<Prepared> {
  const now = needs.clock.now();
  const at: Place = { accountId: change.ownerId, region: change.record.region };
  const rows = await rowsOf(change, at, needs);
  const changedAt = changedAtOf(change, now);
  const vpcs = change.attachments.flatMap(({ target, groupIds }) =>
    target.kind === 'vpc' ? [{ vpcId: target.vpcId, groupIds: groupIds ?? [] }] : [],
  );
  const gone = change.attachments.flatMap(({ target, groupIds }) =>
    target.kind === 'interface' && groupIds !== null ? [target.interfaceId] : [],
  );
  const interfaceIds = rows.map(({ interfaceId }) => interfaceId);
  const left: Left = {
    change,
    changedAt,
    places: new Set([...interfaceIds, ...vpcs.map(({ vpcId }) => vpcId)]),
    gone: new Set(gone),
  };
  const groupIds = [...rows, ...vpcs].flatMap((each) => each.groupIds);
  const about = {
    groups: [...new Set(groupIds)].map((groupId) => ({ ...at, groupId })),
    lists: [],
    interfaces: interfaceIds.map((interfaceId) => ({ ...at, interfaceId })),
  };
  return { about, judge: (kept) => admitDetached(left, kept, now) };
}

/** The interfaces concerned, as far as they are known: on others stands nothing that counts. */
async function rowsOf(
  { attachments }: AttachmentChange,
  at: Place,
  { store }: HearNeeds,
): Promise<readonly InterfaceState[]> {
  const rows: InterfaceState[] = [];
  for (const { target } of attachments) rows.push(...(await rowsOfTarget(target, at, store)));
  return rows;
}

async function rowsOfTarget(
  target: AttachmentTarget,
  at: Place,
  store: HearNeeds['store'],
): Promise<readonly InterfaceState[]> {
  switch (target.kind) {
    case 'interface': {
      const row = await store.networkInterface({ ...at, interfaceId: target.interfaceId });
      return row === null ? [] : [row];
    }
    case 'instance':
      return store.interfacesOf({ ...at, instanceId: target.instanceId });
    // The record of a detach names neither the interface nor the instance: a sweep sees it.
    case 'attachment':
    case 'vpc':
      return [];
  }
}

/** Pure. */
function admitDetached(
  { change, changedAt, places, gone }: Left,
  kept: Kept,
  now: Instant,
): Admission {
  const standing = kept.open.filter(isOn(places));
  const learnt = [...kept.interfaces.values()]
    .filter(({ interfaceId }) => gone.has(interfaceId))
    .map((row) => {
      // It stays known that nothing stands there: a record that comes late is seen to be late.
      const nothing = { after: [], changedAt, isFirst: true };
      return { kind: 'interface' as const, state: placedState(row, row, nothing) };
    });
  const [first] = standing;
  return {
    outcome:
      first === undefined
        ? { kind: 'permitted', reason: 'It only closes' }
        : { kind: 'finding', findingId: first.id, isNew: false },
    changes: kept.isOwnCall ? [] : touched(standing, change.record, now),
    notice: null,
    learnt,
  };
}

function isOn(places: ReadonlySet<string>): (finding: Finding) => boolean {
  return ({ door }) =>
    door.kind === 'attachment' && door.places.some((place) => places.has(placeKey(place)));
}
