import type { App, BlockAction, SlackViewAction, StaticSelectAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { DirectoryAsked, HardenDesk, TypedChoice } from '../../../app/ports.ts';
import { NETWORK_ROLES } from '../../../domain/scenario/scenario-choice.ts';
import { fieldErrors, hardenRefusedAnswer } from '../blocks/harden-answers.ts';
import { APPROVE_TITLE, FACTS, HARDEN_TITLE, hardenForm } from '../blocks/harden-modals.ts';
import { differencesText } from '../blocks/hardening-state.ts';
import { answerModal } from '../blocks/modals.ts';
import type { Line } from '../blocks/text.ts';
import { CALLBACK_IDS, HARDEN_INPUTS } from '../ids.ts';
import { answerWithView } from './answer-form.ts';
import { approvalMemory } from './approval-memory.ts';

const formSchema = z.object({ directoryId: z.string(), region: z.string() });

const NOTHING_REMEMBERED = { directoryId: '', region: '' };

/** The form of `/portcullis harden d-… [Region]`, for the one who asked. */
export async function formOf(desk: HardenDesk, asked: DirectoryAsked): Promise<ModalView> {
  const answer = await desk.reviewHarden(asked);
  return answer.kind === 'form'
    ? hardenForm(answer.form, null)
    : answerModal(HARDEN_TITLE, hardenRefusedAnswer(answer));
}

/** The submitted modals: the form of a hardening, and the approval of one. */
export function register(app: App, desk: HardenDesk): void {
  const errorsOf = (body: SlackViewAction) =>
    shownIn(body, fieldErrors(desk.checkHarden(typedIn(body))));
  registerScenario(app, desk);
  const form = { callbackId: CALLBACK_IDS.harden, title: HARDEN_TITLE, errorsOf };
  answerWithView(app, form, async (body) => {
    const { directoryId, region } = remembered(body, formSchema) ?? NOTHING_REMEMBERED;
    const choice = typedIn(body);
    const asked = { userId: body.user.id, directoryId, region };
    const answer = await desk.proposeHarden({ ...asked, choice });
    switch (answer.kind) {
      case 'proposed': {
        const text = `The plan, ${answer.hardening.id}, is in the channel: nothing is changed until it is approved there.`;
        return answerModal(HARDEN_TITLE, [[{ text }]]);
      }
      case 'badForm': {
        const again = await desk.reviewHarden(asked);
        if (again.kind === 'form') {
          return hardenForm(again.form, { choice, problems: answer.problems });
        }
        return answerModal(HARDEN_TITLE, hardenRefusedAnswer(again));
      }
      default:
        return answerModal(HARDEN_TITLE, hardenRefusedAnswer(answer));
    }
  });

  const approval = { callbackId: CALLBACK_IDS.approveHardening, title: APPROVE_TITLE };
  answerWithView(app, approval, async (body) => {
    const { private_metadata: memory } = body.view;
    const { hardeningId, planHash, channelId, messageTs } = approvalMemory(memory);
    const address = { channelId, messageTs };
    const answer = await desk.approveHardening({
      userId: body.user.id,
      hardeningId,
      planHash,
      address,
    });
    return answerModal(APPROVE_TITLE, approvalLines(answer));
  });
}

/** Another scenario asks for other networks: the form is shown anew for it, with what was filled in. */
function registerScenario(app: App, desk: HardenDesk): void {
  const { actionId } = HARDEN_INPUTS.table;
  app.action<BlockAction<StaticSelectAction>>(actionId, async ({ ack, body, client }) => {
    await ack();
    if (body.view === undefined) return;
    const shown = { ...body, view: body.view };
    const { directoryId, region } = remembered(shown, formSchema) ?? NOTHING_REMEMBERED;
    const answer = await desk.reviewHarden({ userId: body.user.id, directoryId, region });
    const view =
      answer.kind === 'form'
        ? hardenForm(answer.form, { choice: typedIn(shown), problems: [] })
        : answerModal(HARDEN_TITLE, hardenRefusedAnswer(answer));
    await client.views.update({ view_id: body.view.id, view });
  });
}

/** Slack shows an error beside an input that is there. What is wrong with any other is told once the form is
 * shown anew. */
function shownIn(
  { view }: Pick<SlackViewAction, 'view'>,
  errors: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const there = new Set(view.blocks.map(({ block_id: id }) => id));
  return Object.fromEntries(Object.entries(errors).filter(([id]) => there.has(id)));
}

function approvalLines(
  answer: Awaited<ReturnType<HardenDesk['approveHardening']>>,
): readonly Line[] {
  switch (answer.kind) {
    case 'approved':
      return [
        [
          {
            text:
              answer.missing === 0
                ? 'Approved: the steps begin. The message tells how it goes.'
                : `Approved. ${answer.missing} more to go, of other people.`,
          },
        ],
      ];
    case 'madeAnew':
      return [
        [
          {
            text: `The group is not as planned for any more (${differencesText(answer.what)}), so nothing was approved.`,
          },
        ],
        [{ text: `The plan was made anew: ${answer.hardening.id}, in the channel.` }],
      ];
    default:
      return hardenRefusedAnswer(answer);
  }
}

/** What people typed and chose. */
function typedIn({ view }: Pick<SlackViewAction, 'view'>): TypedChoice {
  const { values } = view.state;
  const at = (name: keyof typeof HARDEN_INPUTS) => {
    const { blockId, actionId } = HARDEN_INPUTS[name];
    return values[blockId]?.[actionId];
  };
  const facts = at('facts')?.selected_options?.map(({ value }) => value);
  return {
    table: at('table')?.selected_option?.value ?? '',
    networks: typedNetworks(values),
    // What is not asked for is as it is unless somebody says otherwise.
    isLdapsUsed: facts === undefined || !isAsked(view, FACTS.ldaps) || facts.includes(FACTS.ldaps),
    isTrustCreated: facts?.includes(FACTS.trustCreated) ?? false,
  };
}

function typedNetworks(
  values: SlackViewAction['view']['state']['values'],
): TypedChoice['networks'] {
  const typed = NETWORK_ROLES.flatMap((role) => {
    const { blockId, actionId } = HARDEN_INPUTS[role];
    const input = values[blockId]?.[actionId];
    return input === undefined ? [] : [[role, input.value ?? ''] as const];
  });
  return Object.fromEntries(typed);
}

/** Whether the form that is shown asks for a fact. */
function isAsked({ blocks }: SlackViewAction['view'], fact: string): boolean {
  const block = blocks.find(({ block_id: id }) => id === HARDEN_INPUTS.facts.blockId);
  return JSON.stringify(block ?? '').includes(JSON.stringify(fact));
}

/** What a modal was given to remember; null for what nobody issued. */
function remembered<T>({ view }: Pick<SlackViewAction, 'view'>, schema: z.ZodType<T>): T | null {
  try {
    return schema.parse(JSON.parse(view.private_metadata));
  } catch {
    return null;
  }
}
