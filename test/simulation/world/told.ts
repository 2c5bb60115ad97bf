import type {
  ExposureChange,
  ListEntry,
  RecordHeader,
} from '../../../src/domain/change/exposure-change.ts';
import { type Instant, SECOND_MS } from '../../../src/domain/instant.ts';
import type { KnownRule } from '../../../src/domain/inventory/group-state.ts';
import { asAdmission } from '../../../src/domain/plan/planned-rule.ts';
import { changeOf } from '../../domain/policy/change-of.ts';
import { HOME_ACCOUNT, OWN_ARN } from '../../support/findings.ts';
import type { GroupId, ListId } from './scene.ts';

/** What CloudTrail tells of a change, once it has a header. */
export type Told = (header: RecordHeader) => ExposureChange;

const NAMES = {
  rulesAdded: 'AuthorizeSecurityGroupIngress',
  rulesEdited: 'ModifySecurityGroupRules',
  rulesRemoved: 'RevokeSecurityGroupIngress',
} as const;

/** What the record of a change of rules tells. */
export function rulesTold(
  kind: keyof typeof NAMES,
  groupId: GroupId,
  rules: readonly KnownRule[],
): Told {
  return (header) => ({
    kind,
    record: { ...header, eventName: NAMES[kind] },
    group: { groupId, groupName: null, ownerId: HOME_ACCOUNT },
    direction: kind === 'rulesEdited' ? 'unknown' : 'inbound',
    rules: rules.map(asAdmission),
    ruleIds: [],
  });
}

/** What the record of a change of a list tells. */
export function listTold(
  prefixListId: ListId,
  told: {
    readonly added: readonly ListEntry[];
    readonly removed: readonly string[];
    readonly version: number;
  },
): Told {
  return (header) => ({
    kind: 'listModified',
    record: { ...header, eventName: 'ModifyManagedPrefixList' },
    prefixListId,
    ...told,
  });
}

/** The header of the record of a call, Portcullis's own or somebody's. */
export function headerOf(call: number, at: Instant, isOwn: boolean): RecordHeader {
  const { record } = changeOf([]);
  const actor = isOwn ? { ...record.actor, kind: 'AssumedRole', arn: OWN_ARN } : record.actor;
  const ids = { eventId: `event-${call}`, requestId: `request-${call}` };
  // CloudTrail's times are whole seconds.
  const eventTime = new Date(Math.floor(at / SECOND_MS) * SECOND_MS).toISOString();
  return { ...record, ...ids, actor, eventTime };
}
