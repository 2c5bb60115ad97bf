import { describe, expect, test } from 'vitest';
import {
  type Behind,
  type BehindThing,
  partsToDiscover,
  partText,
} from '../../../src/domain/guard/behind.ts';
import { matchGuard } from '../../../src/domain/guard/match.ts';
import type { GroupSelector, Policy } from '../../../src/domain/policy/policy.ts';

const DIRECTORY: BehindThing = {
  kind: 'directory',
  directoryId: 'd-1234567890',
  type: 'simpleAd',
  name: 'corp.example.com',
  stage: 'Active',
  ownerAccountId: '111122223333',
  role: 'controllers',
};
const WORKSPACES: BehindThing = { ...DIRECTORY, role: 'workSpacesMembers' };
const WINDOWS: BehindThing = {
  kind: 'host',
  instanceId: 'i-1',
  platform: 'windows',
  name: 'web-1',
  tags: { Role: 'web' },
};
const LINUX_GATEWAY: BehindThing = {
  ...WINDOWS,
  instanceId: 'i-2',
  platform: 'other',
  tags: { Role: 'gateway' },
};
const FSX: BehindThing = {
  kind: 'service',
  service: 'fsx',
  interfaceId: 'eni-1',
  resourceId: null,
};

const ALL_LOOKED = [
  'directories',
  'windows',
  'service/fsx',
  'service/workSpaces',
  partText({ kind: 'hostTag', key: 'Role', value: 'gateway' }),
  partText({ kind: 'hostTag', key: 'Role', value: '*' }),
];

/** As AWS names the group of another directory. */
const NAMED = 'd-0000000000_controllers';

function policyOf(...match: readonly GroupSelector[]): Policy {
  return {
    guards: [{ name: 'g', kind: 'windows', match, approved: new Map() }],
    approvers: { userIds: ['U1'], userGroupIds: [] },
    channelId: 'C1',
  };
}

function matched(
  selector: GroupSelector,
  things: readonly BehindThing[],
  looked = ALL_LOOKED,
  name = 'any',
) {
  const behind: Behind = { things, looked: new Set(looked) };
  return matchGuard(policyOf(selector), {
    reference: { groupId: 'sg-1', groupName: name, ownerId: '111122223333' },
    region: 'eu-central-1',
    facts: { groupName: name, vpcId: 'vpc-1', tags: new Map() },
    standing: { beside: [], behind },
  });
}

const GATEWAY = { hostTag: { key: 'Role', value: 'gateway' } } as const;

describe('a selector that asks what stands behind a group', () => {
  test.each<[string, GroupSelector, readonly BehindThing[]]>([
    ['any directory', { directory: '*' }, [DIRECTORY]],
    ['that directory', { directory: 'd-1234567890' }, [DIRECTORY]],
    ['a Windows instance', { platform: 'windows' }, [LINUX_GATEWAY, WINDOWS]],
    ['a tagged instance', GATEWAY, [WINDOWS, LINUX_GATEWAY]],
    ['a tag of any value', { hostTag: { key: 'Role', value: '*' } }, [WINDOWS]],
    ['a service', { service: 'fsx' }, [FSX]],
    ['the WorkSpaces of a directory', { service: 'workSpaces' }, [WORKSPACES]],
    ['all of it, with what the group is', { service: 'fsx', vpc: 'vpc-1' }, [FSX]],
    ['all of it', { ...GATEWAY, directory: '*' }, [LINUX_GATEWAY, DIRECTORY]],
  ])('selects it for %s, whatever else was not looked at', (_, selector, things) => {
    expect(matched(selector, things, [])).toMatchObject({
      kind: 'guarded',
      why: { kind: 'selected' },
    });
  });

  test.each<[string, GroupSelector, readonly BehindThing[]]>([
    ['another directory', { directory: 'd-0000000000' }, [DIRECTORY]],
    ['a directory, for the group of its WorkSpaces', { directory: '*' }, [WORKSPACES]],
    ['a Windows instance', { platform: 'windows' }, [LINUX_GATEWAY]],
    ['one host that is both', { ...GATEWAY, platform: 'windows' }, [WINDOWS, LINUX_GATEWAY]],
    ['a service', { service: 'workSpaces' }, [FSX]],
    ['all of it', { ...GATEWAY, directory: '*' }, [LINUX_GATEWAY]],
  ])(
    'does not for %s that is not there; where that was not looked at, it may',
    (_, selector, things) => {
      expect(matched(selector, things)).toEqual({ kind: 'notGuarded' });
      expect(matched(selector, things, [], NAMED)).toMatchObject({ kind: 'possible' });
    },
  );

  test('does not where the group itself is another one, looked or not', () => {
    expect(matched({ platform: 'windows', vpc: 'vpc-2' }, [WINDOWS], [])).toEqual({
      kind: 'notGuarded',
    });
  });

  test('says for what it does', () => {
    const selector = { platform: 'windows' } as const;
    expect(matched(selector, [WINDOWS, LINUX_GATEWAY])).toMatchObject({
      why: { kind: 'selected', by: { selector, behind: [WINDOWS] } },
    });
  });

  test('takes no group of another name for one of a directory, looked or not', () => {
    expect(matched({ directory: '*' }, [], [])).toEqual({ kind: 'notGuarded' });
  });

  test('that is only partly looked at may select, and never certainly not', () => {
    const both = { platform: 'windows', ...GATEWAY } as const;
    expect(matched(both, [], ['windows'])).toMatchObject({ kind: 'possible' });
  });
});

describe('partsToDiscover()', () => {
  test('are directories and Windows always, and else what policy asks for, once', () => {
    const parts = partsToDiscover(
      policyOf(GATEWAY, { ...GATEWAY, vpc: 'vpc-1' }, { service: 'fsx' }),
    );
    expect(parts.map(partText)).toEqual([
      'directories',
      'windows',
      'hostTag/["Role","gateway"]',
      'service/fsx',
    ]);
  });
});
