import { BY_HAND_STORIES } from './by-hand.ts';
import { HARD_STORIES } from './hard-times.ts';
import { HARMLESS_STORIES } from './harmless.ts';
import { OPENING_STORIES } from './open-doors.ts';
import type { Story } from './story.ts';

/** Everything that the page offers to do, in its order. */
export const STORIES: readonly Story[] = [
  ...OPENING_STORIES,
  ...HARMLESS_STORIES,
  ...BY_HAND_STORIES,
  ...HARD_STORIES,
];
