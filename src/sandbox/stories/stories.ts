import { BY_HAND_STORIES } from './by-hand.ts';
import { DIRECTORY_STORIES } from './directory.ts';
import { HARD_STORIES } from './hard-times.ts';
import { HARMLESS_STORIES } from './harmless.ts';
import { HOST_STORIES } from './hosts.ts';
import { OPENING_STORIES } from './open-doors.ts';
import { PREFIX_LIST_STORIES } from './prefix-lists.ts';
import type { Story } from './story.ts';

/** Everything that the page offers to do, in its order. */
export const STORIES: readonly Story[] = [
  ...OPENING_STORIES,
  ...PREFIX_LIST_STORIES,
  ...HOST_STORIES,
  ...DIRECTORY_STORIES,
  ...HARMLESS_STORIES,
  ...BY_HAND_STORIES,
  ...HARD_STORIES,
];
