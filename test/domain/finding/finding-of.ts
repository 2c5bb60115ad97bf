import type { RulesDoor } from '../../../src/domain/finding/door.ts';
import type { FindingEvent } from '../../../src/domain/finding/events.ts';
import { evolve } from '../../../src/domain/finding/evolve.ts';
import type { Finding, OpeningCall } from '../../../src/domain/finding/finding.ts';
import type { PlannedRule } from '../../../src/domain/plan/planned-rule.ts';

export const HOME_ACCOUNT = '111122223333';
/** The accounts that may be changed, where there is only home. */
export const OWN_ACCOUNTS: ReadonlySet<string> = new Set([HOME_ACCOUNT]);
export const OPENED_AT = Date.parse('2026-11-21T22:40:00Z');

type Opened = FindingEvent & { readonly kind: 'finding.opened' };

/** RDP over TCP from everywhere, under `sgr-1`. */
export const RDP_FROM_ANYWHERE: PlannedRule = {
  ruleId: 'sgr-1',
  protocol: 'tcp',
  fromPort: 3389,
  toPort: 3389,
  source: '0.0.0.0/0',
};

/** The call that opens a finding, unless said. */
export const CALL: OpeningCall = {
  eventId: 'e-1',
  eventName: 'AuthorizeSecurityGroupIngress',
  at: OPENED_AT,
  actor: {
    kind: 'IAMUser',
    arn: `arn:aws:iam::${HOME_ACCOUNT}:user/dana`,
    name: 'dana',
    accountId: HOME_ACCOUNT,
    invokedBy: null,
    sourceIp: '192.0.2.7',
    userAgent: null,
  },
};

/** Rules of `win-web`, a Windows group of this account. */
export const DOOR: RulesDoor = {
  kind: 'rules',
  direction: 'inbound',
  managedBy: null,
  accountId: HOME_ACCOUNT,
  region: 'eu-central-1',
  groupId: 'sg-1',
  groupName: 'win-web',
  guardName: 'windows-servers',
  guardKind: 'windows',
};

/** The opening of a finding: RDP of `win-web` opened to the internet by dana, unless said. */
export function openedEvent(overrides: Partial<Opened> = {}): Opened {
  return {
    kind: 'finding.opened',
    previous: [],
    lookAt: null,
    id: 'f-1',
    door: DOOR,
    opening: { ...CALL, kind: 'rulesAdded' },
    rules: [RDP_FROM_ANYWHERE],
    excess: [{ protocol: 'tcp', fromPort: 3389, toPort: 3389, source: '0.0.0.0/0' }],
    doubt: null,
    at: OPENED_AT + 5_000,
    ...overrides,
  };
}

/** An open finding, with the fields given in place of those of {@link openedEvent}. */
export function findingOf(overrides: Partial<Finding> = {}): Finding {
  return { ...evolve(null, openedEvent()), ...overrides };
}

/** A finding after more events. */
export function withEvents(finding: Finding, ...events: readonly FindingEvent[]): Finding {
  return events.reduce<Finding>(evolve, finding);
}
