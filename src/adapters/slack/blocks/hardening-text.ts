import { DIRECTIONS } from '../../../domain/change/exposure-change.ts';
import { describeExcess, excessText } from '../../../domain/finding/describe-excess.ts';
import { planLines, planSummary, quotaLines } from '../../../domain/harden/describe-plan.ts';
import type { DirectedRow, GroupRules } from '../../../domain/harden/harden-plan.ts';
import { type Page, pageOf } from '../../../domain/harden/page-of.ts';
import type { Hardening } from '../../../domain/hardening/hardening.ts';
import { describeLockOut } from '../../../domain/lock-out/describe-lock-out.ts';
import { DEPENDANT_TITLES } from '../../../domain/scenario/dependants.ts';
import { NETWORK_ROLES } from '../../../domain/scenario/scenario-choice.ts';
import { PORT_TABLES } from '../../../domain/scenario/tables.ts';
import type { NetworkRole } from '../../../domain/scenario/wanted-rule.ts';
import { type Line, labelled, outsideText, truncated } from './text.ts';

/** Longest line of a plan, in characters: what is cut off is a description. */
const LINE_CHARS_MAX = 160;
/** Rows of one effect that are named; of more, the rest is counted. */
const ROWS_SHOWN = 4;
/** Lock-outs that are named. */
const LOCK_OUTS_SHOWN = 6;

export const ROLE_TITLES = {
  onPremises: 'On-premises',
  clients: 'Clients and servers',
  certificateAuthority: 'Enterprise CA',
} as const satisfies Record<NetworkRole, string>;

/** The first lines of a plan, one under the other. */
export function planText({ plan }: Hardening, linesMax: number): string {
  const all = planTexts(plan);
  const rest = all.length - linesMax;
  const shown = all.slice(0, linesMax).join('\n');
  return rest > 0 ? `${shown}\n… and ${rest} more` : shown;
}

/** A page of a plan's lines. */
export function planPage({ plan }: Hardening, page: number, perPage: number): Page<string> {
  return pageOf(planTexts(plan), page, perPage);
}

function planTexts(plan: Hardening['plan']): readonly string[] {
  return planLines(plan).map(({ mark, text, description }) => {
    const said = description === null || description === '' ? '' : `  “${description}”`;
    return outsideText(`${mark} ${text}${said}`, LINE_CHARS_MAX);
  });
}

/** The calls of a plan in their order, with the number of rules of each. */
export function stepsText({ plan }: Hardening): string {
  const calls = plan.steps.map(({ kind, direction, rules }, index) => {
    const verb = kind === 'add' ? 'Authorize' : 'Revoke';
    const way = direction === 'inbound' ? 'Ingress' : 'Egress';
    const count = rules.length === 1 ? '1 rule' : `${rules.length} rules`;
    return `${index + 1}. ${verb}SecurityGroup${way} ${plan.groupId}: ${count}`;
  });
  return truncated(calls.join('\n'), STEPS_CHARS_MAX);
}

const STEPS_CHARS_MAX = 2_500;

export function summaryLine({ plan }: Hardening): Line {
  return labelled('Rules', planSummary(plan));
}

export function scenarioLine({ plan, undoOf }: Hardening): Line {
  return undoOf === null
    ? labelled('Scenario', plan.table?.title ?? 'none')
    : labelled('Gives back', `what ${undoOf} took, and takes what it made`);
}

/** Whom each network of the choice stands for. */
export function networkLines({ choice }: Hardening): readonly Line[] {
  if (choice === null) return [];
  return NETWORK_ROLES.flatMap((role) => {
    const from = choice.networks[role];
    return from === undefined
      ? []
      : [labelled(ROLE_TITLES[role], outsideText(from.join(', '), 300))];
  });
}

/** What would break and for whom, and what is opened and closed. */
export function effectLines(hardening: Hardening): readonly Line[] {
  const { plan, notKnown } = hardening;
  return [
    ...lockOutLines(hardening),
    ...rowsLine('Opened', plan.opens, plan.after),
    ...rowsLine('Closed', plan.closes, plan.before),
    ...incompatibleLine(hardening),
    ...(notKnown.length === 0
      ? []
      : [labelled('Not known', outsideText(notKnown.join('; '), 400))]),
  ];
}

/** What a plan would cut, each in a line. */
export function lockOutLines({ lockOuts }: Pick<Hardening, 'lockOuts'>): readonly Line[] {
  if (lockOuts.length === 0) {
    return [labelled('Would break', 'nothing that is known to be needed')];
  }
  const named = lockOuts.slice(0, LOCK_OUTS_SHOWN);
  const rest = lockOuts.length - named.length;
  return [
    ...named.map((each) =>
      labelled('Would break', `it ${outsideText(describeLockOut(each), 400)}`),
    ),
    ...(rest === 0 ? [] : [[{ text: `and ${rest} more that it would break` }]]),
  ];
}

/** Services and whom they were or are open to. */
function rowsLine(label: string, rows: readonly DirectedRow[], rules: GroupRules): readonly Line[] {
  if (rows.length === 0) return [];
  const said = DIRECTIONS.flatMap((direction) => {
    const own = rows.filter((row) => row.direction === direction);
    const described = { direction, rules: rules[direction], kind: 'directory' } as const;
    return describeExcess(own, described).map((line) => `${direction} ${excessText(line)}`);
  });
  const named = said.slice(0, ROWS_SHOWN);
  const rest = said.length - named.length;
  const more = rest === 0 ? '' : `; and ${rest} more`;
  return [labelled(label, outsideText(`${named.join('; ')}${more}`, 700))];
}

/** What the document says that does not work with the scenario, but for what it contradicts itself. */
function incompatibleLine({ choice }: Hardening): readonly Line[] {
  if (choice === null) return [];
  const what = PORT_TABLES[choice.name].incompatible
    .filter(({ contradictedBy }) => contradictedBy === null)
    .map((each) => DEPENDANT_TITLES[each.what]);
  return what.length === 0 ? [] : [labelled('Does not work with the scenario', what.join(', '))];
}

export function quotaLine({ plan }: Hardening): Line {
  return labelled('Against the quota', quotaLines(plan).join('; '));
}
