import { z } from 'zod';
import { type Route, toldReply } from '../route.ts';
import { tellAct } from '../tell-act.ts';

const schema = z.object({ userId: z.string(), text: z.string() });
const COMMAND = /^(?<command>\/\S+)(?:\s+(?<text>.*))?$/s;

/** What is typed below the channel: slash commands. */
export const commandAct: Route = {
  method: 'POST',
  path: '/act/command',
  answer: async ({ slack, policy }, { body }) => {
    const { userId, text: typed } = schema.parse(body);
    const groups = COMMAND.exec(typed.trim())?.groups;
    if (groups === undefined) {
      return toldReply('Only commands are sent here, for example /portcullis help');
    }
    const { command = '', text = '' } = groups;
    const channelId = policy.slack.channel;
    return toldReply(tellAct(await slack.command({ userId, channelId, command, text })));
  },
};
