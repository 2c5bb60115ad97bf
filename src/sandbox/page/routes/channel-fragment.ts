import { chosenUser } from '../chosen.ts';
import { htmlReply, type Route } from '../route.ts';
import { renderChannel } from '../view/render-channel.ts';

/** The channel as the chosen user sees it. */
export const channelFragment: Route = {
  method: 'GET',
  path: '/fragment/channel',
  answer: ({ slack, policy }, { query }) => {
    const { world } = slack;
    const { id: userId } = chosenUser(world, query.get('user'));
    return htmlReply(renderChannel(world, { channelId: policy.slack.channel, userId }));
  },
};
