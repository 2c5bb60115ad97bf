import type { App, RespondFn } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type {
  Desk,
  DirectoryAsked,
  ExemptionDesk,
  ExemptionsShown,
  HardenDesk,
} from '../../../app/ports.ts';
import { readAuditQuery } from '../../../domain/audit/audit-query.ts';
import { refusedAnswer, WENT_WRONG } from '../blocks/answers.ts';
import { whoBlocks } from '../blocks/approvers.ts';
import { auditBlocks, auditBusyBlocks, auditWhichBlocks } from '../blocks/audit.ts';
import { exemptionsBlocks } from '../blocks/exemptions.ts';
import { HARDEN_TITLE } from '../blocks/harden-modals.ts';
import { answerModal, waitingModal } from '../blocks/modals.ts';
import {
  findingsBlocks,
  helpBlocks,
  scopeBlocks,
  showBlocks,
  showWhichBlocks,
  statusBlocks,
} from '../blocks/overview.ts';
import { escaped, lines, outsideText } from '../blocks/text.ts';
import { COMMAND } from '../ids.ts';
import { permalink } from '../slack-channel.ts';
import { excuse } from './answer-in-modal.ts';
import { formOf } from './harden.ts';

/** `/portcullis status | findings | show f-… | who f-… | scope | exemptions | audit … | harden d-… [Region] | help`, answered to the one who
 * asked. */
export function register(app: App, desk: Desk & ExemptionDesk & HardenDesk): void {
  app.command(COMMAND, async ({ ack, command, client, respond }) => {
    await ack();
    const [word = 'help', argument = '', region = ''] = command.text.trim().split(/\s+/);
    if (word.toLowerCase() === 'harden') {
      const { trigger_id: triggerId, user_id: userId } = command;
      const where = region === '' ? {} : { region };
      const asked = { triggerId, userId, directoryId: argument, ...where };
      await openForm(asked, desk, { client, respond });
      return;
    }
    const asked = { word: word || 'help', argument, userId: command.user_id };
    const answered = answer(asked, desk, client);
    await say(respond, word, await answered.catch(() => [lines([[{ text: WENT_WRONG }]])]));
    // What went wrong is for the log, once somebody has been told that it did.
    await answered;
  });
}

/** The trigger lives for three seconds: the modal opens at once, and the form takes its place. */
async function openForm(
  { triggerId, ...asked }: DirectoryAsked & { readonly triggerId: string },
  desk: HardenDesk,
  { client, respond }: { readonly client: WebClient; readonly respond: RespondFn },
): Promise<void> {
  const opened = await client.views
    .open({ trigger_id: triggerId, view: waitingModal(HARDEN_TITLE) })
    .catch((error: unknown) => excuse(respond, error));
  const form = formOf(desk, asked);
  const shown = await form.catch(() => answerModal(HARDEN_TITLE, [[{ text: WENT_WRONG }]]));
  await client.views.update({ view_id: opened.view?.id ?? '', view: shown });
  // What went wrong is for the log, once somebody has been told that it did.
  await form;
}

async function answer(
  {
    word,
    argument,
    userId,
  }: { readonly word: string; readonly argument: string; readonly userId: string },
  desk: Desk & ExemptionDesk,
  client: WebClient,
): Promise<KnownBlock[]> {
  switch (word.toLowerCase()) {
    case 'status': {
      const found = await desk.status(userId);
      return found.kind === 'status' ? statusBlocks(found.status) : [lines([refusedAnswer(found)])];
    }
    case 'findings': {
      const found = await desk.findings(userId);
      if (found.kind !== 'findings') return [lines([refusedAnswer(found)])];
      return findingsBlocks(found.findings, found.openCount);
    }
    case 'scope': {
      const found = await desk.scope(userId);
      return found.kind === 'scope' ? scopeBlocks(found.scope) : [lines([refusedAnswer(found)])];
    }
    case 'show': {
      if (argument === '') return showWhichBlocks('show');
      const found = await desk.show(userId, argument);
      if (found.kind !== 'finding') return [lines([refusedAnswer(found)])];
      const link = found.at === null ? null : await permalink(client, found.at);
      return showBlocks(found.view, link);
    }
    case 'who': {
      if (argument === '') return showWhichBlocks('who');
      const found = await desk.who(userId, argument);
      return found.kind === 'who' ? whoBlocks(found.who) : [lines([refusedAnswer(found)])];
    }
    case 'exemptions': {
      const found = await desk.exemptions(userId);
      if (found.kind !== 'exemptions') return [lines([refusedAnswer(found)])];
      return exemptionsBlocks(found, await linksOf(found, client));
    }
    case 'audit': {
      const query = readAuditQuery(argument === '' ? 'account' : argument);
      if (query === null) return auditWhichBlocks(argument);
      const found = await desk.audit(userId, query);
      if (found.kind === 'busy') return auditBusyBlocks();
      return found.kind === 'audit' ? auditBlocks(found.report) : [lines([refusedAnswer(found)])];
    }
    case 'help':
      return helpBlocks();
    default:
      return [lines([[{ text: `There is no "${outsideText(word)}".` }]]), ...helpBlocks()];
  }
}

/** The links of the alerts, by finding, as far as Slack gives them. */
async function linksOf(
  { exempted }: ExemptionsShown,
  client: WebClient,
): Promise<ReadonlyMap<string, string>> {
  const links = await Promise.all(
    exempted.map(async ({ finding, at }) => {
      const link = at === null ? null : await permalink(client, at);
      return [finding.id, link] as const;
    }),
  );
  return new Map(links.flatMap(([id, link]) => (link === null ? [] : [[id, link] as const])));
}

async function say(respond: RespondFn, word: string, blocks: KnownBlock[]): Promise<void> {
  const text = escaped(`${COMMAND} ${outsideText(word)}`);
  await respond({ response_type: 'ephemeral', text, blocks });
}
