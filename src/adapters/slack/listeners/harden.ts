import type { App, SlackViewAction, ViewSubmitAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { DirectoryAsked, HardenDesk, TypedChoice } from '../../../app/ports.ts';
import { MAY_HAVE_COUNTED } from '../blocks/answers.ts';
import { fieldErrors, hardenRefusedAnswer } from '../blocks/harden-answers.ts';
import { APPROVE_TITLE, FACTS, HARDEN_TITLE, hardenForm } from '../blocks/harden-modals.ts';
import { differencesText } from '../blocks/hardening-state.ts';
import { answerModal, waitingModal } from '../blocks/modals.ts';
import type { Line } from '../blocks/text.ts';
import { CALLBACK_IDS, HARDEN_INPUTS } from '../ids.ts';
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
  const errorsOf = (body: SlackViewAction) => fieldErrors(desk.checkHarden(typedIn(body)));
  answerWithView(app, CALLBACK_IDS.harden, { title: HARDEN_TITLE, errorsOf }, async (body) => {
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

  const approval = { title: APPROVE_TITLE, errorsOf: () => ({}) };
  answerWithView(app, CALLBACK_IDS.approveHardening, approval, async (body) => {
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
function typedIn({ view }: SlackViewAction): TypedChoice {
  const { values } = view.state;
  const at = (name: keyof typeof HARDEN_INPUTS) => {
    const { blockId, actionId } = HARDEN_INPUTS[name];
    return values[blockId]?.[actionId];
  };
  const facts = new Set(at('facts')?.selected_options?.map(({ value }) => value));
  return {
    table: at('table')?.selected_option?.value ?? '',
    networks: {
      onPremises: at('onPremises')?.value ?? '',
      clients: at('clients')?.value ?? '',
      certificateAuthority: at('certificateAuthority')?.value ?? '',
    },
    isLdapsUsed: facts.has(FACTS.ldaps),
    isTrustCreated: facts.has(FACTS.trustCreated),
  };
}

/** What a modal was given to remember; null for what nobody issued. */
function remembered<T>({ view }: SlackViewAction, schema: z.ZodType<T>): T | null {
  try {
    return schema.parse(JSON.parse(view.private_metadata));
  } catch {
    return null;
  }
}

function answerWithView(
  app: App,
  callbackId: string,
  {
    title,
    errorsOf,
  }: {
    readonly title: string;
    /** What is wrong in which input; asks nobody. */
    readonly errorsOf: (body: SlackViewAction) => Readonly<Record<string, string>>;
  },
  answer: (body: SlackViewAction) => Promise<ModalView>,
): void {
  app.view<ViewSubmitAction>(callbackId, async ({ ack, body, view, client }) => {
    const errors = errorsOf(body);
    if (Object.keys(errors).length > 0) {
      await ack({ response_action: 'errors', errors });
      return;
    }
    // Acknowledged before anything else, within Slack's three seconds; the answer takes its place.
    await ack({ response_action: 'update', view: waitingModal(title) });
    const answered = answer(body);
    const shown = await answered.catch(() => answerModal(title, [[{ text: MAY_HAVE_COUNTED }]]));
    await client.views.update({ view_id: view.id, view: shown });
    // What went wrong is for the log, once somebody has been told that it did.
    await answered;
  });
}
