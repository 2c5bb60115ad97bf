import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BehindThing, thingId } from '../../../src/domain/guard/behind.ts';
import type { FoundThing, GuardedGroup } from '../../../src/domain/scope/guarded-group.ts';
import { type LeftOut, scopeOf } from '../../../src/domain/scope/scope.ts';

const GROUP_IDS = ['sg-1', 'sg-2', 'sg-3', 'sg-4'] as const;

const groupIds = fc.subarray([...GROUP_IDS]);
const thing: fc.Arbitrary<BehindThing> = fc.oneof(
  fc.record({
    kind: fc.constant('directory' as const),
    directoryId: fc.constantFrom('d-1', 'd-2'),
    type: fc.constantFrom('microsoftAd' as const, 'sharedMicrosoftAd' as const),
    name: fc.constant('corp'),
    stage: fc.constant('Active'),
    ownerAccountId: fc.constant('111122223333'),
    role: fc.constantFrom('controllers' as const, 'workSpacesMembers' as const),
  }),
  fc.record({
    kind: fc.constant('host' as const),
    instanceId: fc.constantFrom('i-1', 'i-2', 'i-3'),
    platform: fc.constantFrom('windows' as const, 'other' as const),
    name: fc.constant(null),
    tags: fc.constant({}),
  }),
  fc.record({
    kind: fc.constant('service' as const),
    service: fc.constant('fsx' as const),
    interfaceId: fc.constantFrom('eni-1', 'eni-2'),
    resourceId: fc.constant(null),
  }),
);
const found = fc.array(fc.record({ thing, groupIds }), { maxLength: 12 });

function guardedOf(ids: readonly string[], unread: string | null = null): readonly GuardedGroup[] {
  return ids.map((groupId) => ({
    groupId,
    groupName: 'any',
    vpcId: null,
    guardName: 'g',
    guardKind: 'windows',
    why: 'its id',
    also: [],
    unread,
  }));
}

function keyOf(each: BehindThing): string {
  return `${each.kind}/${thingId(each)}`;
}

function leftKeys(leftOut: readonly LeftOut[]): readonly string[] {
  return leftOut.flatMap((left) => ('thing' in left ? keyOf(left.thing) : []));
}

describe('scopeOf()', () => {
  it('leaves out exactly what stands on no guarded group, once', () => {
    fc.assert(
      fc.property(found, groupIds, (things: readonly FoundThing[], ids: readonly string[]) => {
        const { leftOut, guarded } = scopeOf({ found: things, guarded: guardedOf(ids), parts: [] });
        const isOn = (key: string): boolean =>
          things.some(
            (each) => keyOf(each.thing) === key && each.groupIds.some((id) => ids.includes(id)),
          );
        const all = [...new Set(things.map((each) => keyOf(each.thing)))];
        expect([...leftKeys(leftOut)].sort()).toEqual(all.filter((key) => !isOn(key)).sort());
        expect(guarded.map(({ groupId }) => groupId)).toEqual(ids);
      }),
    );
  });

  it('guards more, and leaves out no more, the more groups are guarded', () => {
    fc.assert(
      fc.property(found, groupIds, groupIds, (things, some, more) => {
        const before = scopeOf({ found: things, guarded: guardedOf(some), parts: [] });
        const all = [...new Set([...some, ...more])];
        const after = scopeOf({ found: things, guarded: guardedOf(all), parts: [] });
        const left = new Set(leftKeys(before.leftOut));
        expect(leftKeys(after.leftOut).every((key) => left.has(key))).toBe(true);
      }),
    );
  });

  it('says of each directory why, and what was not read or looked at', () => {
    const directory: BehindThing = {
      kind: 'directory',
      directoryId: 'd-1',
      type: 'microsoftAd',
      name: 'corp',
      stage: 'Creating',
      ownerAccountId: '111122223333',
      role: 'controllers',
    };
    const shared: BehindThing = { ...directory, directoryId: 'd-2', type: 'sharedMicrosoftAd' };
    const plain: BehindThing = { ...directory, directoryId: 'd-3' };
    const { leftOut } = scopeOf({
      guarded: guardedOf(['sg-1'], 'a rule of a new shape'),
      found: [
        { thing: directory, groupIds: [] },
        { thing: shared, groupIds: [] },
        { thing: plain, groupIds: ['sg-9'] },
      ],
      parts: [
        { part: 'windows', lookedAt: 1, reason: null },
        { part: 'directories', lookedAt: 1, reason: 'denied' },
      ],
    });
    expect(leftOut.map(({ kind }) => kind)).toEqual([
      'partNotLooked',
      'groupUnread',
      'directoryWithoutGroup',
      'sharedDirectory',
      'directory',
    ]);
  });
});
