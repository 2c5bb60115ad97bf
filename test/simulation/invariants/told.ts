import type { Finding } from '../../../src/domain/finding/finding.ts';
import type { Cloud } from '../world/cloud.ts';
import { GROUP_IDS, type Scene } from '../world/scene.ts';
import { Broken, type Watch } from './broken.ts';
import { isDoorOpen, openIn, toldOf } from './oracle.ts';

/** What is open beyond what is approved is told, and what is told to be open is: detection fails loud
 * (invariant 8). */
export function watchTold(cloud: Cloud): Watch {
  return {
    quiet: (findings) => {
      const scene = cloud.scene();
      const told = findings.filter(isToldOpen);
      for (const groupId of GROUP_IDS) holdTold(told, groupId, scene);
      for (const finding of told) {
        if (!isDoorOpen(finding, scene)) {
          throw new Broken(8, `${finding.id} is told to be open, and its door is shut`);
        }
      }
    },
  };
}

function isToldOpen({ state }: Finding): boolean {
  if (state.kind === 'exempted') return state.shut === null;
  return state.kind !== 'closed';
}

function holdTold(
  told: readonly Finding[],
  groupId: (typeof GROUP_IDS)[number],
  scene: Scene,
): void {
  const points = new Set(told.flatMap((finding) => [...toldOf(finding, groupId, scene)]));
  const untold = openIn(scene, groupId).difference(points);
  if (untold.size > 0) {
    throw new Broken(8, `Nobody tells of ${[...untold].join(', ')} in ${groupId}`);
  }
}
