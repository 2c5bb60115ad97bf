import { z } from 'zod';
import { type Route, toldReply } from '../route.ts';
import { tellAct } from '../tell-act.ts';
import { touchSchema, valuesSchema } from '../touch-schema.ts';

const schema = z.object({
  ...touchSchema.shape,
  userId: z.string(),
  viewId: z.string(),
  values: valuesSchema,
});

/** A button or menu of the open modal. */
export const viewClickAct: Route = {
  method: 'POST',
  path: '/act/click-in-view',
  answer: async ({ slack }, { body }) =>
    toldReply(tellAct(await slack.clickInView(schema.parse(body)))),
};
