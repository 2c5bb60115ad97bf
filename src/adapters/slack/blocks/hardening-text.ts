import type { RichTextBlock } from '@slack/types';
import {
  type PlanLine,
  planLines,
  planSummary,
  quotaLines,
} from '../../../domain/harden/describe-plan.ts';
import type { DirectedRow, GroupRules } from '../../../domain/harden/harden-plan.ts';
import { type Page, pageOf } from '../../../domain/harden/page-of.ts';
import type { Hardening } from '../../../domain/hardening/hardening.ts';
import { effectTexts, reopenSign } from '../../../domain/hardening/reopened.ts';
import { describeLockOuts, NO_TRUST_TODAY } from '../../../domain/lock-out/describe-lock-out.ts';
import { DEPENDANT_TITLES } from '../../../domain/scenario/dependants.ts';
import { NETWORK_ROLES } from '../../../domain/scenario/scenario-choice.ts';
import { PORT_TABLES } from '../../../domain/scenario/tables.ts';
import type { NetworkRole } from '../../../domain/scenario/wanted-rule.ts';
import { type Line, labelled, lines, outsideText, preformatted } from './text.ts';

/** Longest line of a plan, in characters: what is cut off is a description. */
const LINE_CHARS_MAX = 160;
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
  return rest > 0
    ? `${shown}\n… and ${rest} more: ${hiddenText(planLines(plan).slice(linesMax))}`
    : shown;
}

/** What the lines are that are not shown: `2 to add, 1 stays`. */
function hiddenText(hidden: readonly PlanLine[]): string {
  const parts = MARK_TEXTS.map(([mark, text]) => {
    const count = hidden.filter((line) => line.mark === mark).length;
    return count === 0 ? null : `${count} ${text}`;
  });
  return parts.filter((part) => part !== null).join(', ');
}

const MARK_TEXTS: readonly (readonly [PlanLine['mark'], string])[] = [
  ['-', 'to remove'],
  ['~', 'to narrow'],
  ['+', 'to add'],
  [' ', 'left as they are'],
];

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

export function summaryLine({ plan }: Hardening): Line {
  return labelled('Rules', planSummary(plan));
}

export function scenarioLine({ plan, undoOf, hasNoTrust }: Hardening): Line {
  const trust = hasNoTrust === true ? `: it is for a trust, and ${NO_TRUST_TODAY}` : '';
  return undoOf === null
    ? labelled('Scenario', `${plan.table?.title ?? 'none'}${trust}`)
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
    ...(hardening.undoOf === null ? rowsLine('Opened', plan.opens, plan.after) : []),
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
  const said = describeLockOuts(lockOuts);
  const named = said.slice(0, LOCK_OUTS_SHOWN);
  const rest = said.length - named.length;
  return [
    ...named.map((each) => labelled('Would break', `it ${outsideText(each, 400)}`)),
    ...(rest === 0 ? [] : [[{ text: `and ${rest} more that it would break` }]]),
  ];
}

/** Services and whom they were or are open to: as many as there is room for, and how many more. */
function rowsLine(label: string, rows: readonly DirectedRow[], rules: GroupRules): readonly Line[] {
  if (rows.length === 0) return [];
  const said = effectTexts(rows, rules).map(({ text }) => outsideText(text, EFFECT_CHARS_MAX));
  const named = thatFit(said, EFFECTS_CHARS_MAX);
  const rest = said.length - named.length;
  const more = rest === 0 ? '' : `; and ${rest} more, see the whole plan`;
  return [labelled(label, `${named.join('; ')}${more}`)];
}

/** Text of one line of what is opened or closed, and of all of one kind, in characters. */
const EFFECT_CHARS_MAX = 600;
const EFFECTS_CHARS_MAX = 1_200;

/** The first texts, as many as fit; at least one. */
function thatFit(texts: readonly string[], charsMax: number): readonly string[] {
  let chars = 0;
  return texts.filter((text, index) => {
    chars += text.length;
    return index === 0 || chars <= charsMax;
  });
}

/** What an undo opens again, and to whom: before anything else. Nothing of a hardening. */
export function reopenLines({ plan, undoOf }: Hardening): readonly Line[] {
  if (undoOf === null || plan.opens.length === 0) return [];
  return rowsLine(`${reopenSign(plan)} Opens again`, plan.opens, plan.after);
}

/** That policy does not approve all that a hardening leaves open, with the lines to copy; nothing where it does. */
export function beyondBlocks(hardening: Hardening): readonly RichTextBlock[] {
  const said = beyondLines(hardening);
  return said.length === 0 ? [] : [lines(said), ...policyLinesBlocks(hardening)];
}

/** What a hardening leaves open that policy does not approve, and what to do about it; for its undo the notice tells
 * it. Nothing where policy approves all. */
function beyondLines({ plan, undoOf, beyond }: Hardening): readonly Line[] {
  if (undoOf !== null || beyond === undefined || beyond === null) return [];
  const { guardName, rows } = beyond;
  const who =
    guardName === null
      ? 'No guard of the policy is meant for the group'
      : `Guard ${outsideText(guardName)} does not approve all of it`;
  return [
    ...rowsLine('⚠️ Not approved by the policy', rows, plan.after),
    [
      {
        text: `${who}: an audit will call this beyond, and whoever opens it again is a finding. If it is right, put these lines into portcullis.yml; what a guard says holds for every group that it selects.`,
      },
    ],
  ];
}

/** The lines for the policy file, to be copied; nothing where none are needed. */
function policyLinesBlocks({ undoOf, beyond }: Hardening): readonly RichTextBlock[] {
  if (undoOf !== null || beyond === undefined || beyond === null) return [];
  if (beyond.policyLines.length === 0) return [];
  const shown = beyond.policyLines.slice(0, POLICY_LINES_SHOWN);
  const rest = beyond.policyLines.length - shown.length;
  const more =
    rest === 0 ? [] : [`# and ${rest} more lines: name the networks in the policy first`];
  return [preformatted(outsideLines([...shown, ...more]))];
}

/** Lines for the policy that are shown: 50 typed entries of each network, and what stands around them, are more. */
const POLICY_LINES_SHOWN = 80;

function outsideLines(texts: readonly string[]): string {
  return texts.map((text) => outsideText(text, LINE_CHARS_MAX)).join('\n');
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
