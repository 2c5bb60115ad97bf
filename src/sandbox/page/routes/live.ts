import { watchForChanges } from '../live-events.ts';
import type { Route } from '../route.ts';

/** Tells the page when to look again. */
export const live: Route = {
  method: 'GET',
  path: '/live',
  answer: (context) => ({
    kind: 'stream',
    open: (send) => {
      // Whatever changed while nobody listened.
      send('changed');
      return watchForChanges(context, () => send('changed'));
    },
  }),
};
