import { expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../src/adapters/store/sqlite-store.ts';
import type { AttachmentDoor, ListDoor } from '../../src/domain/finding/door.ts';
import type { FindingEvent } from '../../src/domain/finding/events.ts';
import { fold } from '../../src/domain/finding/evolve.ts';
import { MINUTE_MS } from '../../src/domain/instant.ts';
import { placeOn } from '../support/attachment-findings.ts';
import { GROUP, opened, RDP_FROM_ALL, recordKey, START } from '../support/findings.ts';

type Opened = FindingEvent & { readonly kind: 'finding.opened' };
const ABOUT = { groups: [GROUP], lists: [], interfaces: [] };
const AGAIN_AT = START + 2 * MINUTE_MS;

const { accountId, region, groupId } = GROUP;
const COMMON = {
  accountId,
  region,
  guardName: 'hosts',
  guardKind: 'windows',
  managedBy: null,
} as const;
const LIST_DOOR: ListDoor = {
  ...COMMON,
  kind: 'list',
  prefixListId: 'pl-1',
  listName: 'admins',
  ownerId: accountId,
  entries: [{ cidr: '0.0.0.0/0', description: null }],
  replaced: [],
  uses: [],
  associations: [],
};
const ATTACHMENT_DOOR: AttachmentDoor = {
  ...COMMON,
  kind: 'attachment',
  groupId,
  groupName: 'win-web',
  places: [placeOn('eni-1')],
  isApprovedSource: false,
};

const DOORS: readonly (readonly [string, Pick<Opened, 'door'>])[] = [
  ['rules', { door: opened('f-1').door }],
  ['a list', { door: LIST_DOOR }],
  ['an attachment', { door: ATTACHMENT_DOOR }],
];

it.each(DOORS)(
  'what opens %s again joins its finding, from a sweep as from a record',
  async (_, { door }) => {
    const store = await openSqliteStore(':memory:', { onCommit: () => undefined });
    onTestFinished(() => store.close());
    const first = { ...opened('f-1', [RDP_FROM_ALL]), door };
    const closed = {
      kind: 'door.seenClosed',
      by: { kind: 'unknown' },
      at: START + MINUTE_MS,
    } as const;
    const changes = [{ findingId: 'f-1', events: [first, closed] }];
    await store.learn(ABOUT, () => ({ changes, learnt: [] }), START);
    const drift = {
      ...first,
      id: 'f-2',
      opening: { kind: 'drift', at: AGAIN_AT, otherwiseAt: START, call: null },
      at: AGAIN_AT,
    } as const;
    const swept = [{ findingId: 'f-2', events: [drift] }];
    await store.learn(ABOUT, () => ({ changes: swept, learnt: [] }), AGAIN_AT);
    expect(await store.finding('f-2')).toBeNull();
    expect(await store.finding('f-1')).toMatchObject({ state: { kind: 'open' }, returns: 1 });

    const at = AGAIN_AT + MINUTE_MS;
    await store.change('f-1', () => ({ kind: 'events', events: [{ ...closed, at }] }), at);
    const third = { ...opened('f-3', [RDP_FROM_ALL], at + MINUTE_MS), door };
    const outcome = { kind: 'finding', findingId: 'f-3', isNew: true } as const;
    const told = [{ findingId: 'f-3', events: [third] }];
    const admission = { outcome, changes: told, notice: null, learnt: [] };
    const admitted = await store.admit(recordKey('e-3'), () => admission, at + MINUTE_MS);
    expect(admitted).toMatchObject({ outcome: { findingId: 'f-1', isNew: false } });
    expect(await store.finding('f-1')).toMatchObject({ returns: 2 });
    expect(fold(await store.events('f-1', 0))).toEqual(await store.finding('f-1'));
  },
);
