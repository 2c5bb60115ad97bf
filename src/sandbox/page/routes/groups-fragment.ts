import { htmlReply, type Route } from '../route.ts';
import { renderGroups } from '../view/render-groups.ts';

/** The security groups as they are now. */
export const groupsFragment: Route = {
  method: 'GET',
  path: '/fragment/groups',
  answer: ({ aws, scene, policy }) =>
    htmlReply(renderGroups({ state: aws.world.state, baseline: scene.baseline, policy })),
};
