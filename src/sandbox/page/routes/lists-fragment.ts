import { htmlReply, type Route } from '../route.ts';
import { renderLists } from '../view/render-lists.ts';

/** The prefix lists as they are now. */
export const listsFragment: Route = {
  method: 'GET',
  path: '/fragment/lists',
  answer: ({ aws, scene }) =>
    htmlReply(renderLists({ state: aws.world.state, baseline: scene.baseline })),
};
