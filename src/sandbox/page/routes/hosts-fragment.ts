import { htmlReply, type Route } from '../route.ts';
import { renderHosts } from '../view/render-hosts.ts';

/** The hosts and their interfaces as they are now. */
export const hostsFragment: Route = {
  method: 'GET',
  path: '/fragment/hosts',
  answer: ({ aws, scene }) =>
    htmlReply(renderHosts({ state: aws.world.state, baseline: scene.baseline })),
};
