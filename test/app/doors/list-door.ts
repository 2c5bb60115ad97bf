import type { ListDoor, ListUse } from '../../../src/domain/finding/door.ts';
import type { ListState } from '../../../src/domain/inventory/list-state.ts';
import type { ListPlan } from '../../../src/domain/plan/plan.ts';
import { listOf } from '../../support/fake-lists.ts';
import { HOME_ACCOUNT, REGION, rdpFrom } from '../../support/findings.ts';

/** The list of these tests. */
export const LIST = { accountId: HOME_ACCOUNT, region: REGION, prefixListId: 'pl-1' };

/** So many blocks, all different. */
export function blocks(count: number, from = 0): readonly string[] {
  return Array.from({ length: count }, (_, i) => {
    const n = from + i;
    return `10.${n >> 8}.${n & 255}.0/24`;
  });
}

export function entriesOf(cidrs: readonly string[]) {
  return cidrs.map((cidr) => ({ cidr, description: `entry ${cidr}` }));
}

/** {@link LIST} with these blocks. */
export function listWith(cidrs: readonly string[], overrides: Partial<ListState> = {}): ListState {
  return listOf(LIST, cidrs, { entries: entriesOf(cidrs), ...overrides });
}

/** A plan that takes blocks out of {@link LIST} and gives others back. */
export function listPlan(remove: readonly string[], giveBack: readonly string[] = []): ListPlan {
  return {
    kind: 'list',
    intent: 'revert',
    findingId: 'f-1',
    ...LIST,
    remove: entriesOf(remove),
    giveBack: entriesOf(giveBack),
    associations: [],
    hash: 'a'.repeat(64),
  };
}

/** A door of blocks of {@link LIST}, by which a group lets in RDP from each of them. */
export function listDoor(cidrs: readonly string[], uses?: readonly ListUse[]): ListDoor {
  const use: ListUse = {
    groupId: 'sg-1',
    groupName: 'win-web',
    guardName: 'hosts',
    guardKind: 'windows',
    direction: 'inbound',
    rules: [rdpFrom('pl-1')],
    excess: cidrs.map((cidr) => ({ protocol: 'tcp', fromPort: 3389, toPort: 3389, source: cidr })),
  };
  return {
    kind: 'list',
    ...LIST,
    guardName: 'hosts',
    guardKind: 'windows',
    managedBy: null,
    listName: 'office',
    ownerId: HOME_ACCOUNT,
    entries: entriesOf(cidrs),
    replaced: [],
    uses: uses ?? [use],
    associations: null,
  };
}
