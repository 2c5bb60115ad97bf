import { type Route, toldReply } from '../route.ts';

/** Starts the product again after it crashed. Why it could not start shows where its state does. */
export const startProductAct: Route = {
  method: 'POST',
  path: '/act/start-product',
  answer: async ({ product }) => {
    const failure = await product.start().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    return toldReply(failure);
  },
};
