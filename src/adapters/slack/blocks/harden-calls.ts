import type { HardenPlan } from '../../../domain/harden/harden-plan.ts';
import { type Page, pageOf } from '../../../domain/harden/page-of.ts';
import { callsOf } from '../../../domain/plan/calls-of.ts';

/** Rules that one page of a form shows: with the calls that they belong to about what one block takes. */
export const CALL_RULES_PER_PAGE = 30;

/** A call of a plan with its size: `AuthorizeSecurityGroupIngress sg-1, 31 rules`. */
export function callTitle(plan: HardenPlan, index: number): string {
  const call = callsOf(plan)[index];
  if (call === undefined) return 'nothing';
  const count = call.names.length === 1 ? '1 rule' : `${call.names.length} rules`;
  return `${call.api} ${call.on ?? ''}, ${count}`;
}

/** A page of a plan's calls in their order, each with the rules that it names. A call that goes on from the page
 * before is named again. */
export function callsPage(plan: HardenPlan, page: number): Page<string> {
  const rules = callsOf(plan).flatMap(({ names }, index) =>
    names.map((text, at) => ({ index, at, text })),
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
