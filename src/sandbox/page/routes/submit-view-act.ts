import { z } from 'zod';
import { type Route, toldReply } from '../route.ts';
import { tellAct } from '../tell-act.ts';
import { valuesSchema } from '../touch-schema.ts';

const schema = z.object({ userId: z.string(), viewId: z.string(), values: valuesSchema });

/** The submit button of the open modal. */
export const submitViewAct: Route = {
  method: 'POST',
  path: '/act/submit-view',
  answer: async ({ slack }, { body }) =>
    toldReply(tellAct(await slack.submitView(schema.parse(body)))),
};
