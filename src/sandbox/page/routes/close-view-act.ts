import { z } from 'zod';
import { type Route, toldReply } from '../route.ts';
import { tellAct } from '../tell-act.ts';

const schema = z.object({ userId: z.string(), viewId: z.string() });

/** The close button of the open modal, or Escape. */
export const closeViewAct: Route = {
  method: 'POST',
  path: '/act/close-view',
  answer: async ({ slack }, { body }) =>
    toldReply(tellAct(await slack.closeView(schema.parse(body)))),
};
