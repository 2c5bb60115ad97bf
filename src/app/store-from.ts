import type { Origin } from '../domain/origin.ts';
import type { Store } from './ports.ts';

/** A store that tells of all that is changed through it that it came from there, unless it is told
 * otherwise. */
export function storeFrom<Any extends Store>(store: Any, origin: Origin): Any {
  return {
    ...store,
    change: (findingId, decide, now, from = origin) => store.change(findingId, decide, now, from),
    propose: (proposed, other, now, from = origin) => store.propose(proposed, other, now, from),
    changeHardening: (id, decide, now, from = origin) =>
      store.changeHardening(id, decide, now, from),
    observe: (groups, judge, cursorAfter, now, lists = [], from = origin) =>
      store.observe(groups, judge, cursorAfter, now, lists, from),
    learn: (about, judge, now, from = origin) => store.learn(about, judge, now, from),
    forgetGroup: (group, judge, now, from = origin) => store.forgetGroup(group, judge, now, from),
  } satisfies Store;
}
