import type { HearNeeds } from '../hear/prepared.ts';
import type { EventHistory } from '../ports.ts';

/** What tasks need of the world: what hearing needs, and where they look. */
export interface TaskNeeds extends HearNeeds {
  readonly history: EventHistory;
}

/** How far a run of a task came: `more` asks to be run again at once. */
export type Progress = 'done' | 'more';
