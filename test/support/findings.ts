import type { RecordKey } from '../../src/app/ports.ts';
import type { RulesDoor } from '../../src/domain/finding/door.ts';
import type { FindingEvent } from '../../src/domain/finding/events.ts';
import type { PlannedRule } from '../../src/domain/plan/planned-rule.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import { weigh } from '../../src/domain/weight/weight.ts';
import { windowsGuard } from '../domain/policy/change-of.ts';
import { surroundingsOf } from '../domain/weight/surroundings-of.ts';

export const HOME_ACCOUNT = '111122223333';
/** The accounts that may be changed, where there is only home. */
export const OWN_ACCOUNTS: ReadonlySet<string> = new Set([HOME_ACCOUNT]);
/** Portcullis, in a session of its role. */
export const OWN_ARN = `arn:aws:sts::${HOME_ACCOUNT}:assumed-role/portcullis/i-0123456789abcdef0`;
export const REGION = 'eu-central-1';
export const GROUP = { accountId: HOME_ACCOUNT, region: REGION, groupId: 'sg-1' };
export const START = Date.parse('2026-11-21T12:00:00Z');

/** A Windows guard that approves RDP from 10.9.8.0/28. */
export const POLICY: Policy = {
  guards: [windowsGuard('10.9.8.0/28')],
  approvers: { userIds: ['U1'], userGroupIds: [] },
  channelId: 'C1',
};

/** RDP from a block. */
export function rdpFrom(source: string, ruleId: string | null = 'sgr-1'): PlannedRule {
  return { ruleId, protocol: 'tcp', fromPort: 3389, toPort: 3389, source };
}

export const RDP_FROM_ALL = rdpFrom('0.0.0.0/0');

const DOOR: RulesDoor = {
  kind: 'rules',
  direction: 'inbound',
  ...GROUP,
  groupName: 'win-web',
  guardName: 'hosts',
  guardKind: 'windows',
  managedBy: null,
};

/** The opening of a finding on {@link GROUP}. */
export function opened(
  id: string,
  rules: readonly PlannedRule[] = [RDP_FROM_ALL],
  at = START,
): FindingEvent & { readonly kind: 'finding.opened' } {
  return {
    kind: 'finding.opened',
    id,
    door: DOOR,
    opening: {
      eventId: `event-of-${id}`,
      eventName: 'AuthorizeSecurityGroupIngress',
      at,
      actor: {
        kind: 'IAMUser',
        arn: null,
        name: 'dana',
        accountId: HOME_ACCOUNT,
        invokedBy: null,
        sourceIp: null,
        userAgent: null,
      },
      kind: 'rulesAdded',
    },
    rules,
    excess: rules.map(({ ruleId: _, ...row }) => row),
    previous: [],
    doubt: null,
    lookAt: null,
    at,
  };
}

/** The weighing of a finding behind whose group stand two Windows servers, one of them reachable. */
export function weighed({
  door: { guardKind: kind },
  excess,
  at,
}: FindingEvent & { readonly kind: 'finding.opened' }): FindingEvent & {
  readonly kind: 'finding.weighed';
} {
  const weighable = { kind, direction: 'inbound', excess } as const;
  const weight = weigh([{ weighable, surroundings: surroundingsOf() }]);
  return { kind: 'finding.weighed', weight, at };
}

/** The identity of a record about {@link GROUP}. */
export function recordKey(eventId: string): RecordKey {
  return {
    accountId: HOME_ACCOUNT,
    eventId,
    eventName: 'AuthorizeSecurityGroupIngress',
    eventTime: '2026-11-21T12:00:00Z',
    requestId: null,
    about: { groups: [GROUP], lists: [], interfaces: [] },
  };
}
