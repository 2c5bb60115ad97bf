import { hearRecord } from '../../../../src/app/hear/hear-record.ts';
import type { RecordOutcome } from '../../../../src/app/ports.ts';
import type {
  Attachment,
  AttachmentChange,
} from '../../../../src/domain/change/exposure-change.ts';
import type { AttachmentDoor } from '../../../../src/domain/finding/door.ts';
import type { Finding } from '../../../../src/domain/finding/finding.ts';
import type { GroupState } from '../../../../src/domain/inventory/group-state.ts';
import type { InterfaceState } from '../../../../src/domain/inventory/interface-state.ts';
import { sourceSet } from '../../../../src/domain/net/source.ts';
import type { Policy } from '../../../../src/domain/policy/policy.ts';
import { source } from '../../../domain/policy/change-of.ts';
import { rdpFrom } from '../../../support/findings.ts';
import { type Hearing, hearing, NOW } from '../hearing.ts';

export const AT = { accountId: '111122223333', region: 'eu-central-1' } as const;
/** When the sweep saw everything, long before any call. */
export const SWEPT_AT = NOW - 3_600_000;

/** RDP of groups named `win-…` is approved from a block and from members of sg-gateway. */
export const POLICY: Policy = {
  guards: [
    {
      name: 'windows-servers',
      kind: 'windows',
      match: [{ name: 'win-*' }],
      approved: new Map([
        [
          'rdp',
          sourceSet([source('10.9.8.0/28'), { kind: 'referencedGroup', groupId: 'sg-gateway' }]),
        ],
      ]),
    },
  ],
  approvers: { userIds: ['U1'], userGroupIds: [] },
  channelId: 'C1',
};

/** A group, guarded if its name begins with `win-`. */
export function group(
  groupId: string,
  groupName: string,
  ...sources: readonly string[]
): GroupState {
  const inbound = sources.map((from, i) => ({
    ...rdpFrom(from, `sgr-${groupId}-${i}`),
    description: null,
  }));
  const rest = { vpcId: 'vpc-1', tags: {}, outbound: [], observedAt: SWEPT_AT };
  return { ...AT, groupId, groupName, inbound, ...rest };
}

export const CLEAN = group('sg-clean', 'win-clean', '10.9.8.0/28');
export const OPEN = group('sg-open', 'win-open', '0.0.0.0/0');
/** Not guarded, and open. */
export const ANY = group('sg-any', 'any', '0.0.0.0/0');
export const OTHER = group('sg-other', 'other', '198.51.100.0/24');
export const QUIET = group('sg-quiet', 'quiet');
export const GATEWAY = group('sg-gateway', 'gateway');

export function eni(
  interfaceId: string,
  groupIds: readonly string[],
  overrides: Partial<InterfaceState> = {},
): InterfaceState {
  const rest = { vpcId: 'vpc-1', managedBy: null, description: '', observedAt: SWEPT_AT };
  return { ...AT, interfaceId, instanceId: `i-of-${interfaceId}`, groupIds, ...rest, ...overrides };
}

export interface Attaching extends Hearing {
  /** What EC2 answers of groups, by id. */
  readonly there: Map<string, GroupState>;
  tell(change: AttachmentChange): Promise<RecordOutcome>;
  /** The interface really has these groups, and the record of it is heard. */
  modify(interfaceId: string, ...groupIds: readonly string[]): Promise<RecordOutcome>;
  /** A sweep has seen these groups and interfaces. */
  known(...states: readonly (GroupState | InterfaceState)[]): Promise<void>;
  /** RDP of a group is opened to everybody, and the record of it is heard. */
  tellRule(groupId: string): Promise<RecordOutcome>;
  findings(): Promise<readonly AttachmentFinding[]>;
}

export type AttachmentFinding = Finding & { readonly door: AttachmentDoor };

export async function attaching(policy = POLICY): Promise<Attaching> {
  const base = await hearing();
  const there = new Map(
    [CLEAN, OPEN, ANY, OTHER, QUIET, GATEWAY].map((each) => [each.groupId, each]),
  );
  const { groups, store, interfaces } = base;
  const needs = { ...base.needs, policy };
  groups.describeGroup = async ({ groupId }) => {
    const found = there.get(groupId);
    if (found === undefined) return { kind: 'notThere' };
    return { kind: 'found', value: { ...found, tags: new Map(Object.entries(found.tags)) } };
  };
  groups.describeRules = async ({ groupId }) => {
    const found = there.get(groupId);
    return found === undefined ? { kind: 'notThere' } : { kind: 'found', value: found };
  };
  let records = 0;
  const tell = (change: AttachmentChange): Promise<RecordOutcome> =>
    hearRecord({ kind: 'change', change }, needs);
  return {
    ...base,
    needs,
    there,
    tell,
    modify: (interfaceId, ...groupIds) => {
      const live = interfaces.known.get(interfaceId) ?? eni(interfaceId, groupIds);
      interfaces.known.set(interfaceId, { ...live, groupIds });
      records += 1;
      return tell(
        modified(`modify-${records}`, NOW - 60_000 + records * 1_000, interfaceId, groupIds),
      );
    },
    known: async (...states) => {
      const groupIds = states.flatMap((each) => ('groupId' in each ? [each.groupId] : []));
      const learnt = states.map((state) =>
        'groupId' in state
          ? ({ kind: 'group', state } as const)
          : ({ kind: 'interface', state } as const),
      );
      for (const each of states) {
        if ('interfaceId' in each) interfaces.known.set(each.interfaceId, each);
      }
      const about = { groups: [], lists: [], interfaces: [] };
      await store.learn(about, () => ({ changes: [], learnt }), SWEPT_AT);
      await store.noteInterfacesRead(AT, groupIds, SWEPT_AT);
    },
    tellRule: (groupId) => {
      const { kind, attachments, ownerId, ...rest } = modified('rule', NOW - 30_000, '', []);
      const rule = { ...rdpFrom('0.0.0.0/0', `sgr-${groupId}-0`), description: null };
      const change = {
        ...rest,
        kind: 'rulesAdded',
        group: { groupId, groupName: null, ownerId },
        direction: 'inbound',
        rules: [{ ...rule, source: source(rule.source) }],
        ruleIds: [],
      } as const;
      return hearRecord({ kind: 'change', change }, needs);
    },
    findings: async () =>
      (await base.open()).filter(
        (each): each is AttachmentFinding => each.door.kind === 'attachment',
      ),
  };
}

/** The record of groups put on an interface. */
export function modified(
  eventId: string,
  at: number,
  interfaceId: string,
  groupIds: readonly string[] | null,
): AttachmentChange {
  const target = { kind: 'interface', interfaceId, instanceId: null } as const;
  return attached('ModifyNetworkInterfaceAttribute', eventId, at, { target, groupIds });
}

export function attached(
  eventName: string,
  eventId: string,
  at: number,
  ...attachments: readonly Attachment[]
): AttachmentChange {
  return { ...header(eventName, eventId, at), kind: 'attached', attachments };
}

export function detached(
  eventName: string,
  eventId: string,
  at: number,
  ...attachments: readonly Attachment[]
): AttachmentChange {
  return { ...header(eventName, eventId, at), kind: 'detached', attachments };
}

/** The record of a host that was launched. */
export function launched(
  eventId: string,
  at: number,
  ...hosts: readonly (readonly [interfaceId: string, ...groupIds: string[]])[]
): AttachmentChange {
  const attachments = hosts.map(([interfaceId, ...groupIds]): Attachment => {
    const instanceId = `i-of-${interfaceId}`;
    return { target: { kind: 'interface', interfaceId, instanceId }, groupIds };
  });
  return attached('RunInstances', eventId, at, ...attachments);
}

function header(eventName: string, eventId: string, at: number) {
  return {
    ownerId: AT.accountId,
    record: {
      ...AT,
      eventId,
      eventName,
      eventTime: new Date(at).toISOString(),
      requestId: `request-of-${eventId}`,
      actor: {
        kind: 'IAMUser',
        arn: null,
        name: 'dana',
        accountId: AT.accountId,
        invokedBy: null,
        sourceIp: null,
        userAgent: null,
      },
    },
  };
}
