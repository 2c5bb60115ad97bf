import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { FormProblem, HardenForm, TypedChoice } from '../../../app/ports.ts';
import type { Page } from '../../../domain/harden/page-of.ts';
import type { Hardening } from '../../../domain/hardening/hardening.ts';
import { PORT_TABLE_NAMES } from '../../../domain/scenario/port-table.ts';
import { NETWORK_ROLES, rolesOf } from '../../../domain/scenario/scenario-choice.ts';
import { PORT_TABLES } from '../../../domain/scenario/tables.ts';
import type { NetworkRole } from '../../../domain/scenario/wanted-rule.ts';
import { ACTION_IDS, CALLBACK_IDS, HARDEN_INPUTS } from '../ids.ts';
import { formProblemLine } from './harden-answers.ts';
import { callsPage } from './harden-calls.ts';
import {
  beyondBlocks,
  lockOutLines,
  planPage,
  ROLE_TITLES,
  reopenLines,
  summaryLine,
} from './hardening-text.ts';
import { answerModal } from './modals.ts';
import { type Line, labelled, lines, outsideText, preformatted, truncated } from './text.ts';

export const HARDEN_TITLE = 'Harden a directory';
export const APPROVE_TITLE = 'Approve plan';
export const PLAN_TITLE = 'The whole plan';

/** Longest text that is typed for one network, in characters: Slack takes no more in one input. */
const NETWORKS_CHARS_MAX = 3_000;
/** Lines of a plan on one page. */
export const PAGE_LINES = 30;

/** What the form remembers: which directory, and where. */
export interface HardenMemory {
  readonly region: string;
  readonly directoryId: string;
}

/** What the modal of an approval remembers. Ids only: everything else is looked up again. */
export interface HardeningMemory {
  readonly hardeningId: string;
  readonly planHash: string;
  readonly channelId: string;
  readonly messageTs: string;
}

/** The two facts that a form asks for besides networks. */
export const FACTS = { ldaps: 'ldaps', trustCreated: 'trustCreated' } as const;

/** The form of a hardening: as the policy has it, or as it was filled in, with what was wrong. */
export function hardenForm(
  form: HardenForm,
  filled: { readonly choice: TypedChoice; readonly problems: readonly FormProblem[] } | null,
): ModalView {
  const { directory, region, tables } = form;
  const choice = filled?.choice ?? initialChoice(form);
  const options = tables.map((name) => option(PORT_TABLES[name].title, name));
  const initial = options.find(({ value }) => value === choice.table) ?? options[0];
  const top: readonly Line[] = [
    labelled('Directory', `${outsideText(directory.name)} ${directory.directoryId} in ${region}`),
    ...(filled?.problems ?? []).map(formProblemLine),
  ];
  const memory: HardenMemory = { directoryId: directory.directoryId, region };
  return {
    ...answerModal(HARDEN_TITLE, top),
    blocks: [
      lines(top),
      {
        type: 'input',
        block_id: HARDEN_INPUTS.table.blockId,
        dispatch_action: true,
        label: { type: 'plain_text', text: 'Scenario' },
        element: {
          type: 'static_select',
          action_id: HARDEN_INPUTS.table.actionId,
          options,
          ...(initial === undefined ? {} : { initial_option: initial }),
        },
      },
      ...networkInputs(choice, form),
      ...factsInputs(choice),
    ],
    callback_id: CALLBACK_IDS.harden,
    private_metadata: JSON.stringify(memory),
    submit: { type: 'plain_text', text: 'Make the plan' },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

function initialChoice({ chosen, tables }: HardenForm): TypedChoice {
  if (chosen === null) {
    return { table: tables[0] ?? '', networks: {}, isLdapsUsed: true, isTrustCreated: false };
  }
  const { name, networks, isLdapsUsed, isTrustCreated } = chosen;
  const typed = NETWORK_ROLES.flatMap((role) => {
    const from = networks[role];
    return from === undefined ? [] : [[role, from.join(', ')] as const];
  });
  return { table: name, networks: Object.fromEntries(typed), isLdapsUsed, isTrustCreated };
}

/** The networks that the chosen scenario has rows for, and no others. What was typed while another one was chosen, or
 * is the policy's, stands in those that come. */
function networkInputs(choice: TypedChoice, form: HardenForm): readonly InputBlock[] {
  const name = form.tables.find((each) => each === choice.table) ?? form.tables[0];
  if (name === undefined) return [];
  const { needed, added } = rolesOf(PORT_TABLES[name]);
  const policys = initialChoice(form).networks;
  return NETWORK_ROLES.filter((role) => [...needed, ...added].includes(role)).map((role) => {
    const text = choice.networks[role] ?? policys[role] ?? '';
    return networkInput(role, text, { isOptional: !needed.includes(role), form });
  });
}

function networkInput(
  role: NetworkRole,
  text: string,
  { isOptional, form }: { readonly isOptional: boolean; readonly form: HardenForm },
): InputBlock {
  const { blockId, actionId } = HARDEN_INPUTS[role];
  const { networkNames } = form;
  const shown = truncated(text.toWellFormed(), NETWORKS_CHARS_MAX);
  const names =
    networkNames.length === 0 ? '' : ` Networks of the policy: ${networkNames.join(', ')}.`;
  return {
    type: 'input',
    block_id: blockId,
    optional: isOptional,
    label: { type: 'plain_text', text: ROLE_TITLES[role] },
    hint: { type: 'plain_text', text: truncated(`${HINTS[role]}${names}`, 1_000) },
    element: {
      type: 'plain_text_input',
      action_id: actionId,
      max_length: NETWORKS_CHARS_MAX,
      ...(shown === '' ? {} : { initial_value: shown }),
    },
  };
}

const HINTS = {
  onPremises:
    'CIDR blocks, pl-…, sg-… or vpc-… of the networks on the other side of the trust or connector.',
  clients: 'CIDR blocks, pl-…, sg-… or vpc-… of the clients and servers that use the directory.',
  certificateAuthority: 'Only where an Enterprise CA is used: where it is.',
} as const satisfies Record<NetworkRole, string>;

/** The facts on which rows of the chosen scenario depend. */
function factsInputs({ table, isLdapsUsed, isTrustCreated }: TypedChoice): readonly InputBlock[] {
  const name = PORT_TABLE_NAMES.find((each) => each === table);
  const kinds = name === undefined ? [] : PORT_TABLES[name].notes.map(({ kind }) => kind);
  const facts = [
    { isAsked: kinds.includes('forLdapsOnly'), isSo: isLdapsUsed, option: LDAPS },
    { isAsked: kinds.includes('forTrustCreation'), isSo: isTrustCreated, option: TRUSTS_MADE },
  ].filter(({ isAsked }) => isAsked);
  if (facts.length === 0) return [];
  const chosen = facts.filter(({ isSo }) => isSo);
  const { blockId, actionId } = HARDEN_INPUTS.facts;
  return [
    {
      type: 'input',
      block_id: blockId,
      optional: true,
      label: { type: 'plain_text', text: 'About the directory' },
      element: {
        type: 'checkboxes',
        action_id: actionId,
        options: facts.map((fact) => fact.option),
        ...(chosen.length === 0 ? {} : { initial_options: chosen.map((fact) => fact.option) }),
      },
    },
  ];
}

function option(text: string, value: string): PlainTextOption {
  return { text: { type: 'plain_text', text }, value };
}

const LDAPS = option('LDAP over SSL is used (636 stays open)', FACTS.ldaps);
const TRUSTS_MADE = option(
  'Every trust is made (445 from on-premises is closed)',
  FACTS.trustCreated,
);

/** The exact calls in their order, before they are approved, a page of them at a time. */
export function approveModal(hardening: Hardening, memory: HardeningMemory, page = 1): ModalView {
  const calls = callsPage(hardening.plan, page);
  const { plan, quorum, votes } = hardening;
  const missing = quorum - votes.length;
  const people = missing === 1 ? 'begins at once' : `begins when ${missing - 1} more approved`;
  return {
    ...answerModal(APPROVE_TITLE, []),
    blocks: [
      lines([
        ...reopenLines(hardening),
        labelled('Group', `${outsideText(hardening.groupName)} ${plan.groupId}`),
        summaryLine(hardening),
        ...lockOutLines(hardening),
      ]),
      ...beyondBlocks(hardening),
      lines([[{ text: callsIntro(calls) }]]),
      preformatted(calls.items.join('\n')),
      ...pageButtons(hardening, calls, { back: ACTION_IDS.callsBack, on: ACTION_IDS.callsOn }),
      lines([
        [
          {
            text:
              'The group is read again before the first step and after each: at the first surprise ' +
              'nothing more is done. Connections that are established already may live on.',
          },
        ],
        labelled('With your approval', `it ${people}`),
        labelled('Plan', plan.hash.slice(0, 12)),
      ]),
    ],
    callback_id: CALLBACK_IDS.approveHardening,
    private_metadata: JSON.stringify(memory),
    submit: { type: 'plain_text', text: 'Approve' },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

function callsIntro({ page, pages }: Page<string>): string {
  const where = pages === 1 ? '' : ` (page ${page} of ${pages}: go through them all)`;
  return `What Portcullis calls in EC2, in this order, and nothing else${where}:`;
}

/** One page of the whole plan. */
export function planModal(hardening: Hardening, page: number): ModalView {
  const shown = planPage(hardening, page, PAGE_LINES);
  const blocks: KnownBlock[] = [
    lines([summaryLine(hardening), labelled('Page', `${shown.page} of ${shown.pages}`)]),
    preformatted(shown.items.join('\n')),
  ];
  const buttons = { back: ACTION_IDS.pageBack, on: ACTION_IDS.pageOn };
  blocks.push(...pageButtons(hardening, shown, buttons));
  return { ...answerModal(PLAN_TITLE, []), blocks };
}

function pageButtons(
  hardening: Hardening,
  { page, pages }: Page<string>,
  { back, on }: { readonly back: string; readonly on: string },
): readonly KnownBlock[] {
  const elements = [
    ...(page > 1 ? [pageButton(hardening, page - 1, back, 'Back')] : []),
    ...(page < pages ? [pageButton(hardening, page + 1, on, 'Next page')] : []),
  ];
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

function pageButton({ id }: Hardening, page: number, actionId: string, text: string) {
  return {
    type: 'button',
    action_id: actionId,
    text: { type: 'plain_text', text },
    value: `${id} ${page}`,
  } as const;
}
