import type { HardenPlan } from '../../src/domain/harden/harden-plan.ts';
import { planHarden } from '../../src/domain/harden/plan-harden.ts';
import { RULES_PER_GROUP_DEFAULT } from '../../src/domain/harden/quota.ts';
import type { ProposedEvent } from '../../src/domain/hardening/events.ts';
import type { KnownRule } from '../../src/domain/inventory/group-state.ts';
import { choiceOf, type StoredChoice } from '../../src/domain/scenario/scenario-choice.ts';
import { PORT_TABLES } from '../../src/domain/scenario/tables.ts';
import { wantedRules } from '../../src/domain/scenario/wanted-rules.ts';
import { GROUP, OWN_ACCOUNTS, START } from './findings.ts';

export const CHOICE: StoredChoice = {
  name: 'nativeWorkloadsWithTrust',
  networks: { onPremises: ['192.168.0.0/16'], clients: ['10.0.0.0/16'] },
  isLdapsUsed: true,
  isTrustCreated: false,
};

/** One rule that lets everybody in. */
const OPEN: KnownRule = {
  ruleId: 'sgr-1',
  protocol: '-1',
  fromPort: -1,
  toPort: -1,
  source: '0.0.0.0/0',
  description: null,
};

/** The plan that hardens {@link GROUP} from open to everywhere, or from these rules. */
export function hardenPlan(inbound: readonly KnownRule[] = [OPEN]): HardenPlan {
  const group = {
    ...GROUP,
    groupName: 'd-0123456789_controllers',
    vpcId: 'vpc-1',
    tags: {},
    inbound,
    outbound: [],
    observedAt: START,
  };
  const answer = planHarden({
    group,
    directory: {
      directoryId: 'd-0123456789',
      type: 'microsoftAd',
      trusts: { kind: 'known', domains: [] },
    },
    table: PORT_TABLES[CHOICE.name],
    wanted: wantedRules(choiceOf(CHOICE), GROUP.groupId),
    lists: new Map(),
    rulesMax: Math.max(RULES_PER_GROUP_DEFAULT, inbound.length * 2),
    ownAccountIds: OWN_ACCOUNTS,
    managedBy: null,
  });
  if (answer.kind !== 'plan') throw new Error(JSON.stringify(answer));
  return answer.plan;
}

/** The proposal of a hardening. */
export function proposedOf(id: string, instead: Partial<ProposedEvent> = {}): ProposedEvent {
  return {
    kind: 'hardening.proposed',
    id,
    directory: { directoryId: 'd-0123456789', name: 'corp.example.com' },
    groupName: 'd-0123456789_controllers',
    choice: CHOICE,
    plan: hardenPlan(),
    lockOuts: [],
    notKnown: [],
    quorum: 1,
    undoOf: null,
    by: 'U1',
    at: START,
    ...instead,
  };
}
