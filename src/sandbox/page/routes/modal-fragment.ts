import { chosenUser } from '../chosen.ts';
import { htmlReply, type Route } from '../route.ts';
import { renderTopModal } from '../view/render-top-modal.ts';

/** The modal that the chosen user has on top, if any. */
export const modalFragment: Route = {
  method: 'GET',
  path: '/fragment/modal',
  answer: ({ slack }, { query }) => {
    const { id } = chosenUser(slack.world, query.get('user'));
    return htmlReply(renderTopModal(slack.world, id));
  },
};
