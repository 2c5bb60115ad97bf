import type { BehindDirectory, BehindHost, BehindService } from '../guard/behind.ts';
import type { FoundThing, GuardedGroup, PartState } from './guarded-group.ts';

/** Something that nobody guards, and why.
 *
 * - `sharedDirectory`: its group is its owner's, to be guarded in that account.
 * - `directoryWithoutGroup`: AWS does not tell its group and none has its name, as while it is being made.
 * - `directory`, `host`, `service`: no guard selects any of its groups.
 * - `groupUnread`: guarded, and its rules could not be read: a change of them is not seen by sweeps.
 * - `partNotLooked`: what is there could not be looked at; what was found before stays. */
export type LeftOut =
  | { readonly kind: 'sharedDirectory'; readonly thing: BehindDirectory }
  | { readonly kind: 'directoryWithoutGroup'; readonly thing: BehindDirectory }
  | {
      readonly kind: 'directory';
      readonly thing: BehindDirectory;
      readonly groupIds: readonly string[];
    }
  | { readonly kind: 'host'; readonly thing: BehindHost; readonly groupIds: readonly string[] }
  | {
      readonly kind: 'service';
      readonly thing: BehindService;
      readonly groupIds: readonly string[];
    }
  | { readonly kind: 'groupUnread'; readonly group: GuardedGroup; readonly reason: string }
  | { readonly kind: 'partNotLooked'; readonly part: string; readonly reason: string };

/** What is guarded in an account and Region, and what is not. */
export interface Scope {
  readonly guarded: readonly GuardedGroup[];
  readonly leftOut: readonly LeftOut[];
}

/** What of an account and Region is known. A thing may be there more than once. */
export interface Surveyed {
  readonly guarded: readonly GuardedGroup[];
  readonly found: readonly FoundThing[];
  readonly parts: readonly PartState[];
}

/** What is guarded and what is left out: everything that was found is on a guarded group or is left out, and
 * never both. Pure, total. */
export function scopeOf({ guarded, found, parts }: Surveyed): Scope {
  const guardedIds = new Set(guarded.map(({ groupId }) => groupId));
  const left = together(found).flatMap((each) => leftOutOf(each, guardedIds) ?? []);
  const unread = guarded.flatMap((group): readonly LeftOut[] =>
    group.unread === null ? [] : [{ kind: 'groupUnread', group, reason: group.unread }],
  );
  const notLooked = parts.flatMap(({ part, reason }): readonly LeftOut[] =>
    reason === null ? [] : [{ kind: 'partNotLooked', part, reason }],
  );
  return { guarded, leftOut: [...notLooked, ...unread, ...left] };
}

/** A thing with all groups that any part shows on it. The WorkSpaces of a directory are their own thing. */
function together(found: readonly FoundThing[]): readonly FoundThing[] {
  const all = new Map<string, FoundThing>();
  for (const { thing, groupIds } of found) {
    const key = keyOf(thing);
    const before = all.get(key);
    all.set(key, {
      thing: before?.thing ?? thing,
      groupIds: [...new Set([...(before?.groupIds ?? []), ...groupIds])],
    });
  }
  return [...all.values()];
}

function keyOf(thing: FoundThing['thing']): string {
  switch (thing.kind) {
    case 'directory':
      return `directory/${thing.directoryId}/${thing.role}`;
    case 'host':
      return `host/${thing.instanceId}`;
    case 'service':
      return `service/${thing.interfaceId}`;
  }
}

function leftOutOf(
  { thing, groupIds }: FoundThing,
  guardedIds: ReadonlySet<string>,
): LeftOut | null {
  if (groupIds.some((id) => guardedIds.has(id))) return null;
  switch (thing.kind) {
    case 'directory':
      if (thing.type === 'sharedMicrosoftAd') return { kind: 'sharedDirectory', thing };
      return groupIds.length === 0
        ? { kind: 'directoryWithoutGroup', thing }
        : { kind: 'directory', thing, groupIds };
    case 'host':
      return { kind: 'host', thing, groupIds };
    case 'service':
      return { kind: 'service', thing, groupIds };
  }
}
