import type {
  ListAddress,
  LiveRules,
  Looked,
  PrefixLists,
  SecurityGroups,
} from '../../../src/app/ports.ts';
import type { ExposureChange } from '../../../src/domain/change/exposure-change.ts';
import type { Instant } from '../../../src/domain/instant.ts';
import { OutsideError } from '../../../src/domain/outside-error.ts';
import { listOf } from '../../support/fake-lists.ts';
import { HOME_ACCOUNT } from '../../support/findings.ts';
import { changingCalls, type OwnCall } from './own-calls.ts';
import type { Random } from './random.ts';
import {
  emptyScene,
  GROUP_IDS,
  groupOf,
  LIST_IDS,
  listIdOf,
  nameOf,
  type Scene,
  type SceneChange,
} from './scene.ts';
import { headerOf, type Told } from './told.ts';

/** How old an answer of EC2 may be, in ms: less than the gap between two reads that are to agree, which
 * is what makes them worth something. */
export const STALE_MS_MAX = 1_500;

/** How ill the cloud is. */
export interface CloudHealth {
  /** How often a call is throttled, an answer to a change lost, a read stale: 0 to 1. */
  throttled: number;
  lost: number;
  stale: number;
}

/** EC2's groups and prefix lists of one account, with the trail of what is done to them. */
export interface Cloud extends ReturnType<typeof changingCalls> {
  readonly groups: SecurityGroups;
  readonly lists: PrefixLists;
  readonly health: CloudHealth;
  /** What there was, from the beginning; the last is what there is. */
  readonly scenes: readonly Scene[];
  /** What Portcullis's calls did, in order. */
  readonly ownCalls: readonly OwnCall[];
  scene(): Scene;
  /** What there was since a moment, what there was just then included. */
  scenesSince(at: Instant): readonly Scene[];
  /** Somebody changes something: the world is so from now on, and there is a record of it. */
  happen(to: SceneChange, told: Told): void;
  /** Takes the records that have come since. */
  takeRecords(): readonly ExposureChange[];
}

export function cloudOf(now: () => Instant, random: Random): Cloud {
  const scenes: Scene[] = [emptyScene(now())];
  const ownCalls: OwnCall[] = [];
  const health: CloudHealth = { throttled: 0, lost: 0, stale: 0 };
  let records: ExposureChange[] = [];
  let calls = 0;

  function scene(): Scene {
    const last = scenes.at(-1);
    if (last === undefined) throw new TypeError('There is always a scene');
    return last;
  }
  /** What a read shows: the truth, or what was true a moment ago. */
  function seen(): Scene {
    if (random.chance(health.throttled)) throw throttled();
    if (!random.chance(health.stale)) return scene();
    const at = now() - random.whole(0, STALE_MS_MAX);
    return scenes.findLast((each) => each.at <= at) ?? scene();
  }
  function happen(to: SceneChange, told: Told, isOwn: boolean): string {
    calls += 1;
    scenes.push({ ...scene(), ...to, at: now() });
    records.push(told(headerOf(calls, now(), isOwn)));
    return `request-${calls}`;
  }

  const changing = changingCalls({
    now,
    random,
    health,
    scene,
    happen: (to, told) => happen(to, told, true),
    note: (call) => ownCalls.push(call),
  });
  return {
    ...changing,
    health,
    scenes,
    ownCalls,
    scene,
    scenesSince: (at) =>
      scenes.slice(
        Math.max(
          scenes.findLastIndex((each) => each.at <= at),
          0,
        ),
      ),
    happen: (to, told) => {
      happen(to, told, false);
    },
    takeRecords: () => {
      const taken = records;
      records = [];
      return taken;
    },
    groups: {
      ...changing.groups,
      describeGroup: async ({ groupId }) => {
        seen();
        const value = { groupName: nameOf(groupId), vpcId: null, tags: new Map() };
        return { kind: 'found', value };
      },
      describeRules: async ({ groupId }): Promise<Looked<LiveRules>> => {
        const inbound = seen().rules[groupOf(groupId)];
        return { kind: 'found', value: { inbound, outbound: [] } };
      },
    },
    lists: {
      ...changing.lists,
      describe: async (address) => {
        const list = listState(seen(), address, now());
        return { kind: 'found', value: { list, isSettled: true } };
      },
      associations: async () => ({
        kind: 'found',
        value: GROUP_IDS.map((resourceId) => ({ resourceId, ownerId: HOME_ACCOUNT })),
      }),
      list: async (place) => {
        const shown = seen();
        const items = LIST_IDS.map((prefixListId) => {
          const address = { ...place, prefixListId };
          const { listName, ownerId, version } = listState(shown, address, now());
          return { prefixListId, listName, ownerId, version };
        });
        return { items, nextPageToken: null };
      },
    },
  };
}

function throttled(): OutsideError {
  return new OutsideError('aws_throttled', 'EC2 throttled the call', { isRetryable: true });
}

function listState({ lists }: Scene, address: ListAddress, observedAt: Instant) {
  const { entries, version } = lists[listIdOf(address.prefixListId)];
  return listOf(address, entries, { version, observedAt });
}
