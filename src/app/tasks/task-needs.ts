import type { Policy } from '../../domain/policy/policy.ts';
import type {
  Clock,
  EventHistory,
  GroupListing,
  Ids,
  Log,
  NetworkInterfaces,
  PrefixLists,
  SecurityGroups,
  Store,
} from '../ports.ts';

/** What tasks need of the world. */
export interface TaskNeeds {
  readonly store: Store;
  readonly groups: SecurityGroups;
  readonly lists: PrefixLists;
  readonly interfaces: NetworkInterfaces;
  readonly history: EventHistory;
  readonly listing: GroupListing;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** How far a run of a task came: `more` asks to be run again at once. */
export type Progress = 'done' | 'more';
