import { describe, expect, it } from 'vitest';
import type { ExposureChange } from '../../../src/domain/change/exposure-change.ts';
import type { AttachmentDoor, ListDoor } from '../../../src/domain/finding/door.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import { MINUTE_MS } from '../../../src/domain/instant.ts';
import { isOwnStep, OWN_STEP_MS } from '../../../src/domain/plan/is-own-step.ts';
import { asAdmission, type PlannedRule } from '../../../src/domain/plan/planned-rule.ts';
import { rdpFrom } from '../../support/findings.ts';
import { CALL, DOOR, findingOf, OPENED_AT } from '../finding/finding-of.ts';

const BEGAN = OPENED_AT + MINUTE_MS;
const record = {
  eventId: 'e-9',
  eventTime: '',
  eventName: '',
  accountId: DOOR.accountId,
  region: DOOR.region,
  requestId: null,
  actor: CALL.actor,
};

function rules(
  kind: 'rulesAdded' | 'rulesEdited' | 'rulesRemoved',
  its: readonly PlannedRule[],
  more: { readonly groupId?: string; readonly ruleIds?: readonly string[] } = {},
): ExposureChange {
  const group = { groupId: more.groupId ?? 'sg-1', groupName: null, ownerId: DOOR.accountId };
  const all = its.map((rule) => ({ ...asAdmission(rule), description: null }));
  const direction = kind === 'rulesEdited' ? 'unknown' : 'inbound';
  return { kind, record, group, direction, rules: all, ruleIds: more.ruleIds ?? [] };
}

const open = rdpFrom('0.0.0.0/0');
const second = rdpFrom('::/0', 'sgr-2');
const was = { ...rdpFrom('10.9.8.0/28'), description: 'bastion' };
const reverted = findingOf({ rules: [open, second], previous: [was], revertBeganAt: BEGAN });

const place = { accountId: DOOR.accountId, region: DOOR.region, managedBy: null } as const;
const guarded = { guardName: 'g', guardKind: 'windows' } as const;
const listDoor: ListDoor = {
  kind: 'list',
  ...place,
  ...guarded,
  prefixListId: 'pl-1',
  listName: 'l',
  ownerId: DOOR.accountId,
  entries: [{ cidr: '0.0.0.0/0', description: null }],
  replaced: [{ cidr: '10.9.8.0/28', description: null }],
  uses: [],
  associations: null,
};
const attachment: AttachmentDoor = {
  kind: 'attachment',
  ...place,
  ...guarded,
  groupId: 'sg-1',
  groupName: null,
  places: [
    { kind: 'interface', interfaceId: 'eni-1', instanceId: null, managedBy: null },
    { kind: 'vpc', vpcId: 'vpc-2' },
  ],
  isApprovedSource: false,
};
const ofList: Finding = { ...reverted, door: listDoor };
const ofAttachment: Finding = { ...reverted, door: attachment };

function list(removed: readonly string[], added: readonly string[] = []): ExposureChange {
  const entries = added.map((cidr) => ({ cidr, description: null }));
  return {
    kind: 'listModified',
    record,
    prefixListId: 'pl-1',
    added: entries,
    removed,
    version: 1,
  };
}

function groupsOf(interfaceId: string, groupIds: readonly string[]): ExposureChange {
  const target = { kind: 'interface', interfaceId, instanceId: null } as const;
  return { kind: 'attached', record, ownerId: '1', attachments: [{ target, groupIds }] };
}

function leftVpc(vpcId: string): ExposureChange {
  const attachments = [{ target: { kind: 'vpc', vpcId } as const, groupIds: ['sg-1'] }];
  return { kind: 'detached', record, ownerId: '1', attachments };
}

describe('isOwnStep()', () => {
  it.each<[string, ExposureChange, Finding]>([
    ['the revoke of all its rules', rules('rulesRemoved', [open, second]), reverted],
    ['the revoke of one of them', rules('rulesRemoved', [second]), reverted],
    ['a revoke by id', rules('rulesRemoved', [], { ruleIds: ['sgr-1'] }), reverted],
    ['the old values', rules('rulesEdited', [was]), reverted],
    ['its entries taken out', list(['0.0.0.0/0'], ['10.9.8.0/28']), ofList],
    ['its group taken off', groupsOf('eni-1', ['sg-9']), ofAttachment],
    ['its group taken out of a VPC', leftVpc('vpc-2'), ofAttachment],
  ])('is %s', (_, change, finding) => {
    expect(isOwnStep(change, BEGAN, finding)).toBe(true);
    expect(isOwnStep(change, BEGAN + OWN_STEP_MS, finding)).toBe(true);
    expect(isOwnStep(change, BEGAN + OWN_STEP_MS + 1, finding)).toBe(false);
    expect(isOwnStep(change, BEGAN - MINUTE_MS, finding)).toBe(true);
    expect(isOwnStep(change, BEGAN - MINUTE_MS - 1, finding)).toBe(false);
    expect(isOwnStep(change, BEGAN, { ...finding, revertBeganAt: null })).toBe(false);
  });

  it.each<[string, ExposureChange, Finding]>([
    ['the revoke of another rule', rules('rulesRemoved', [open, rdpFrom('10.0.0.0/8')]), reverted],
    ['a revoke by another id', rules('rulesRemoved', [], { ruleIds: ['sgr-9'] }), reverted],
    ['a revoke elsewhere', rules('rulesRemoved', [open], { groupId: 'sg-2' }), reverted],
    ['the rule added again', rules('rulesAdded', [open]), reverted],
    ['other values', rules('rulesEdited', [open]), reverted],
    ['another entry taken out', list(['10.0.0.0/8']), ofList],
    ['another entry put in', list([], ['0.0.0.0/0']), ofList],
    ['a change of a list', list(['0.0.0.0/0']), reverted],
    ['its group left on', groupsOf('eni-1', ['sg-1', 'sg-9']), ofAttachment],
    ['another interface', groupsOf('eni-2', []), ofAttachment],
    ['another VPC', leftVpc('vpc-3'), ofAttachment],
  ])('is not %s', (_, change, finding) => {
    expect(isOwnStep(change, BEGAN, finding)).toBe(false);
  });
});
