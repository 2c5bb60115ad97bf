import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { hearRecord } from '../../../src/app/hear/hear-record.ts';
import type { RecordOutcome } from '../../../src/app/ports.ts';
import type { DirectoryChange } from '../../../src/domain/change/exposure-change.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import { sourceSet } from '../../../src/domain/net/source.ts';
import type { Notice } from '../../../src/domain/notice.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { CALL } from '../../domain/finding/finding-of.ts';
import { source } from '../../domain/policy/change-of.ts';
import {
  ACCOUNT_ID,
  answeredRule,
  authorize,
  type Fields,
  GROUP_ID,
  permission,
} from '../../fixtures/cloudtrail/records.ts';
import { REGION, rdpFrom } from '../../support/findings.ts';
import { hearing, NOW, POLICY as WINDOWS } from './hearing.ts';

const DIRECTORY = 'd-93676fd512';
const POLICY: Policy = {
  ...WINDOWS,
  guards: [
    {
      name: 'corp-directory',
      kind: 'directory',
      match: [{ name: 'd-*_controllers' }],
      approved: new Map([['ldap', sourceSet([source('10.0.0.0/16')])]]),
    },
  ],
};

const SERVICE: Fields = { userIdentity: { type: 'AWSService', invokedBy: 'ds.amazonaws.com' } };
const AT = '2026-03-01T10:00:';

let events = 0;

interface Bench extends Awaited<ReturnType<typeof hearing>> {
  /** Somebody opens LDAP of the directory's group to a block. */
  rule(cidr: string, overrides?: Fields): Promise<RecordOutcome>;
  calls(change: Partial<DirectoryChange>): Promise<RecordOutcome>;
  /** The notice of the birth, if there is one. */
  birth(): Promise<Notice | null>;
}

async function bench(policy = POLICY): Promise<Bench> {
  const made = await hearing();
  const needs = { ...made.needs, policy };
  const value = { groupName: `${DIRECTORY}_controllers`, vpcId: 'vpc-1', tags: new Map() };
  made.groups.facts = { kind: 'found', value };
  const ldap = { fromPort: 389, toPort: 389 };
  return {
    ...made,
    rule: (cidrIpv4, overrides = SERVICE) => {
      events += 1;
      const ipRanges = { items: [{ cidrIp: cidrIpv4 }] };
      const asked = permission({ ipProtocol: 'tcp', ...ldap, ipRanges });
      const securityGroupRuleId = `sgr-${events}`;
      const answered = answeredRule({ securityGroupRuleId, cidrIpv4, ...ldap });
      const identity = { eventID: `e-${events}`, eventTime: `${AT}02Z` };
      const record = authorize([asked], [answered], { ...identity, ...overrides });
      return hearRecord(decode(record), needs);
    },
    calls: (change) => {
      events += 1;
      const record = {
        eventId: `e-${events}`,
        eventTime: `${AT}01Z`,
        eventName: 'AddIpRoutes',
        accountId: ACCOUNT_ID,
        region: REGION,
        requestId: null,
        actor: CALL.actor,
      };
      const ranges = ['203.0.113.0/24'];
      const routes = { kind: 'directoryRoutesAdded', isGroupUpdated: true, ranges } as const;
      const whole = { record, directoryId: DIRECTORY, ...routes, ...change } as DirectoryChange;
      return hearRecord({ kind: 'change', change: whole }, needs);
    },
    birth: async () => {
      const post = await made.store.post(`directory-born/${ACCOUNT_ID}/${REGION}/${DIRECTORY}`);
      return post?.subject.kind === 'notice' ? post.subject.notice : null;
    },
  };
}

function stage(name: string, since: number | null = null) {
  return { kind: 'found', value: { stage: name, since } } as const;
}

const PROBABLE = {
  actor: { name: 'dana' },
  eventName: 'AddIpRoutes',
  ranges: ['203.0.113.0/24'],
};

describe('hearRecord() of AddIpRoutes', () => {
  it('is permitted where AWS wrote nothing yet, and named by what it writes then', async () => {
    const { calls, rule, open } = await bench();
    expect(await calls({})).toEqual({
      kind: 'permitted',
      reason: "AWS may rewrite the directory's group; what it opens is judged when it does",
    });
    await rule('0.0.0.0/0');
    expect(await open()).toMatchObject([
      { probableCall: PROBABLE, opening: { kind: 'rulesAdded' } },
    ]);
  });

  it('is told to what AWS wrote, where that was heard first', async () => {
    const { calls, rule, open } = await bench();
    await rule('0.0.0.0/0');
    expect(await open()).toMatchObject([{ probableCall: null }]);
    expect(await calls({})).toEqual({ kind: 'finding', findingId: 'f-1', isNew: false });
    expect(await open()).toMatchObject([{ version: 2, probableCall: PROBABLE }]);
  });

  it('is told without its routes, where they could not be read', async () => {
    const { calls, rule, open } = await bench();
    await calls({ ranges: null });
    await rule('0.0.0.0/0');
    const [finding] = await open();
    expect(finding?.probableCall).toMatchObject({ eventName: 'AddIpRoutes' });
    expect(finding?.probableCall).not.toHaveProperty('ranges');
  });

  it('that leaves the group alone is no reason for anything', async () => {
    const { calls, rule, open } = await bench();
    expect(await calls({ isGroupUpdated: false })).toEqual({
      kind: 'permitted',
      reason: "It adds routes and leaves the directory's group alone",
    });
    await rule('0.0.0.0/0');
    expect(await open()).toMatchObject([{ probableCall: null }]);
  });

  it('says nothing of what a person opened, nor on another directory', async () => {
    const { calls, rule, open } = await bench();
    await calls({});
    await rule('0.0.0.0/0', {});
    expect(await open()).toMatchObject([
      { probableCall: null, opening: { actor: { name: 'alice' } } },
    ]);
    const other = await bench();
    await other.calls({ directoryId: 'd-0000000000' });
    await other.rule('0.0.0.0/0');
    expect(await other.open()).toMatchObject([{ probableCall: null }]);
  });

  it('is told to what a sweep saw, and not any more when somebody else is named', async () => {
    const { calls, rule, open, store } = await bench();
    const door = {
      kind: 'rules',
      direction: 'inbound',
      accountId: ACCOUNT_ID,
      region: REGION,
      groupId: GROUP_ID,
      groupName: `${DIRECTORY}_controllers`,
      guardName: 'corp-directory',
      guardKind: 'directory',
      managedBy: null,
    } as const;
    const ldap = { ...rdpFrom('0.0.0.0/0'), fromPort: 389, toPort: 389 };
    const opening = { kind: 'drift', at: NOW, otherwiseAt: NOW - 60_000, call: null } as const;
    const opened = {
      kind: 'finding.opened',
      id: 'f-drift',
      door,
      opening,
      rules: [ldap],
      excess: [ldap],
      previous: [],
      doubt: null,
      lookAt: null,
      at: NOW,
    } as const;
    const about = { groups: [], lists: [], interfaces: [] };
    await store.learn(
      about,
      () => ({ changes: [{ findingId: 'f-drift', events: [opened] }], learnt: [] }),
      NOW,
    );
    expect(await calls({})).toMatchObject({ kind: 'finding', findingId: 'f-drift' });
    expect((await open())[0]).toMatchObject({ probableCall: PROBABLE });
    await rule('0.0.0.0/0', {});
    const [explained] = await open();
    expect(explained).toMatchObject({
      probableCall: null,
      opening: { call: { actor: { name: 'alice' } } },
    });
  });
});

describe('hearRecord() of a directory that is being made', () => {
  function doubts(findings: readonly Finding[]): readonly (string | null)[] {
    return findings.map(({ doubt }) => doubt);
  }

  it('is permitted, whether or not its answer names the directory', async () => {
    const { calls } = await bench();
    for (const directoryId of [DIRECTORY, null]) {
      const outcome = await calls({ kind: 'directoryBorn', directoryId });
      expect(outcome).toMatchObject({ kind: 'permitted' });
    }
  });

  it("AWS's own rules are one notice and no finding, and are known from then on", async () => {
    const { directories, rule, open, birth, store, groups } = await bench();
    directories.answer = stage('Creating');
    const ldap = { ...rdpFrom('0.0.0.0/0', null), fromPort: 389, toPort: 389 };
    const inbound = [{ ...ldap, description: null }];
    groups.rules = { kind: 'found', value: { inbound, outbound: [] } };
    const outcome = await rule('0.0.0.0/0');
    expect(outcome).toMatchObject({ kind: 'permitted' });
    await rule('::/0');
    expect(await open()).toEqual([]);
    expect(await birth()).toMatchObject({
      title: `AWS is making directory ${DIRECTORY}: its group is born open`,
      count: 2,
    });
    expect((await birth())?.detail).toContain('LDAP (TCP 389) from 0.0.0.0/0, ::/0');
    const address = { accountId: ACCOUNT_ID, region: REGION, groupId: GROUP_ID };
    const known = await store.group(address);
    expect(known?.inbound.map((each) => each.source)).toContain('0.0.0.0/0');
    expect(directories.asked).toEqual([DIRECTORY, DIRECTORY]);
  });

  it('a group that nobody guards is ignored, whoever makes it', async () => {
    const { directories, rule, birth } = await bench(WINDOWS);
    directories.answer = stage('Creating');
    expect(await rule('0.0.0.0/0')).toMatchObject({ kind: 'ignored' });
    expect(await birth()).toBeNull();
  });

  it('what is approved is no notice', async () => {
    const { directories, rule, birth } = await bench();
    directories.answer = stage('Creating');
    expect(await rule('10.0.1.0/24')).toMatchObject({ kind: 'permitted' });
    expect(await birth()).toBeNull();
  });

  it('a change by anybody else is judged as ever', async () => {
    const { directories, rule, open, birth } = await bench();
    directories.answer = stage('Creating');
    expect(await rule('0.0.0.0/0', {})).toMatchObject({ kind: 'finding', isNew: true });
    expect(await open()).toHaveLength(1);
    expect(await birth()).toBeNull();
    expect(directories.asked).toEqual([]);
  });

  it("AWS's rules on an active directory are judged as ever", async () => {
    const { directories, rule, open } = await bench();
    directories.answer = stage('Active', NOW - 60_000_000);
    await rule('0.0.0.0/0');
    expect(doubts(await open())).toEqual([null]);
  });

  it('heard after it became active, they are still its birth, where it was asked for', async () => {
    const { directories, rule, open, calls } = await bench();
    directories.answer = stage('Active', Date.parse(`${AT}03Z`));
    await calls({ kind: 'directoryBorn' });
    expect(await rule('0.0.0.0/0')).toMatchObject({ kind: 'permitted' });
    expect(await open()).toEqual([]);
  });

  it('where Directory Service may not be asked, it is an alert that says so', async () => {
    const { directories, rule, open } = await bench();
    directories.answer = { kind: 'couldNotLook', reason: 'allow ds:DescribeDirectories' };
    await rule('0.0.0.0/0');
    expect(doubts(await open())).toEqual([
      `Could not look whether AWS is still making ${DIRECTORY}: allow ds:DescribeDirectories`,
    ]);
  });

  it('a directory that is not there is none that is being made', async () => {
    const { directories, rule, open } = await bench();
    directories.answer = { kind: 'notThere' };
    await rule('0.0.0.0/0');
    expect(doubts(await open())).toEqual([null]);
  });
});
