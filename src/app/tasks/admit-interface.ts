import { placeKey } from '../../domain/finding/door.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import type { Instant } from '../../domain/instant.ts';
import type { InterfaceState } from '../../domain/inventory/interface-state.ts';
import { seenState } from '../../domain/inventory/standing.ts';
import type { Task } from '../../domain/task.ts';
import {
  type FindingIds,
  hidesAny,
  type Judging,
  judgeStandings,
  type NewStanding,
} from '../hear/attachments/attachment-findings.ts';
import { describeGroups, withRules } from '../hear/attachments/look-up-groups.ts';
import {
  type JudgedBy,
  readListsOf,
  resolveFresh,
} from '../hear/attachments/resolve-attachment.ts';
import { NOTHING_KEPT } from '../hear/prepared.ts';
import { readSurely } from '../hear/read-surely.ts';
import { missedDoors } from '../observe-group.ts';
import { newOnInterface, otherwiseAtOf, type SweptGroups } from '../observe-interface.ts';
import type { Admission, KeptUnasked } from '../ports.ts';
import { PAGE_GAP_MS } from './list-guarded.ts';
import type { TaskNeeds } from './task-needs.ts';

/** What is seen of an interface, and all by which it is judged. */
interface SeenInterface extends JudgedBy {
  readonly live: InterfaceState;
  /** The other interfaces of its host. */
  readonly besides: readonly InterfaceState[];
  readonly swept: SweptGroups;
  /** When the sweep before this one began. */
  readonly readAt: Instant;
  readonly findingIds: ReadonlyMap<string, FindingIds>;
  readonly policy: TaskNeeds['policy'];
}

const NOTHING_SEEN = { changes: [], learnt: [] } as const;

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
  const { lists, unread: unreadLists, doubt } = await readListsOf(at, groups, needs);
  const findingIds = new Map(
    onHost.map((id) => [id, { excess: ids.findingId(), source: ids.findingId() }]),
  );
  const looked = { at, groups, lists, unreadLists, shown: null, doubt };
  const sighted = { ...looked, live, besides, swept, readAt: otherwiseAt, findingIds, policy };
  const asking = {
    assumed: { ...NOTHING_KEPT, interfaces: new Map(row === null ? [] : [[interfaceId, row]]) },
    about: (seen: SeenInterface) => ({
      groups: [...new Set([...onHost, ...(row?.groupIds ?? [])])].map((groupId) => ({
        ...at,
        groupId,
      })),
      lists: seen.lists.map(({ prefixListId }) => ({ ...at, prefixListId })),
      interfaces: [{ accountId, region, interfaceId }],
    }),
    hides: isMasked,
    readAgain: (seen: SeenInterface) => resolveFresh(seen, needs),
  };
  const { resolved, isSure } = await readSurely<SeenInterface>(sighted, asking, {
    store,
    clock,
    care: 'hidden',
  });
  const now = clock.now();
  const seen = await store.learn(
    asking.about(resolved),
    // What has come to hide something meanwhile is the next sweep's.
    (kept) =>
      isSure({ ...kept, isOwnCall: false }) ? interfaceDrift(resolved, kept, now) : NOTHING_SEEN,
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

/** Whether what is known hides any of what groups let in that are new on the interface. Pure. */
function isMasked(seen: SeenInterface, kept: KeptUnasked): boolean {
  const standing = standingOf(seen, kept);
  // When it is judged makes no difference to what is hidden.
  const judging = judgingOf(seen, kept, seen.live.observedAt);
  return standing !== null && hidesAny([standing], judging, kept);
}

/** Pure. */
function interfaceDrift(
  seen: SeenInterface,
  kept: KeptUnasked,
  now: Instant,
): Pick<Admission, 'changes' | 'learnt'> {
  const { live } = seen;
  const standing = standingOf(seen, kept);
  if (standing === null) return NOTHING_SEEN;
  const { changes } = judgeStandings([standing], judgingOf(seen, kept, now), kept);
  const left = kept.open.filter(isLeft(live));
  return {
    changes: [...changes, ...missedDoors(left, now)],
    learnt: [{ kind: 'interface', state: seenState(rowOf(seen, kept), live) }],
  };
}

function standingOf(seen: SeenInterface, kept: KeptUnasked): NewStanding | null {
  return newOnInterface(seen.live, seen.besides, rowOf(seen, kept), seen.swept);
}

function judgingOf(seen: SeenInterface, kept: KeptUnasked, now: Instant): Judging {
  const { live, readAt } = seen;
  const { accountId, region } = live;
  const otherwiseAt = otherwiseAtOf(rowOf(seen, kept), readAt);
  const opening = { kind: 'drift', at: live.observedAt, otherwiseAt, call: null } as const;
  return { ...seen, at: { accountId, region }, opening, eventId: null, now };
}

function rowOf({ live }: SeenInterface, { interfaces }: KeptUnasked): InterfaceState | null {
  return interfaces.get(live.interfaceId) ?? null;
}

/** Findings of groups that no longer stand on an interface. */
function isLeft({ interfaceId, groupIds }: InterfaceState): (finding: Finding) => boolean {
  return ({ door }) =>
    door.kind === 'attachment' &&
    !groupIds.includes(door.groupId) &&
    door.places.some((place) => placeKey(place) === interfaceId);
}
