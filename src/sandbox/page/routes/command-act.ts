import { z } from 'zod';
import { type Route, toldReply } from '../route.ts';
import { sendCommand } from '../send-command.ts';

const schema = z.object({ userId: z.string(), text: z.string() });

/** What is typed below the channel: slash commands. */
export const commandAct: Route = {
  method: 'POST',
  path: '/act/command',
  answer: async (context, { body }) => toldReply(await sendCommand(context, schema.parse(body))),
};
