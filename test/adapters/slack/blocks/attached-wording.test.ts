import { describe, expect, it } from 'vitest';
import { alertHeadline, alertMessage } from '../../../../src/adapters/slack/blocks/alert.ts';
import { revertModal } from '../../../../src/adapters/slack/blocks/modals.ts';
import { historyLine } from '../../../../src/adapters/slack/blocks/outcome.ts';
import { resultText } from '../../../../src/adapters/slack/blocks/result-text.ts';
import { lines } from '../../../../src/adapters/slack/blocks/text.ts';
import type { AttachedPlace, AttachmentDoor } from '../../../../src/domain/finding/door.ts';
import type { FindingEvent } from '../../../../src/domain/finding/events.ts';
import { evolve } from '../../../../src/domain/finding/evolve.ts';
import type { Finding } from '../../../../src/domain/finding/finding.ts';
import { planRevert } from '../../../../src/domain/plan/plan.ts';
import { attachmentOpened, placeOn } from '../../../support/attachment-findings.ts';
import { OWN_ACCOUNTS, START, weighed } from '../../../support/findings.ts';

/** What is to be read, block by block. */
function readable(blocks: readonly unknown[]): string {
  return blocks.map((block) => textIn(block)).join('\n---\n');
}

function textIn(value: unknown): string {
  if (Array.isArray(value)) return value.map(textIn).join('');
  if (typeof value !== 'object' || value === null) return '';
  const { type, text, ...rest } = value as Readonly<Record<string, unknown>>;
  if (type === 'button') return `[${textIn(text)}]`;
  if (typeof text === 'string') return text;
  return textIn(text) + Object.values(rest).map(textIn).join('');
}

function findingOn(
  places: readonly AttachedPlace[],
  door: Partial<AttachmentDoor> = {},
  excess?: Finding['excess'],
): Finding {
  const opened = attachmentOpened('f-1', places, door);
  return evolve(null, { ...opened, excess: excess ?? opened.excess });
}

function alert(finding: Finding): string {
  const plan = planRevert(finding, OWN_ACCOUNTS);
  return readable(alertMessage({ finding, plan, isRepost: false }).blocks);
}

function modal(finding: Finding): string {
  const plan = planRevert(finding, OWN_ACCOUNTS);
  if (typeof plan === 'string') throw new Error(plan);
  const memory = { findingId: 'f-1', planHash: null, channelId: 'C1', messageTs: '1.2' };
  const { blocks, submit } = revertModal(finding, plan, memory);
  return `${readable(blocks)}\n[${submit?.text}]`.replace(plan.hash.slice(0, 12), 'HASH');
}

const VPC = { kind: 'vpc', vpcId: 'vpc-2' } as const;
const SOURCE_ROW = { protocol: 'tcp', fromPort: 3389, toPort: 3389, source: 'sg-1' } as const;

describe('the alert of a group that was put on hosts', () => {
  it('names the first host, once its name was looked up', () => {
    const finding = findingOn([placeOn('eni-1'), placeOn('eni-2')]);
    const { weight } = weighed(attachmentOpened('f-1', [placeOn('eni-1')]));
    const host = {
      interfaceId: 'eni-1',
      instanceId: 'i-of-eni-1',
      name: 'web-1 <!here>',
      platform: 'windows',
      managedBy: null,
      publicIp: null,
      hasInternetRoute: 'no',
      networkAclId: null,
      aclAdmits: 'yes',
      isReachable: 'no',
    } as const;
    const hosts = { kind: 'known', list: [host], isWhole: true, notKnown: [] } as const;
    const named = { ...finding, weight: { ...weight, hosts } };
    expect(alertHeadline(named)).toContain('on web-1 <!here> (i-of-eni-1) and 1 more');
    const nameless = { ...hosts, list: [{ ...host, name: null }] };
    const headline = alertHeadline({ ...finding, weight: { ...weight, hosts: nameless } });
    expect(headline).toContain('on i-of-eni-1 and 1 more');
    const isNew = findingOn([placeOn('eni-1')], { isApprovedSource: true }, [SOURCE_ROW]);
    expect(alertHeadline({ ...isNew, weight: named.weight })).toContain('to web-1 <!here> (i-of');
  });

  it('says where, and what a revert takes off', () => {
    expect(alert(findingOn([placeOn('eni-1')]))).toMatchInlineSnapshot(`
      "🔴 Critical: RDP opened to the internet by group win-web on i-of-eni-1
      ---
      Let in: RDP (TCP 3389) from 0.0.0.0/0: 4,294,967,296 IPv4 addresses beyond what is approved
      Severity: critical, by what is opened alone. What stands behind it is being looked up.
      Addresses: 3,702,258,690 public and 592,708,606 private IPv4
      Group: win-web sg-1
      Put on: eni-1 of i-of-eni-1
      Guarded as: hosts (Windows hosts)
      Account: 111122223333, eu-central-1
      By: dana
      Since: 2026-11-21 12:00 UTC, group put there
      ---
      Open: nobody has decided yet. It stays open until somebody acts: Portcullis closes nothing by itself.
      ---
      [Approve revert][Exempt…][Acknowledge]
      ---
      Approve revert: takes the group off this interface and nothing else, after showing the exact call. Exempt: asks to let exactly this stay open for a time. Acknowledge: notes who has seen it; the door stays open.
      ---
      f-1 · CloudTrail event event-of-f-1"
    `);
  });

  it('says what a revert leaves alone', () => {
    const finding = findingOn([placeOn('eni-1'), placeOn('eni-2', 'amazon-rds')]);
    expect(alert(finding)).toContain(
      'Left alone: 1 place of 2 is run by amazon-rds and left alone: change the groups there.',
    );
    const many = findingOn(Array.from({ length: 12 }, (_, i) => placeOn(`eni-${i}`)));
    expect(alert(many)).toContain(
      "Left alone: One revert takes 10 places; 2 places are another one's.",
    );
  });

  it('which a service runs: says whose it is to change', () => {
    const text = alert(findingOn([placeOn('eni-1', 'amazon-rds')], { managedBy: 'amazon-rds' }));
    expect(text).toContain('amazon-rds runs it. Change it there.');
    expect(text).not.toContain('[Approve revert]');
  });

  it('of a further VPC', () => {
    expect(alert(findingOn([VPC]))).toMatchInlineSnapshot(`
      "🔴 Critical: RDP opened to the internet by group win-web on VPC vpc-2
      ---
      Let in: RDP (TCP 3389) from 0.0.0.0/0: 4,294,967,296 IPv4 addresses beyond what is approved
      Severity: critical, by what is opened alone. What stands behind it is being looked up.
      Addresses: 3,702,258,690 public and 592,708,606 private IPv4
      Group: win-web sg-1
      Put on: VPC vpc-2, where it can be put on hosts
      Guarded as: hosts (Windows hosts)
      Account: 111122223333, eu-central-1
      By: dana
      Since: 2026-11-21 12:00 UTC, group put there
      ---
      Open: nobody has decided yet. It stays open until somebody acts: Portcullis closes nothing by itself.
      ---
      [Approve revert][Exempt…][Acknowledge]
      ---
      Approve revert: takes the group out of this VPC and nothing else, after showing the exact call. Exempt: asks to let exactly this stay open for a time. Acknowledge: notes who has seen it; the door stays open.
      ---
      f-1 · CloudTrail event event-of-f-1"
    `);
  });

  it('of a new host behind an approved source: is no opening beyond what is approved', () => {
    const finding = findingOn([placeOn('eni-1')], { isApprovedSource: true }, [SOURCE_ROW]);
    expect(alert(finding)).toMatchInlineSnapshot(`
      "🔵 Low: RDP opened to i-of-eni-1, new in the approved group win-web
      ---
      Let in: RDP (TCP 3389) from members of sg-1, as policy approves
      Severity: low, by what is opened alone. What stands behind it is being looked up.
      Group: win-web sg-1
      Put on: eni-1 of i-of-eni-1
      Member: policy lets members of this group in, and this is a new one. If it belongs there, acknowledge it
      Guarded as: hosts (Windows hosts)
      Account: 111122223333, eu-central-1
      By: dana
      Since: 2026-11-21 12:00 UTC, group put there
      ---
      Open: nobody has decided yet. It stays open until somebody acts: Portcullis closes nothing by itself.
      ---
      [Approve revert][Exempt…][Acknowledge]
      ---
      Approve revert: takes the group off this interface and nothing else, after showing the exact call. Exempt: asks to let exactly this stay open for a time. Acknowledge: notes who has seen it; the door stays open.
      ---
      f-1 · CloudTrail event event-of-f-1"
    `);
  });

  it('found by the sweep', () => {
    const opened = attachmentOpened('f-1', [placeOn('eni-1')]);
    const opening = { kind: 'drift', at: START, otherwiseAt: START - 900_000, call: null } as const;
    expect(alert(evolve(null, { ...opened, opening }))).toContain(
      'Since: some time after 2026-11-21 11:45 UTC, seen by the sweep 2026-11-21 12:00 UTC\n',
    );
  });
});

describe('the modal', () => {
  it('of interfaces states the exact call, and what it leaves alone', () => {
    const finding = findingOn([placeOn('eni-1'), placeOn('eni-2', 'amazon-rds')]);
    expect(modal(finding)).toMatchInlineSnapshot(`
      "Group: win-web sg-1
      Account: 111122223333, eu-central-1
      What Portcullis calls in EC2, and nothing else:
      ---
      ModifyNetworkInterfaceAttribute
        eni-1: its groups without sg-1
      ---
      Note: the call replaces all groups of an interface, so they are read just before. One that has no other group is left as it is: an interface keeps at least one.
      Left alone: 1 place of 2 is run by amazon-rds and left alone: change the groups there.
      Where the group stands is read again just before: places that it has left are left alone. Connections that are established already may live on.
      Plan: HASH
      [Take off group]"
    `);
  });

  it('of a VPC', () => {
    expect(modal(findingOn([VPC]))).toMatchInlineSnapshot(`
      "Group: win-web sg-1
      Account: 111122223333, eu-central-1
      What Portcullis calls in EC2, and nothing else:
      ---
      DisassociateSecurityGroupVpc sg-1
        vpc-2
      ---
      Where the group stands is read again just before: places that it has left are left alone. Connections that are established already may live on.
      Plan: HASH
      [Take out group]"
    `);
  });
});

it('the thread reads as plain English', () => {
  const at = START;
  const { door } = findingOn([placeOn('eni-1')]);
  const changed = { kind: 'finding.changed', door, rules: [], excess: [], at } as const;
  const events: readonly FindingEvent[] = [
    { kind: 'finding.spread', eventId: 'e-2', places: [placeOn('eni-2')], at },
    { kind: 'finding.spread', eventId: null, places: [placeOn('eni-3'), VPC], at },
    { kind: 'door.touched', how: 'detached', name: 'erin', eventId: 'e-3', at },
    { kind: 'door.missed', at },
    changed,
  ];
  const thread = events.map((event) => readable([lines([historyLine(event) ?? []])]));
  expect(thread.join('\n')).toMatchInlineSnapshot(`
    "The group was put on a further place: eni-2. CloudTrail event e-2.
    The group was put on 2 further places: eni-3, vpc-2. The sweep found it.
    erin took the group off a place of it. It is being read whether the door is shut.
    The sweep did not find it as it was. It is being read whether the door is shut.
    A part of it is closed. The alert shows what is left."
  `);
});

it('what became of a revert', () => {
  const { door } = findingOn([placeOn('eni-1')]);
  const advice = 'sg-1 is the only group on eni-1: put another there first';
  const results = [
    resultText({ kind: 'changedSince', now: [], left: door }),
    resultText({ kind: 'refused', code: 'LastGroup', advice }),
    resultText({ kind: 'partly', done: ['eni-2'], notDone: [], now: [], left: door }),
    resultText({
      kind: 'partly',
      done: ['eni-2', 'vpc-2'],
      notDone: [
        { code: 'LastGroup', advice },
        { code: 'UnauthorizedOperation', advice: 'Allow ec2:ModifyNetworkInterfaceAttribute' },
        { code: null, advice: 'EC2 did not answer the call within 15 s' },
        { code: null, advice: 'The time for it was up' },
      ],
      now: [],
      left: door,
    }),
  ];
  expect(results.join('\n')).toMatchInlineSnapshot(`
    "a part is open still, and the alert shows which. Look at it, and approve again for what is left.
    Portcullis did nothing: sg-1 is the only group on eni-1: put another there first.
    a part was done and read back as closed (eni-2). The alert shows what is left: approve again for it.
    a part was done and read back as closed (eni-2, vpc-2). Not done: sg-1 is the only group on eni-1: put another there first. AWS refused (UnauthorizedOperation): Allow ec2:ModifyNetworkInterfaceAttribute. EC2 did not answer the call within 15 s. And 1 more. The alert shows what is left: see to that, and approve again for it."
  `);
});
