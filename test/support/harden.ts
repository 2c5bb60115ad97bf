import { ACTION_IDS, HARDEN_INPUTS } from '../../src/adapters/slack/ids.ts';
import { SEED_CHANNELS, SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import type { SlackMessage } from '../../src/sandbox/slack/world.ts';
import { answeredView, liveAlert, press, textOfView } from './acts.ts';
import type { Stack } from './stack.ts';

const CAROL = SEED_USERS.carol.id;
/** For a form to be shown anew, on a machine that other tests share. */
const DEADLINE_MS = 20_000;

/** Asks for a directory to be hardened to the native scenario with trust, as Carol; gives the message of
 * the plan. */
export async function proposeHarden(
  stack: Stack,
  directoryId: string,
  clients = '10.0.0.0/16',
): Promise<SlackMessage> {
  const { slack } = stack;
  const text = `harden ${directoryId}`;
  const channelId = SEED_CHANNELS.alerts.id;
  await slack.command({ userId: CAROL, channelId, command: '/portcullis', text });
  const asked = await answeredView(slack, CAROL);
  const { table, onPremises, clients: inClients } = HARDEN_INPUTS;
  const option = 'nativeWorkloadsWithTrust';
  await slack.clickInView({ ...table, userId: CAROL, viewId: asked.id, option });
  const view = await slack.waitFor(({ openViews }) => {
    const shown = openViews.get(CAROL)?.at(-1);
    return shown !== undefined && textOfView(shown).includes('On-premises') ? shown : undefined;
  }, DEADLINE_MS);
  const values = {
    [table.blockId]: { [table.actionId]: 'nativeWorkloadsWithTrust' },
    [onPremises.blockId]: { [onPremises.actionId]: '192.168.0.0/16' },
    [inClients.blockId]: { [inClients.actionId]: clients },
  };
  await slack.submitView({ userId: CAROL, viewId: view.id, values });
  const answer = await answeredView(slack, CAROL);
  if (!textOfView(answer).includes('is in the channel')) throw new Error(textOfView(answer));
  await slack.closeView({ userId: CAROL, viewId: answer.id });
  return liveAlert(stack, '📋');
}

/** Approves a plan, as Carol; gives what the modal said before. */
export async function approvePlan(stack: Stack, message: SlackMessage): Promise<string> {
  const actionId = ACTION_IDS.reviewHardening;
  const view = await press(stack, message, { userId: CAROL, actionId });
  await stack.slack.submitView({ userId: CAROL, viewId: view.id, values: {} });
  const answer = await answeredView(stack.slack, CAROL);
  await stack.slack.closeView({ userId: CAROL, viewId: answer.id });
  return textOfView(view);
}

/** Asks for a hardening to be undone, as Carol; gives the message of that plan. */
export async function proposeUndo(stack: Stack, message: SlackMessage): Promise<SlackMessage> {
  const actionId = ACTION_IDS.undoHardening;
  const view = await press(stack, message, { userId: CAROL, actionId });
  await stack.slack.closeView({ userId: CAROL, viewId: view.id });
  return liveAlert(stack, '📋 Plan to undo');
}
