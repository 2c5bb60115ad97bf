import type { Policy } from '../../domain/policy/policy.ts';
import type {
  About,
  Admission,
  Clock,
  Directories,
  GroupListing,
  Hosts,
  Ids,
  Kept,
  KeptUnasked,
  Log,
  NetworkInterfaces,
  PrefixLists,
  SecurityGroups,
  Store,
} from '../ports.ts';

/** What hearing needs of the world. */
export interface HearNeeds {
  readonly store: Store;
  readonly groups: SecurityGroups;
  readonly lists: PrefixLists;
  readonly interfaces: NetworkInterfaces;
  readonly directories: Directories;
  readonly hosts: Hosts;
  readonly listing: GroupListing;
  readonly policy: Policy;
  /** Who Portcullis is to AWS: the ARN of its user, or of a session of its role, in each account. */
  readonly ownArns: readonly string[];
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** A record with all that had to be asked for it, ready to be judged by what is kept. `judge` is
 * synchronous and pure: it runs inside a transaction. It gives null where what is kept by now hides something
 * of which EC2 was not asked twice: never of what was prepared with care for `all`. */
export interface Prepared {
  readonly about: About;
  readonly judge: (kept: Kept) => Admission | null;
}

/** Of what EC2 is asked twice before a change passes for open already: of what is `hidden` by what is known
 * beforehand, or of `all`. */
export type Care = 'hidden' | 'all';

/** Nothing is kept: nothing of what is known is contested, and nothing later than it. */
export const NOTHING_KEPT: KeptUnasked = {
  open: [],
  unexplained: [],
  reverted: [],
  ofDirectories: [],
  directoryCalls: [],
  groups: new Map(),
  lists: new Map(),
  interfaces: new Map(),
};

/** About nothing that is kept. */
export const ABOUT_NOTHING: About = { groups: [], lists: [], interfaces: [] };

/** The record of a call of ours: it moves what is known, and asks for nothing but what `changes` say. */
export function admitOwnCall(
  learnt: Admission['learnt'],
  changes: Admission['changes'] = [],
): Admission {
  const outcome = { kind: 'ignored', reason: 'Portcullis made this call itself' } as const;
  return { ...outcomeAlone(outcome), changes, learnt };
}

/** An outcome and nothing else. */
export function outcomeAlone(outcome: Admission['outcome']): Admission {
  return { outcome, changes: [], notice: null, learnt: [] };
}
