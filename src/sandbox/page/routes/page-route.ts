import { STORIES } from '../../stories/stories.ts';
import { chosenPerson, chosenUser } from '../chosen.ts';
import { htmlReply, type Route } from '../route.ts';
import { renderPage } from '../view/render-page.ts';

/** The page itself. */
export const pageRoute: Route = {
  method: 'GET',
  path: '/',
  answer: (context, { query }) => {
    const user = chosenUser(context.slack.world, query.get('user'));
    const person = chosenPerson(context.cast, query.get('as'));
    return htmlReply(renderPage({ ...context, user, person, stories: STORIES }));
  },
};
