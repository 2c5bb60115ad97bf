import { z } from 'zod';
import { playStory } from '../../stories/play-story.ts';
import { STORIES } from '../../stories/stories.ts';
import { chosenPerson } from '../chosen.ts';
import { type Route, refusalReply, toldReply } from '../route.ts';
import { sendCommand } from '../send-command.ts';

const schema = z.object({ story: z.string(), as: z.string(), userId: z.string() });

/** One of the things to do, as one of the AWS identities and one of the Slack users. */
export const storyAct: Route = {
  method: 'POST',
  path: '/act/story',
  answer: async (context, { body }) => {
    const { story: id, as, userId } = schema.parse(body);
    const story = STORIES.find((one) => one.id === id);
    if (story === undefined) return refusalReply(404, `there is no story ${id}`);
    const { credentials } = chosenPerson(context.cast, as);
    const command = (text: string) => sendCommand(context, { userId, text });
    return toldReply(await playStory(story, { ...context, credentials, command }));
  },
};
