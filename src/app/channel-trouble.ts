/** Whether Slack takes what Portcullis posts in its channel: one that is archived, deleted, or that the bot was
 * removed from, would leave everybody in the dark. In memory: after a start it is found out again. */
export interface ChannelTrouble {
  /** Why Slack refuses, as of the last post; null where it does not. */
  problem(): string | null;
  /** Notes that Slack refused a post. Whether people are still to be told of that post. */
  refused(postId: string, why: string): boolean;
  /** Notes that Slack took one. */
  taken(): void;
}

/** No trouble yet. */
export function channelTrouble(): ChannelTrouble {
  let why: string | null = null;
  const told = new Set<string>();
  return {
    problem: () => why,
    refused: (postId, now) => {
      why = now;
      const isNew = !told.has(postId);
      told.add(postId);
      return isNew;
    },
    taken: () => {
      why = null;
      told.clear();
    },
  };
}
