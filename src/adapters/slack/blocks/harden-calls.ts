import type { HardenPlan } from '../../../domain/harden/harden-plan.ts';
import { type Page, pageOf } from '../../../domain/harden/page-of.ts';
import { ruleText } from './plan-text.ts';

/** Rules that one page of a form shows: with the calls that they belong to about what one block takes. */
export const CALL_RULES_PER_PAGE = 30;

/** A call of a plan with its size: `AuthorizeSecurityGroupIngress sg-1, 31 rules`. */
export function callTitle({ steps, groupId }: HardenPlan, index: number): string {
  const step = steps[index];
  if (step === undefined) return 'nothing';
  const { kind, direction, rules } = step;
  const verb = kind === 'add' ? 'Authorize' : 'Revoke';
  const way = direction === 'inbound' ? 'Ingress' : 'Egress';
  const count = rules.length === 1 ? '1 rule' : `${rules.length} rules`;
  return `${verb}SecurityGroup${way} ${groupId}, ${count}`;
}

/** A page of a plan's calls in their order, each with the rules that it names. A call that goes on from the page
 * before is named again. */
export function callsPage(plan: HardenPlan, page: number): Page<string> {
  const rules = plan.steps.flatMap((step, index) =>
    step.rules.map((rule, at) => ({ index, at, text: ruleText(rule, step.direction) })),
  );
  const shown = pageOf(rules, page, CALL_RULES_PER_PAGE);
  const items = shown.items.flatMap(({ index, at, text }, place) => {
    const isFirst = place === 0 || at === 0;
    const goesOn = at === 0 ? '' : ' (goes on)';
    const head = `${index + 1}. ${callTitle(plan, index)}${goesOn}`;
    return isFirst ? [head, `  ${text}`] : [`  ${text}`];
  });
  return { ...shown, items };
}
