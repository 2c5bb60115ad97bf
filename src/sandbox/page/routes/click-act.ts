import { z } from 'zod';
import { type Route, toldReply } from '../route.ts';
import { tellAct } from '../tell-act.ts';
import { touchSchema } from '../touch-schema.ts';

const schema = z.object({ ...touchSchema.shape, userId: z.string(), ts: z.string() });

/** A button or menu of a message in the channel. */
export const clickAct: Route = {
  method: 'POST',
  path: '/act/click',
  answer: async ({ slack, policy }, { body }) => {
    const { userId, ts, ...touch } = schema.parse(body);
    const channelId = policy.slack.channel;
    return toldReply(tellAct(await slack.click({ ...touch, userId, ts, channelId })));
  },
};
