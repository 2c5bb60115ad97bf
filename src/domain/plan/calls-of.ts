import type { Direction } from '../change/exposure-change.ts';
import { describeRange } from '../finding/describe-excess.ts';
import { SERVICES, serviceOf } from '../guard/services.ts';
import type { HardenPlan, HardenStep } from '../harden/harden-plan.ts';
import type { KnownRule } from '../inventory/group-state.ts';
import type { Plan, Restore } from './plan.ts';
import type { PlannedRule } from './planned-rule.ts';

/** One call to EC2 as people read it before they approve it: its name, on what it is made (null where each
 * part says so), and all that it names, a line each. All of it is ours, or ids and blocks. */
export interface PlannedCall {
  readonly api: string;
  readonly on: string | null;
  readonly names: readonly string[];
}

/** The exact calls of any plan, in their order. Forms show these and nothing else. Pure, total. */
export function callsOf(plan: Plan | HardenPlan): readonly PlannedCall[] {
  return called(plan).filter(({ names }) => names.length > 0);
}

function called(plan: Plan | HardenPlan): readonly PlannedCall[] {
  switch (plan.kind) {
    case 'rules': {
      const { groupId, direction, restore, revoke } = plan;
      return [
        restoring(groupId, restore, direction),
        rulesCall('Revoke', { groupId, direction, rules: revoke }),
      ];
    }
    case 'giveBack': {
      const { groupId, direction, restore, add } = plan;
      return [
        restoring(groupId, restore, direction),
        rulesCall('Authorize', { groupId, direction, rules: add }),
      ];
    }
    case 'narrow':
    case 'harden':
      return plan.steps.map((step) => stepCall(plan.groupId, step));
    case 'list': {
      const added = plan.giveBack.map(({ cidr }) => `give back ${cidr}`);
      const removed = plan.remove.map(({ cidr }) => `remove ${cidr}`);
      const names = [...added, ...removed];
      return [{ api: 'ModifyManagedPrefixList', on: plan.prefixListId, names }];
    }
    case 'detach': {
      const { groupId, interfaceIds, vpcIds } = plan;
      const taken = interfaceIds.map((id) => `${id}: its groups without ${groupId}`);
      return [
        { api: 'ModifyNetworkInterfaceAttribute', on: null, names: taken },
        { api: 'DisassociateSecurityGroupVpc', on: groupId, names: vpcIds },
      ];
    }
    case 'attach': {
      const put = plan.interfaceIds.map((id) => `${id}: its groups and ${plan.groupId}`);
      return [{ api: 'ModifyNetworkInterfaceAttribute', on: null, names: put }];
    }
  }
}

function restoring(on: string, restore: readonly Restore[], direction: Direction): PlannedCall {
  const names = restore.map(
    ({ now, was }) =>
      `${ruleText(now, direction)}\n    back to ${ruleText({ ...was, ruleId: null }, direction)}`,
  );
  return { api: 'ModifySecurityGroupRules', on, names };
}

function stepCall(groupId: string, { kind, direction, rules }: HardenStep): PlannedCall {
  return rulesCall(kind === 'add' ? 'Authorize' : 'Revoke', { groupId, direction, rules });
}

function rulesCall(
  verb: 'Authorize' | 'Revoke',
  {
    groupId,
    direction,
    rules,
  }: {
    readonly groupId: string;
    readonly direction: Direction;
    readonly rules: readonly (PlannedRule | KnownRule)[];
  },
): PlannedCall {
  const way = direction === 'inbound' ? 'Ingress' : 'Egress';
  const names = rules.map((rule) => ruleText(rule, direction));
  return { api: `${verb}SecurityGroup${way}`, on: groupId, names };
}

/** A rule as one line, with the service that it is for: `tcp 3389 from 0.0.0.0/0 (sgr-1): RDP`, and
 * outbound `icmp type 8 to ::/0`. */
export function ruleText(rule: PlannedRule, direction: Direction): string {
  const { ruleId, protocol, source } = rule;
  // EC2 writes protocols small.
  const traffic = describeRange(rule).replace(/^(TCP|UDP|ICMPv6|ICMP)\b/, protocol);
  const way = direction === 'inbound' ? 'from' : 'to';
  const service = serviceOf(rule);
  const named = service === null ? '' : `: ${SERVICES[service].title}`;
  return `${traffic} ${way} ${source}${ruleId === null ? '' : ` (${ruleId})`}${named}`;
}

/** What one plan calls and another does not, in either direction, a line each. */
export interface CallsCompared {
  readonly noMore: readonly string[];
  readonly now: readonly string[];
}

/** In what the calls of two plans differ: said to whoever was about to approve the first. Pure. */
export function compareCalls(shown: Plan, now: Plan): CallsCompared {
  const before = linesOf(shown);
  const after = linesOf(now);
  return {
    noMore: before.filter((line) => !after.includes(line)),
    now: after.filter((line) => !before.includes(line)),
  };
}

function linesOf(plan: Plan): readonly string[] {
  return callsOf(plan).flatMap(({ api, names }) => names.map((name) => `${api}: ${name}`));
}
