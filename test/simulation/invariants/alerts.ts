import type { OpenStore } from '../../../src/adapters/store/open-store.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import type { Message, SimulatedSlack } from '../world/slack.ts';
import { Broken, type Watch } from './broken.ts';

/** A finding has one live alert, which shows the latest of it; copies come of lost answers alone
 * (invariant 2). */
export function watchAlerts(slack: SimulatedSlack, store: OpenStore): Watch {
  /** The version of each finding that was seen to be shown. */
  const shown = new Map<string, number>();
  let posted = 0;

  function holdCopies(): void {
    if (slack.posted() === posted) return;
    posted = slack.posted();
    const copies = new Map<string, number>();
    for (const { subjectId, isUnheard } of slack.messages) {
      if (!isUnheard) copies.set(subjectId, (copies.get(subjectId) ?? 0) + 1);
    }
    for (const [subjectId, count] of copies) {
      if (count > 1) throw new Broken(2, `${subjectId} stands ${count} times in the channel`);
    }
  }
  async function holdShown({ id, version }: Finding): Promise<void> {
    if (shown.get(id) === version) return;
    const post = await store.post(id);
    const isAt = ({ address }: Message): boolean => address.messageTs === post?.address?.messageTs;
    // That a moderator deleted it is noticed when it is to be changed.
    const live = [...slack.messages, ...slack.deleted].findLast(isAt);
    if (live === undefined) throw new Broken(2, `${id} has no live alert`);
    if (live.version < version) {
      throw new Broken(2, `The alert of ${id} shows version ${live.version} of ${version}`);
    }
    shown.set(id, version);
  }

  return {
    step: holdCopies,
    quiet: async (findings) => {
      for (const finding of findings) await holdShown(finding);
    },
  };
}
