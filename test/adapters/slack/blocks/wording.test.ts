import { describe, expect, it } from 'vitest';
import { alertHeadline, alertMessage } from '../../../../src/adapters/slack/blocks/alert.ts';
import { acknowledgeModal, revertModal } from '../../../../src/adapters/slack/blocks/modals.ts';
import { historyLine } from '../../../../src/adapters/slack/blocks/outcome.ts';
import { lines } from '../../../../src/adapters/slack/blocks/text.ts';
import type { ListDoor } from '../../../../src/domain/finding/door.ts';
import type { FindingEvent } from '../../../../src/domain/finding/events.ts';
import type { Finding } from '../../../../src/domain/finding/finding.ts';
import { groupsToWeigh } from '../../../../src/domain/finding/to-weigh.ts';
import { HOUR_MS, MINUTE_MS } from '../../../../src/domain/instant.ts';
import { planRevert } from '../../../../src/domain/plan/plan.ts';
import type { PlannedRule } from '../../../../src/domain/plan/planned-rule.ts';
import type { Connections } from '../../../../src/domain/tracking/connections.ts';
import {
  type GroupSurroundings,
  nothingKnown,
} from '../../../../src/domain/weight/surroundings.ts';
import { type Weight, weigh } from '../../../../src/domain/weight/weight.ts';
import {
  CALL,
  DOOR,
  findingOf,
  HOME_ACCOUNT,
  OPENED_AT,
  OWN_ACCOUNTS,
  RDP_FROM_ANYWHERE,
  withEvents,
} from '../../../domain/finding/finding-of.ts';
import {
  entry,
  hostOf,
  known,
  route,
  surroundingsOf,
  unknown,
  windows,
  withInterfaces,
} from '../../../domain/weight/surroundings-of.ts';

const RDP_AND_WINRM_TO_SOME = { ...RDP_FROM_ANYWHERE, toPort: 5985, source: '203.0.113.0/24' };

const memory = { findingId: 'f-1', planHash: null, channelId: 'C1', messageTs: '1.2' };

/** What is to be read, block by block; users as `@U1`, buttons in brackets. */
function readable(blocks: readonly unknown[]): string {
  return blocks.map((block) => textIn(block)).join('\n---\n');
}

function textIn(value: unknown): string {
  if (Array.isArray(value)) return value.map(textIn).join('');
  if (typeof value !== 'object' || value === null) return '';
  const { type, text, user_id: userId, ...rest } = value as Readonly<Record<string, unknown>>;
  if (type === 'user') return `@${String(userId)}`;
  if (type === 'button') return `[${textIn(text)}]`;
  if (typeof text === 'string') return text;
  return textIn(text) + Object.values(rest).map(textIn).join('');
}

function alert(finding: Finding): string {
  const plan = planRevert(finding, OWN_ACCOUNTS);
  return readable(alertMessage({ finding, plan, isRepost: false }).blocks);
}

/** A finding of an outbound rule. */
function outbound(overrides: Partial<Finding> = {}): Finding {
  return findingOf({ door: { ...DOOR, direction: 'outbound' }, ...overrides });
}

function withRule(rule: Partial<PlannedRule>): Finding {
  const whole = { ...RDP_FROM_ANYWHERE, ...rule };
  return findingOf({ rules: [whole], excess: [whole] });
}

function weightOf(finding: Finding, surroundings: GroupSurroundings): Weight {
  return weigh(groupsToWeigh(finding).map((weighable) => ({ weighable, surroundings })));
}

describe('the alert', () => {
  it('of an open door', () => {
    expect(alert(findingOf())).toMatchInlineSnapshot(`
      "🔴 Critical: RDP opened to the internet on win-web
      ---
      Let in: RDP (TCP 3389) from 0.0.0.0/0: 4,294,967,296 IPv4 addresses beyond what is approved
      Severity: critical, by what is opened alone. What stands behind it is being looked up.
      Addresses: 3,702,258,690 public and 592,708,606 private IPv4
      Group: win-web sg-1
      Guarded as: windows-servers (Windows hosts)
      Account: 111122223333, eu-central-1
      By: dana from 192.0.2.7
      Since: 2026-11-21 22:40 UTC, rule sgr-1 added
      ---
      Open: nobody has decided yet. It stays open until somebody acts: Portcullis closes nothing by itself.
      ---
      [Approve revert][Exempt…][Acknowledge]
      ---
      Approve revert: revokes this rule and nothing else, after showing the exact call. Exempt: asks to let exactly this stay open for a time. Acknowledge: notes who has seen it; the door stays open.
      ---
      f-1 · CloudTrail event e-1"
    `);
  });

  it('heard late: says how late', () => {
    expect(alert(findingOf({ heardAt: OPENED_AT + 12 * MINUTE_MS }))).toContain(
      'Since: 2026-11-21 22:40 UTC, rule sgr-1 added; heard 12 min after the call',
    );
    expect(alert(findingOf({ heardAt: OPENED_AT + 2 * MINUTE_MS }))).not.toContain('heard');
  });

  it('of a group that is run elsewhere: says by whom, and has no button for it', () => {
    const managed = (more: object) => alert(findingOf({ door: { ...DOOR, ...more } }));
    const forGood = managed({ managedBy: 'Amazon EKS, cluster prod' });
    expect(forGood).toContain(
      'It cannot be reverted from here: Amazon EKS, cluster prod runs it. Change it there.',
    );
    expect(forGood).not.toContain('[Approve revert]');
    const stack = { managedBy: 'CloudFormation stack web', managedUntil: OPENED_AT + HOUR_MS };
    expect(managed(stack)).toContain(
      'It cannot be reverted from here: CloudFormation stack web made it just now and may be in ' +
        'progress. If it is still open at 2026-11-21 23:40 UTC, it can be.',
    );
  });

  it('of a group that is guarded for the sake of others on its hosts: says of which, and where', () => {
    const windows = {
      guardName: 'windows-servers',
      guardKind: 'windows',
      groupId: 'sg-2',
      groupName: 'win-files',
      on: 'i-1',
      ownGroupId: 'sg-2',
    } as const;
    const controllers = {
      ...windows,
      guardName: 'dcs',
      guardKind: 'domainController',
      groupId: 'sg-3',
      groupName: null,
    } as const;
    const door = { ...DOOR, groupName: 'shared' };
    expect(alert(findingOf({ door: { ...door, beside: [windows] } }))).toContain(
      'Guarded as: windows-servers (Windows hosts), since it stands on i-1 beside win-files sg-2\n',
    );
    expect(alert(findingOf({ door: { ...door, beside: [windows, controllers] } }))).toContain(
      'beside win-files sg-2; and as dcs (domain controllers) on i-1 beside sg-3\n',
    );
  });

  it("made with Portcullis's own role: says so before anything else", () => {
    const [, body] = alert(findingOf({ isByOwnRole: true })).split('\n---\n');
    expect(body?.split('\n')[0]).toBe(
      "Made with Portcullis's own role, but not by Portcullis: its credentials may be in other " +
        'hands. Find out who has the role, and end its sessions.',
    );
    expect(alert(findingOf())).not.toContain('own role');
  });

  it('of a rule that took the place of another: says what was there, and that it stays away', () => {
    const was = { ...RDP_FROM_ANYWHERE, source: '10.9.8.0/28', description: null };
    const inPlaceOf = [{ ...was, removedAt: OPENED_AT - 3_000 }];
    const finding = findingOf({ inPlaceOf });
    expect(alert(finding)).toContain(
      'In place of: RDP (TCP 3389) from 10.9.8.0/28, removed by the same actor 3 s before',
    );
    const notGivenBack = 'A revert does not give back what was there in its place before';
    expect(alert(finding)).toContain(notGivenBack);
    const plan = planRevert(finding, OWN_ACCOUNTS);
    if (typeof plan === 'string') throw new Error(plan);
    expect(readable(revertModal(finding, plan, memory).blocks)).toContain(notGivenBack);
    expect(alert(findingOf())).not.toContain('place');
  });

  it('of what AWS wrote: names who probably caused it', () => {
    const door = { ...DOOR, groupName: 'd-93676fd512_controllers' };
    const probableCall = { ...CALL, eventId: 'e-7', eventName: 'AddIpRoutes' };
    expect(alert(findingOf({ door, probableCall }))).toContain(
      'Probably because: dana from 192.0.2.7 called AddIpRoutes on d-93676fd512 at ' +
        '2026-11-21 22:40 UTC, CloudTrail event e-7',
    );
    expect(alert(findingOf({ door, probableCall }))).not.toContain('Routes added');
    expect(alert(findingOf())).not.toContain('Probably');
  });

  it('of what AWS wrote: says where the added routes lead', () => {
    const probable = { ...CALL, eventId: 'e-7', eventName: 'AddIpRoutes' };
    const routesTo = (ranges: readonly string[]) =>
      alert(findingOf({ probableCall: { ...probable, ranges } }));
    expect(routesTo(['203.0.113.0/24', '2001:db8::/32'])).toContain(
      'Routes added: to 203.0.113.0/24, 2001:db8::/32',
    );
    const many = Array.from({ length: 12 }, (_, i) => `198.51.${i}.0/24`);
    expect(routesTo(many)).toContain('198.51.9.0/24 and 2 more');
  });

  it('found by a sweep: by nobody known, until CloudTrail tells', () => {
    const drift = { kind: 'drift', at: OPENED_AT, otherwiseAt: OPENED_AT - HOUR_MS } as const;
    const found = findingOf({ opening: { ...drift, call: null } });
    expect(alert(found)).toContain('By: not known yet. The sweep found it');
    expect(alert(found)).toContain(
      'Since: some time after 2026-11-21 21:40 UTC, seen by the sweep 2026-11-21 22:40 UTC, rule sgr-1',
    );
    expect(alert(found)).toContain('f-1 · no CloudTrail event yet');
    const call = { ...CALL, at: OPENED_AT - 9 * MINUTE_MS };
    const explained = withEvents(found, { kind: 'finding.explained', call, at: OPENED_AT });
    expect(alert(explained)).toContain('By: dana from 192.0.2.7');
    expect(alert(explained)).toContain(
      'Since: 2026-11-21 22:31 UTC, seen by the sweep 2026-11-21 22:40 UTC, rule sgr-1',
    );
    expect(alert(explained)).toContain('f-1 · CloudTrail event e-1');
  });

  it('of an edit, with a doubt, acknowledged', () => {
    const finding = findingOf({
      opening: { ...CALL, kind: 'rulesEdited' },
      doubt: 'Could not look at the group: AWS refused ec2:DescribeSecurityGroups',
      acknowledged: { by: 'U1', note: 'Asking dana', at: OPENED_AT },
    });
    expect(alert(finding)).toMatchInlineSnapshot(`
      "🔴 Critical: RDP opened to the internet on win-web
      ---
      Let in: RDP (TCP 3389) from 0.0.0.0/0: 4,294,967,296 IPv4 addresses beyond what is approved
      Severity: critical, by what is opened alone. What stands behind it is being looked up.
      Addresses: 3,702,258,690 public and 592,708,606 private IPv4
      Group: win-web sg-1
      Guarded as: windows-servers (Windows hosts)
      Account: 111122223333, eu-central-1
      By: dana from 192.0.2.7
      Since: 2026-11-21 22:40 UTC, rule sgr-1 edited
      ---
      Open: nobody has decided yet. It stays open until somebody acts: Portcullis closes nothing by itself.
      Acknowledged by @U1 at 2026-11-21 22:40 UTC: Asking dana
      Not known: Could not look at the group: AWS refused ec2:DescribeSecurityGroups
      This was an edit, and what was there before is not known: a revert takes the rule away as it is now. It cannot put the old values back.
      ---
      [Approve revert][Exempt…][Change note]
      ---
      Approve revert: revokes this rule and nothing else, after showing the exact call. Exempt: asks to let exactly this stay open for a time. Acknowledge: notes who has seen it; the door stays open.
      ---
      f-1 · CloudTrail event e-1"
    `);
  });

  it('of a group of another account', () => {
    const { door } = findingOf();
    expect(
      alert(findingOf({ door: { ...door, accountId: '999999999999' } })),
    ).toMatchInlineSnapshot(`
      "🔴 Critical: RDP opened to the internet on win-web
      ---
      Let in: RDP (TCP 3389) from 0.0.0.0/0: 4,294,967,296 IPv4 addresses beyond what is approved
      Severity: critical, by what is opened alone. What stands behind it is being looked up.
      Addresses: 3,702,258,690 public and 592,708,606 private IPv4
      Group: win-web sg-1
      Guarded as: windows-servers (Windows hosts)
      Account: 999999999999, eu-central-1
      By: dana from 192.0.2.7
      Since: 2026-11-21 22:40 UTC, rule sgr-1 added
      ---
      Open: nobody has decided yet. It stays open until somebody acts: Portcullis closes nothing by itself.
      It cannot be reverted from here: it is of another account.
      ---
      [Exempt…][Acknowledge]
      ---
      Exempt: asks to let exactly this stay open for a time. Acknowledge: notes who has seen it; the door stays open.
      ---
      f-1 · CloudTrail event e-1"
    `);
  });

  it('while the revert runs', () => {
    const approval = { planHash: 'a'.repeat(64), by: ['U1'], at: OPENED_AT, how: 'votes' } as const;
    const state = { kind: 'executing', intent: 'revert', approval, attempts: 1 } as const;
    const finding = findingOf({ state: { ...state, plan: null, before: [], former: null } });
    expect(alert(finding).split('\n---\n')[2]).toMatchInlineSnapshot(
      `"Reverting: approved by @U1 at 2026-11-21 22:40 UTC."`,
    );
  });

  it('after a revert that AWS refused', () => {
    const result = { kind: 'refused', code: 'UnauthorizedOperation', advice: 'Allow it.' } as const;
    const finding = findingOf({ lastResult: { result, at: OPENED_AT } });
    expect(alert(finding).split('\n---\n')[2]).toMatchInlineSnapshot(
      `"Still open: AWS refused (UnauthorizedOperation), so nothing was done. Allow it."`,
    );
  });

  it('once it is closed', () => {
    const by = { kind: 'revert', approvedBy: 'U1', requestId: 'r-1' } as const;
    const finding = findingOf({
      state: { kind: 'closed', at: OPENED_AT + 60_000, by, leftOpen: null },
    });
    expect(alert(finding).split('\n---\n').slice(2).join('\n---\n')).toMatchInlineSnapshot(`
      "Closed at 2026-11-21 22:41 UTC: reverted, approved by @U1. Read back: the door is shut.
      ---
      f-1 · CloudTrail event e-1"
    `);
  });

  it('once its rules are gone, and others leave the door open', () => {
    const by = { kind: 'revert', approvedBy: 'U1', requestId: 'r-1' } as const;
    const leftOpen = {
      rules: [{ ...RDP_FROM_ANYWHERE, ruleId: 'sgr-2' }],
      excess: [RDP_FROM_ANYWHERE],
    };
    const finding = findingOf({ state: { kind: 'closed', at: OPENED_AT + 60_000, by, leftOpen } });
    expect(alert(finding).split('\n---\n')[2]).toMatchInlineSnapshot(
      `"Closed at 2026-11-21 22:41 UTC: reverted, approved by @U1. Read back: the rules of this alert are gone. But other rules still let in part of it: RDP (TCP 3389) from 0.0.0.0/0 (sgr-2)."`,
    );
    expect(alertHeadline(finding)).toBe('⚠️ RDP opened to the internet on win-web');
    const event = { kind: 'door.seenClosed', by, leftOpen, at: OPENED_AT } as const;
    expect(readable([lines([historyLine(event) ?? []])])).toMatchInlineSnapshot(
      `"Closed, but other rules still leave part of it open, see the alert: reverted, approved by @U1. Read back: the rules of this alert are gone."`,
    );
  });

  it('of an outbound door tells what members may reach', () => {
    expect(alert(outbound())).toMatchInlineSnapshot(`
      "🟡 Medium: RDP on the internet opened to members of win-web
      ---
      Let out: RDP (TCP 3389) to 0.0.0.0/0: 4,294,967,296 IPv4 addresses beyond what is approved
      Severity: medium, by what is opened alone. What stands behind it is being looked up.
      Addresses: 3,702,258,690 public and 592,708,606 private IPv4
      Group: win-web sg-1
      Guarded as: windows-servers (Windows hosts)
      Account: 111122223333, eu-central-1
      By: dana from 192.0.2.7
      Since: 2026-11-21 22:40 UTC, outbound rule sgr-1 added
      ---
      Open: nobody has decided yet. It stays open until somebody acts: Portcullis closes nothing by itself.
      ---
      [Approve revert][Exempt…][Acknowledge]
      ---
      Approve revert: revokes this rule and nothing else, after showing the exact call. Exempt: asks to let exactly this stay open for a time. Acknowledge: notes who has seen it; the door stays open.
      ---
      f-1 · CloudTrail event e-1"
    `);
  });

  it('of an outbound door, once other rules leave it open', () => {
    const by = { kind: 'revert', approvedBy: 'U1', requestId: 'r-1' } as const;
    const leftOpen = {
      rules: [{ ...RDP_FROM_ANYWHERE, ruleId: 'sgr-2' }],
      excess: [RDP_FROM_ANYWHERE],
    };
    const closed = { kind: 'closed', at: OPENED_AT + 60_000, by, leftOpen } as const;
    const finding = outbound({ state: closed });
    expect(alert(finding).split('\n---\n')[2]).toMatchInlineSnapshot(
      `"Closed at 2026-11-21 22:41 UTC: reverted, approved by @U1. Read back: the rules of this alert are gone. But other rules still let out part of it: RDP (TCP 3389) to 0.0.0.0/0 (sgr-2)."`,
    );
    expect(alertHeadline(finding)).toBe('⚠️ RDP on the internet opened to members of win-web');
  });

  it('of a list that rules of both directions name tells both', () => {
    const use = { groupId: 'sg-1', groupName: 'win-web', guardName: 'hosts' } as const;
    const part = { ...use, guardKind: 'windows', rules: [], excess: [RDP_FROM_ANYWHERE] } as const;
    const { accountId, region, guardName, guardKind, managedBy } = DOOR;
    const door: ListDoor = {
      ...{ accountId, region, guardName, guardKind, managedBy },
      kind: 'list',
      prefixListId: 'pl-1',
      listName: 'office',
      ownerId: HOME_ACCOUNT,
      entries: [{ cidr: '0.0.0.0/0', description: null }],
      replaced: [],
      associations: [],
      uses: [
        { ...part, direction: 'outbound' },
        { ...part, direction: 'inbound', excess: [{ ...RDP_FROM_ANYWHERE, source: '10.0.0.0/8' }] },
        { ...part, groupId: null, groupName: null, direction: 'outbound' },
      ],
    };
    const opening = { ...CALL, kind: 'listModified' } as const;
    expect(alert(findingOf({ door, opening, rules: [] }))).toMatchInlineSnapshot(`
      "🟡 Medium: RDP on the internet opened to members of groups by prefix list office, and more
      ---
      Let out: RDP (TCP 3389) to 0.0.0.0/0: 4,294,967,296 IPv4 addresses beyond what is approved
      Let in: RDP (TCP 3389) from 10.0.0.0/8: 16,777,216 IPv4 addresses beyond what is approved
      Severity: medium, by what is opened alone. What stands behind it is being looked up.
      Addresses: 3,702,258,690 public and 592,708,606 private IPv4
      Prefix list: office pl-1
      Entries: 0.0.0.0/0
      Used by: win-web sg-1 outbound, win-web sg-1, what hosts approves outbound
      Guarded as: windows-servers (Windows hosts)
      Account: 111122223333, eu-central-1
      By: dana from 192.0.2.7
      Since: 2026-11-21 22:40 UTC, entries added
      ---
      Open: nobody has decided yet. It stays open until somebody acts: Portcullis closes nothing by itself.
      ---
      [Approve revert][Exempt…][Acknowledge]
      ---
      Approve revert: removes this entry from the list and nothing else, after showing the exact call. Exempt: asks to let exactly this stay open for a time. Acknowledge: notes who has seen it; the door stays open.
      ---
      f-1 · CloudTrail event e-1"
    `);
  });

  it.each([
    ['BreakGlass', 'erin', 'By: erin, session of role BreakGlass, from 192.0.2.7'],
    ['erin', 'erin', 'By: erin from 192.0.2.7'],
  ])('by a session of a role, %s/%s', (role, name, line) => {
    const { opening } = findingOf();
    if (opening.kind === 'drift') throw new Error('The finding of the tests is of a call');
    const arn = `arn:aws:sts::111122223333:assumed-role/${role}/${name}`;
    const actor = { ...opening.actor, kind: 'AssumedRole', arn, name };
    expect(alert(findingOf({ opening: { ...opening, actor } }))).toContain(line);
  });
});

describe('the weight of an alert', () => {
  const routed = surroundingsOf();
  const two = [hostOf(1, { publicIp: '192.0.2.10' }), hostOf(2)];
  const service = { instanceId: null, managedBy: 'amazon-rds', description: 'RDSNetworkInterface' };

  function weightText(surroundings: GroupSurroundings, finding = findingOf()): string {
    const shown = { ...finding, weight: weightOf(finding, surroundings) };
    const [, first = ''] = alert(shown).split('\n---\n');
    const all = first.split('\n');
    return (
      all
        .slice(all.findIndex((line) => line.startsWith('Severity')))
        .join('\n')
        .split('\nGroup')[0] ?? ''
    );
  }

  it('of hosts, one of which the internet reaches', () => {
    expect(weightText(routed)).toMatchInlineSnapshot(`
      "Severity: critical. Anybody on the internet can reach a host behind the group.
      Addresses: 3,702,258,690 public and 592,708,606 private IPv4
      Behind it: 2 Windows servers: web-1, web-2. web-1 has a public address and a route to the internet."
    `);
  });

  it('of a group that is attached to nothing', () => {
    expect(weightText(withInterfaces())).toMatchInlineSnapshot(`
      "Severity: medium. Nothing is attached to the group, but whatever will be is open to the internet.
      Addresses: 3,702,258,690 public and 592,708,606 private IPv4
      Behind it: nothing is attached to the group."
    `);
  });

  it('of hosts of all kinds, none with a public address', () => {
    const others = [hostOf(2), hostOf(3), hostOf(4, { instanceId: null }), hostOf(5, service)];
    const instances = known(
      new Map([windows(1), ['i-2', { name: null, platform: 'other' as const }]]),
    );
    const all = { ...withInterfaces(hostOf(1), ...others), instances };
    expect(weightText(all)).toMatchInlineSnapshot(`
      "Severity: medium. Public addresses are let in, but no host behind the group can be reached from the internet.
      Addresses: 3,702,258,690 public and 592,708,606 private IPv4
      Behind it: 1 Windows server, 1 other instance, 1 instance, 1 interface that is attached to nothing and 1 interface that a service runs: web-1, i-2, i-3, eni-4, RDSNetworkInterface. None has a public address."
    `);
  });

  it('of many hosts, not all of which were looked at', () => {
    const items = Array.from({ length: 9 }, (_, i) => hostOf(i, { publicIp: `192.0.2.${i}` }));
    const instances = known(new Map(items.map((_, i) => windows(i))));
    const many = surroundingsOf({ interfaces: known({ items, isWhole: false }), instances });
    expect(weightText(many)).toMatchInlineSnapshot(`
      "Severity: critical. Anybody on the internet can reach a host behind the group.
      Addresses: 3,702,258,690 public and 592,708,606 private IPv4
      Behind it: 9 Windows servers: web-0, web-1, web-2, web-3, web-4, web-5 and 3 more. web-0, web-1, web-2, web-3, web-4, web-5 and 3 more have a public address and a route to the internet. There is more behind it that was not looked at."
    `);
  });

  it('of hosts behind a network ACL that lets nothing in', () => {
    const inbound = [
      entry(1, 'allow', '10.0.0.0/8', { protocol: 'tcp', fromPort: 443, toPort: 443 }),
    ];
    const networkAcls = known(new Map([['subnet-1', { networkAclId: 'acl-1', inbound }]]));
    expect(weightText(surroundingsOf({ networkAcls }))).toMatchInlineSnapshot(`
      "Severity: medium. Public addresses are let in, but no host behind the group can be reached from the internet.
      Addresses: 3,702,258,690 public and 592,708,606 private IPv4
      Behind it: 2 Windows servers: web-1, web-2. web-1 has a public address and a route to the internet. Network ACL acl-1 lets none of it in."
    `);
    const elsewhere = surroundingsOf({
      networkAcls,
      interfaces: known({ items: [...two, hostOf(3, { subnetId: 'subnet-2' })], isWhole: true }),
    });
    expect(weightText(elsewhere)).toContain(
      'Network ACL acl-1 lets none of it into the subnet of web-1, web-2.',
    );
  });

  it('of a host whose subnet has no route to the internet', () => {
    const routes = known(new Map([['subnet-1', [route('0.0.0.0/0', 'elsewhere')]]]));
    expect(weightText(surroundingsOf({ routes }))).toMatchInlineSnapshot(`
      "Severity: medium. Public addresses are let in, but no host behind the group can be reached from the internet.
      Addresses: 3,702,258,690 public and 592,708,606 private IPv4
      Behind it: 2 Windows servers: web-1, web-2. web-1 has a public address, but no route to the internet."
    `);
  });

  it('of what could be looked up in part, and not at all', () => {
    const reason = 'AWS refused ec2:DescribeRouteTables (UnauthorizedOperation): allow it';
    expect(weightText(surroundingsOf({ routes: unknown(reason) }))).toMatchInlineSnapshot(`
      "Severity: critical. Anybody on the internet can reach a host behind the group, as far as is known.
      Addresses: 3,702,258,690 public and 592,708,606 private IPv4
      Behind it: 2 Windows servers: web-1, web-2. web-1 has a public address; whether there is a route to the internet is not known.
      Not looked up: AWS refused ec2:DescribeRouteTables (UnauthorizedOperation): allow it."
    `);
    expect(weightText(nothingKnown(reason))).toMatchInlineSnapshot(`
      "Severity: critical, by what is opened alone. What stands behind it could not be looked up: AWS refused ec2:DescribeRouteTables (UnauthorizedOperation): allow it.
      Addresses: 3,702,258,690 public and 592,708,606 private IPv4"
    `);
  });

  it('of IPv6 and private networks', () => {
    const rows = ['10.0.0.0/8', '2600::/16', 'fd00::/127'].map((source) => ({
      ...RDP_FROM_ANYWHERE,
      source,
    }));
    expect(weightText(routed, findingOf({ rules: rows, excess: rows }))).toMatchInlineSnapshot(`
      "Severity: medium. Public addresses are let in, but no host behind the group can be reached from the internet.
      Addresses: 16,777,216 private IPv4; about 2^112 public and 2 private IPv6
      Behind it: 2 Windows servers: web-1, web-2. web-1 has a public address and a route to the internet."
    `);
    expect(weightText(routed, withRule({ source: 'sg-1' }))).not.toContain('Addresses');
  });

  it('once it is closed: what was weighed stays, but how bad it was does not', () => {
    const by = { kind: 'unknown' } as const;
    const state = { kind: 'closed', at: OPENED_AT, by, leftOpen: null } as const;
    expect(alert(findingOf({ state }))).not.toContain('Severity');
    const closed = findingOf({ state, weight: weightOf(findingOf(), routed) });
    expect(alert(closed)).not.toContain('Severity');
    expect(alert(closed)).toContain('Behind it: ');
    expect(alertHeadline(closed)).toBe('✅ RDP opened to the internet on win-web');
  });
});

describe('alertHeadline()', () => {
  it.each<[string, Finding, string]>([
    ['one service', findingOf(), '🔴 Critical: RDP opened to the internet on win-web'],
    [
      'few addresses',
      withRule({ source: '203.0.113.0/24' }),
      '🔵 Low: RDP opened beyond the approved networks on win-web',
    ],
    [
      'two services',
      withRule({ fromPort: 3389, toPort: 5986 }),
      '🔴 Critical: RDP and WinRM opened to the internet on win-web',
    ],
    [
      'everything',
      withRule({ protocol: '-1', fromPort: -1, toPort: -1 }),
      '🔴 Critical: RDP and 6 other services opened to the internet on win-web',
    ],
    [
      'everything, of which RDP is approved for a few',
      findingOf({
        excess: [
          { ...RDP_FROM_ANYWHERE, fromPort: 135, toPort: 139 },
          { ...RDP_FROM_ANYWHERE, source: '0.0.0.0/1' },
        ],
      }),
      '🔴 Critical: RDP opened to the internet on win-web, and more',
    ],
    [
      'openings of different widths',
      findingOf({
        excess: [
          { ...RDP_FROM_ANYWHERE, fromPort: 445, toPort: 445, source: '192.0.2.0/24' },
          RDP_FROM_ANYWHERE,
        ],
      }),
      '🔴 Critical: RDP opened to the internet on win-web, and more',
    ],
    [
      'a group without a name',
      findingOf({ door: { ...DOOR, groupName: '' } }),
      '🔴 Critical: RDP opened to the internet on sg-1',
    ],
    [
      'a severity that was weighed',
      findingOf({ weight: weightOf(findingOf(), withInterfaces()) }),
      '🟡 Medium: RDP opened to any address on win-web',
    ],
    [
      'what members may reach',
      outbound({ rules: [RDP_AND_WINRM_TO_SOME], excess: [RDP_AND_WINRM_TO_SOME] }),
      '🔵 Low: RDP and WinRM beyond the approved networks opened to members of win-web',
    ],
    [
      'that members of a group of which nothing is known may reach something',
      outbound({
        door: { ...DOOR, direction: 'outbound', groupId: null, groupName: null },
        excess: [RDP_FROM_ANYWHERE, { ...RDP_AND_WINRM_TO_SOME, fromPort: 5985 }],
      }),
      '🟡 Medium: RDP on the internet opened to members of a group, and more',
    ],
  ])('says %s', (_, finding, headline) => {
    expect(alertHeadline(finding)).toBe(headline);
  });
});

describe('the modal', () => {
  const plan = planRevert(findingOf(), OWN_ACCOUNTS);

  it('of a revert states the exact call', () => {
    if (typeof plan === 'string') throw new Error(plan);
    const { blocks, submit } = revertModal(findingOf(), plan, memory);
    expect(
      `${readable(blocks)}\n[${submit?.text}]`.replace(plan.hash.slice(0, 12), 'HASH'),
    ).toMatchInlineSnapshot(`
      "Group: win-web sg-1
      Account: 111122223333, eu-central-1
      What Portcullis calls in EC2, and nothing else:
      ---
      RevokeSecurityGroupIngress sg-1
        tcp 3389 from 0.0.0.0/0 (sgr-1): RDP
      ---
      The rules are read again just before: if they are no longer these, nothing is done. Connections that are established already may live on.
      Plan: HASH
      [Revoke rule]"
    `);
  });

  it('of a revert says what will become of connections, where that was looked up', () => {
    if (typeof plan === 'string') throw new Error(plan);
    const host = { kind: 'instance', id: 'i-1' } as const;
    const fates = { cutAtOnce: [], livesOn: [RDP_FROM_ANYWHERE], notKnown: [] };
    const on = [{ hosts: [host], direction: 'inbound', reason: null, ...fates } as const];
    const said = (connections: Connections) =>
      readable(revertModal(findingOf(), plan, memory, { connections }).blocks);
    expect(said({ on, notKnown: [] })).toContain(
      'nothing is done. Established connections will live on: AWS tracks them.',
    );
    expect(said({ on: [], notKnown: [] })).not.toContain('onnections');
  });

  it('of an outbound revert states that call', () => {
    const finding = outbound();
    const outboundPlan = planRevert(finding, OWN_ACCOUNTS);
    if (typeof outboundPlan === 'string') throw new Error(outboundPlan);
    const { blocks } = revertModal(finding, outboundPlan, memory);
    expect(readable(blocks).split('\n---\n')[1]).toMatchInlineSnapshot(`
      "RevokeSecurityGroupEgress sg-1
        tcp 3389 to 0.0.0.0/0 (sgr-1): RDP"
    `);
  });

  it('of an outbound edit states what it gives back, and what it cannot', () => {
    const was = { ...RDP_FROM_ANYWHERE, source: '10.9.8.0/28', description: null };
    const other = { ...RDP_FROM_ANYWHERE, ruleId: 'sgr-2', fromPort: 445, toPort: 445 };
    const opening = { ...CALL, kind: 'rulesEdited' } as const;
    const rules = [RDP_FROM_ANYWHERE, other];
    const finding = outbound({ opening, rules, previous: [was] });
    const outboundPlan = planRevert(finding, OWN_ACCOUNTS);
    if (typeof outboundPlan === 'string') throw new Error(outboundPlan);
    const { blocks } = revertModal(finding, outboundPlan, memory);
    expect(readable(blocks).replace(outboundPlan.hash.slice(0, 12), 'HASH')).toMatchInlineSnapshot(`
      "Group: win-web sg-1
      Account: 111122223333, eu-central-1
      What Portcullis calls in EC2, and nothing else:
      ---
      ModifySecurityGroupRules sg-1
        tcp 3389 to 0.0.0.0/0 (sgr-1): RDP
          back to tcp 3389 to 10.9.8.0/28: RDP
      RevokeSecurityGroupEgress sg-1
        tcp 445 to 0.0.0.0/0 (sgr-2): SMB
      ---
      What it cannot do: this was an edit, and what was there before is not known. The rules are taken away whole: members no longer reach what they reached by what they said before.
      The rules are read again just before: if they are no longer these, nothing is done. Connections that are established already may live on.
      Plan: HASH"
    `);
  });

  it('of a note says what a note does', () => {
    expect(readable(acknowledgeModal(findingOf(), memory).blocks)).toMatchInlineSnapshot(`
      "Tells the others that you have seen it, and what you make of it. The door stays open, and so do the buttons.
      ---
      Note"
    `);
  });
});

describe('the thread reads as plain English:', () => {
  const at = OPENED_AT;
  const planHash = 'abcdef0123456789';
  const events: readonly FindingEvent[] = [
    { kind: 'finding.heardAgain', eventId: 'e-2', rules: [], at },
    {
      kind: 'finding.paired',
      eventId: 'e-5',
      inPlaceOf: [{ ...RDP_FROM_ANYWHERE, description: null, removedAt: at }],
      at,
    },
    { kind: 'finding.traced', call: { ...CALL, eventName: 'AddIpRoutes' }, at },
    { kind: 'finding.acknowledged', by: 'U1', note: 'Asking dana', at },
    { kind: 'door.touched', how: 'removed', name: 'erin', eventId: 'e-3', at },
    { kind: 'door.touched', how: 'edited', name: 'erin', eventId: 'e-4', at },
    { kind: 'revert.approved', by: 'U1', planHash, at },
    { kind: 'revert.started', planHash, at },
    { kind: 'approval.expired', planHash, at },
    { kind: 'revert.finished', planHash, result: { kind: 'reverted', requestId: null }, at },
    { kind: 'revert.finished', planHash, result: { kind: 'alreadyClosed' }, at },
    { kind: 'revert.finished', planHash, result: { kind: 'changedSince', now: [] }, at },
    {
      kind: 'revert.finished',
      planHash,
      result: { kind: 'unknown', reason: 'EC2 did not answer' },
      at,
    },
    { kind: 'finding.changed', rules: [], excess: [], at },
    { kind: 'door.seenClosed', by: { kind: 'actor', name: 'erin', eventId: 'e-3' }, at },
    { kind: 'door.seenClosed', by: { kind: 'unknown' }, at },
    { kind: 'door.seenOpen', at },
  ];

  it('every event', () => {
    const thread = events.map((event) => readable([lines([historyLine(event) ?? []])]));
    expect(thread.join('\n')).toMatchInlineSnapshot(`
      "The same door was opened again: CloudTrail event e-2.
      The same actor removed a rule of the same traffic within a minute: this took its place, CloudTrail event e-5.
      AWS probably did it because dana from 192.0.2.7 called AddIpRoutes at 2026-11-21 22:40 UTC, event e-1.
      Acknowledged by @U1: Asking dana
      erin removed a part of it. It is being read whether the door is shut.
      erin edited a rule of it. It is being read whether the door is shut.
      Revert approved by @U1, plan abcdef012345.
      Revert begun: it was read again and is what was approved.
      The approval was too old to be carried out, or the rules had changed. Nothing was done; approve again if it is still right.


      Revert ended: the rules changed after the approval. Look at what they are now, and approve again.
      Revert ended: the result is not known: EC2 did not answer. The group is read again within a minute or two.
      The rules have changed. The alert shows what they open now.
      The door is closed: closed by erin, not by Portcullis.
      The door is closed: found closed already; who closed it is not known.
      Looked again: the door is still open."
    `);
  });
});

it('says what it was made with and where to change the code, and of an old event nothing', () => {
  const text = (told: Partial<typeof CALL.actor>) => {
    const actor = { ...CALL.actor, ...told };
    const finding = findingOf({ opening: { ...CALL, kind: 'rulesAdded', actor } });
    const plan = planRevert(finding, OWN_ACCOUNTS);
    return readable(alertMessage({ finding, plan, isRepost: false }).blocks);
  };
  expect(text({ tool: { kind: 'terraform' } })).toContain(
    'Made: by Terraform. Change it in Terraform: the rule will come back with the next apply',
  );
  const service = `x\u202e${'y'.repeat(400)}`;
  const shown = text({ tool: { kind: 'service', service } });
  expect(shown).toContain('Made: by an AWS service, x y');
  expect(shown).not.toContain('\u202e');
  expect(text({})).not.toContain('Made:');
});
