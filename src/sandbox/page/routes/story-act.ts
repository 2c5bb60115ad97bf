import { z } from 'zod';
import { playStory } from '../../stories/play-story.ts';
import { STORIES } from '../../stories/stories.ts';
import { chosenPerson } from '../chosen.ts';
import { type Route, refusalReply, toldReply } from '../route.ts';

const schema = z.object({ story: z.string(), as: z.string() });

/** One of the things to do, as one of the AWS identities. */
export const storyAct: Route = {
  method: 'POST',
  path: '/act/story',
  answer: async (context, { body }) => {
    const { story: id, as } = schema.parse(body);
    const story = STORIES.find((one) => one.id === id);
    if (story === undefined) return refusalReply(404, `there is no story ${id}`);
    const { credentials } = chosenPerson(context.cast, as);
    return toldReply(await playStory(story, { ...context, credentials }));
  },
};
