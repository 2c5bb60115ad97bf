import { describe, expect, it } from 'vitest';
import { readAlsoLetIn } from '../../../src/app/doors/read-also-let-in.ts';
import { readLeftOpen } from '../../../src/app/doors/read-left-open.ts';
import type { Door } from '../../../src/domain/finding/door.ts';
import { findingOf } from '../../domain/finding/finding-of.ts';
import { fakeGroups } from '../../support/fake-groups.ts';
import { fakeInterfaces } from '../../support/fake-interfaces.ts';
import { fakeLists, listOf } from '../../support/fake-lists.ts';
import { HOME_ACCOUNT, rdpFrom } from '../../support/findings.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';

const PLACE = { accountId: HOME_ACCOUNT, region: 'eu-central-1' };
const GUARD = { guardName: 'hosts', guardKind: 'windows', managedBy: null } as const;
const BY_LIST = rdpFrom('pl-1', 'sgr-9');
const NEW = { protocol: 'tcp', fromPort: 3389, toPort: 3389, source: '9.9.9.0/24' } as const;

function listDoor(): Door {
  const entries = [{ cidr: '9.9.9.0/24', description: null }];
  const group = { groupId: 'sg-1', groupName: 'win-web', direction: 'inbound' } as const;
  const use = { ...group, guardName: 'hosts', guardKind: 'windows', rules: [BY_LIST] } as const;
  return {
    ...PLACE,
    ...GUARD,
    kind: 'list',
    prefixListId: 'pl-1',
    listName: 'office',
    ownerId: HOME_ACCOUNT,
    entries,
    replaced: [],
    uses: [{ ...use, excess: [NEW] }],
    associations: [],
  };
}

function needsOf(blocks: readonly string[]) {
  return {
    groups: fakeGroups([BY_LIST]),
    lists: fakeLists(listOf({ ...PLACE, prefixListId: 'pl-1' }, blocks)),
    interfaces: fakeInterfaces(),
    clock: simulatedClock(0),
  };
}

describe('readAlsoLetIn(): a door of a list', () => {
  const finding = findingOf({ door: listDoor(), rules: [BY_LIST], excess: [NEW] });

  it('its own entries do not count, what is left of the list does', async () => {
    const own = await readAlsoLetIn(finding, () => false, needsOf(['9.9.9.0/24']));
    expect(own).toEqual({ rules: [], excess: [], notKnown: [] });
    const left = await readAlsoLetIn(finding, () => false, needsOf(['9.9.9.0/24', '9.9.9.0/25']));
    expect(left).toMatchObject({ rules: [BY_LIST], excess: [{ source: '9.9.9.0/25' }] });
  });

  it('a list that cannot be read is said; nothing is called shut for good then', async () => {
    const needs = needsOf([]);
    needs.lists.known.clear();
    const also = await readAlsoLetIn(finding, () => false, needs);
    expect(also.notKnown).toEqual(['prefix list pl-1 is not there']);
    expect(await readLeftOpen(finding, needs)).toBeNull();
  });
});
