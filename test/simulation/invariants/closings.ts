import { MINUTE_MS } from '../../../src/domain/instant.ts';
import type { Cloud } from '../world/cloud.ts';
import { Broken, isOf, type Watch } from './broken.ts';
import { isDoorOpen } from './oracle.ts';

/** How long before a door is told to be closed it may have been read so, in ms. */
const READ_BACK_MS = 2 * MINUTE_MS;

/** What is told to be closed was closed a moment before (invariant 6). */
export function watchClosings(cloud: Cloud): Watch {
  return {
    event: (happened) => {
      if (!isOf(happened, 'door.seenClosed')) return;
      const { before, event } = happened;
      const lately = cloud
        .scenesSince(event.at - READ_BACK_MS)
        .filter((scene) => scene.at <= event.at);
      if (lately.every((scene) => isDoorOpen(before, scene))) {
        throw new Broken(
          6,
          `${before.id} was told to be closed, and its door was open all the time`,
        );
      }
    },
  };
}
