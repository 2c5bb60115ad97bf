import { placeKey } from '../../domain/finding/door.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import type { Instant } from '../../domain/instant.ts';
import type { InterfaceState } from '../../domain/inventory/interface-state.ts';
import type { ListState } from '../../domain/inventory/list-state.ts';
import { seenState } from '../../domain/inventory/standing.ts';
import type { Task } from '../../domain/task.ts';
import {
  type FindingIds,
  type Judging,
  judgeStandings,
} from '../hear/attachments/attachment-findings.ts';
import {
  describeGroups,
  type LookedGroups,
  withRules,
} from '../hear/attachments/look-up-groups.ts';
import { readListsOf } from '../hear/attachments/resolve-attachment.ts';
import { missedDoors } from '../observe-group.ts';
import { newOnInterface, otherwiseAtOf, type SweptGroups } from '../observe-interface.ts';
import type { Admission, KeptUnasked } from '../ports.ts';
import { PAGE_GAP_MS } from './list-guarded.ts';
import type { TaskNeeds } from './task-needs.ts';

/** What is seen of an interface, and all by which it is judged. */
export interface SeenInterface {
  readonly live: InterfaceState;
  /** The other interfaces of its host. */
  readonly besides: readonly InterfaceState[];
  readonly groups: LookedGroups;
  readonly lists: readonly ListState[];
  readonly doubt: string | null;
  readonly swept: SweptGroups;
  /** When the sweep before this one began. */
  readonly readAt: Instant;
  readonly findingIds: ReadonlyMap<string, FindingIds>;
  readonly policy: TaskNeeds['policy'];
  readonly now: Instant;
}

/** Admits an interface on which agreeing reads show other groups than were known: those that are new
 * and let in more than is approved are a drift; findings of those that are gone are looked at.
 * @throws OutsideError, retryable, when EC2 or the store did not do it now. */
export async function admitInterface(
  live: InterfaceState,
  {
    task,
    swept,
    otherwiseAt,
  }: {
    readonly task: Task;
    readonly swept: SweptGroups;
    readonly otherwiseAt: Instant;
  },
  needs: TaskNeeds,
): Promise<void> {
  const { store, clock, ids, policy, log } = needs;
  const { accountId, region, interfaceId } = live;
  const at = { accountId: task.accountId, region: task.region };
  const besides = await othersOnHost(live, needs);
  const onHost = [...new Set([live, ...besides].flatMap((each) => each.groupIds))];
  const row = await store.networkInterface({ accountId, region, interfaceId });
  const groups = await withRules(at, await describeGroups(at, onHost, needs), needs);
  const { lists, doubt } = await readListsOf(at, groups, needs);
  const findingIds = new Map(
    onHost.map((id) => [id, { excess: ids.findingId(), source: ids.findingId() }]),
  );
  const now = clock.now();
  const judged = { live, besides, groups, lists, doubt, swept, readAt: otherwiseAt };
  const about = {
    groups: [...new Set([...onHost, ...(row?.groupIds ?? [])])].map((groupId) => ({
      ...at,
      groupId,
    })),
    lists: lists.map(({ prefixListId }) => ({ ...at, prefixListId })),
    interfaces: [{ accountId, region, interfaceId }],
  };
  const seen = await store.learn(
    about,
    (kept) => interfaceDrift({ ...judged, findingIds, policy, now }, kept),
    now,
  );
  const findings = seen.changes.map(({ findingId }) => findingId);
  log.info({ interfaceId, findingIds: findings }, 'interface differed');
}

async function othersOnHost(
  { accountId, region, interfaceId, instanceId }: InterfaceState,
  { interfaces, clock }: TaskNeeds,
): Promise<readonly InterfaceState[]> {
  if (instanceId === null) return [];
  await clock.wait(PAGE_GAP_MS);
  const host = await interfaces.ofInstance({ accountId, region, instanceId });
  if (host.kind !== 'found') return [];
  return host.value.filter((each) => each.interfaceId !== interfaceId);
}

/** Pure. */
export function interfaceDrift(
  seen: SeenInterface,
  kept: KeptUnasked,
): Pick<Admission, 'changes' | 'learnt'> {
  const { live, besides, swept, readAt, now, groups, lists, policy, findingIds, doubt } = seen;
  const row = kept.interfaces.get(live.interfaceId) ?? null;
  const standing = newOnInterface(live, besides, row, swept);
  if (standing === null) return { changes: [], learnt: [] };
  const { accountId, region } = live;
  const judging: Judging = {
    at: { accountId, region },
    groups,
    lists,
    // One that is not known and could not be read is not known.
    unreadLists: [],
    shown: null,
    policy,
    opening: {
      kind: 'drift',
      at: live.observedAt,
      otherwiseAt: otherwiseAtOf(row, readAt),
      call: null,
    },
    eventId: null,
    findingIds,
    doubt,
    now,
  };
  const { changes } = judgeStandings([standing], judging, kept);
  const left = kept.open.filter(isLeft(live));
  return {
    changes: [...changes, ...missedDoors(left, now)],
    learnt: [{ kind: 'interface', state: seenState(row, live) }],
  };
}

/** Findings of groups that no longer stand on an interface. */
function isLeft({ interfaceId, groupIds }: InterfaceState): (finding: Finding) => boolean {
  return ({ door }) =>
    door.kind === 'attachment' &&
    !groupIds.includes(door.groupId) &&
    door.places.some((place) => placeKey(place) === interfaceId);
}
