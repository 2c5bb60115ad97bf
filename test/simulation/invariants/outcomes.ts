import type { OpenStore } from '../../../src/adapters/store/open-store.ts';
import { HOME_ACCOUNT } from '../../support/findings.ts';
import { Broken, type Watch } from './broken.ts';

/** Every record that was heard has its outcome, and what its outcome says is there; what was begun has ended
 * (invariant 1). */
export function watchOutcomes(store: OpenStore, takeHeard: () => readonly string[]): Watch {
  return {
    quiet: async (findings) => {
      const known = new Set(findings.map(({ id }) => id));
      for (const eventId of takeHeard()) {
        const outcome = await store.outcome({ accountId: HOME_ACCOUNT, eventId });
        if (outcome === null) throw new Broken(1, `${eventId} was heard and has no outcome`);
        if (outcome.kind === 'finding' && !known.has(outcome.findingId)) {
          throw new Broken(1, `${eventId} tells of ${outcome.findingId}, which is not there`);
        }
      }
      const under = findings.find(({ state }) => state.kind === 'executing');
      if (under !== undefined) throw new Broken(1, `${under.id} is executed and never ends`);
    },
  };
}
