import type { Instant } from '../../../src/domain/instant.ts';
import type { KnownRule } from '../../../src/domain/inventory/group-state.ts';
import { HOME_ACCOUNT, REGION } from '../../support/findings.ts';

/** Two groups that policy guards. */
export const GROUP_IDS = ['sg-1', 'sg-2'] as const;
export const LIST_IDS = ['pl-1', 'pl-2'] as const;
export type GroupId = (typeof GROUP_IDS)[number];
export type ListId = (typeof LIST_IDS)[number];

/** Where everything is. */
export const PLACE = { accountId: HOME_ACCOUNT, region: REGION } as const;

/** What there is at a moment. Values are replaced and never changed, so that old ones stay true of then. */
export interface Scene {
  readonly at: Instant;
  readonly rules: Readonly<Record<GroupId, readonly KnownRule[]>>;
  readonly lists: Readonly<
    Record<ListId, { readonly version: number; readonly entries: readonly string[] }>
  >;
}

/** What changes of a scene. */
export type SceneChange = Partial<Omit<Scene, 'at'>>;

export function emptyScene(at: Instant): Scene {
  const list = { version: 1, entries: [] };
  return { at, rules: { 'sg-1': [], 'sg-2': [] }, lists: { 'pl-1': list, 'pl-2': list } };
}

/** The world with other rules of a group. */
export function withRules(
  { rules }: Scene,
  groupId: GroupId,
  after: readonly KnownRule[],
): SceneChange {
  return { rules: { ...rules, [groupId]: after } };
}

/** The world with other entries of a list, and its next version. */
export function withList({ lists }: Scene, id: ListId, entries: readonly string[]): SceneChange {
  return { lists: { ...lists, [id]: { version: lists[id].version + 1, entries } } };
}

export function nameOf(groupId: string): string {
  return `win-${groupId}`;
}

/** @throws TypeError for a group that is not of the simulation. */
export function groupOf(id: string): GroupId {
  const known = GROUP_IDS.find((each) => each === id);
  if (known === undefined) throw new TypeError(`No group ${id} here`);
  return known;
}

/** @throws TypeError for a list that is not of the simulation. */
export function listIdOf(id: string): ListId {
  const known = LIST_IDS.find((each) => each === id);
  if (known === undefined) throw new TypeError(`No list ${id} here`);
  return known;
}
