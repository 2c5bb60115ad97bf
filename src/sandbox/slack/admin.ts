import type { SlackAdmin } from './slack-emulator.ts';
import type { Workspace } from './workspace.ts';

/** The administrator's hand on a workspace. */
export function createAdmin(workspace: Workspace): SlackAdmin {
  return {
    setUser: (user) => workspace.setUser(user),
    setUserGroup: (group) => workspace.setUserGroup(group),
    setChannel: (channel) => workspace.setChannel(channel),
    say: (message) => {
      const ts = workspace.nextTs();
      workspace.addMessage({
        ...message,
        ts,
        threadTs: undefined,
        blocks: [],
        metadata: undefined,
        editedTs: undefined,
      });
      return ts;
    },
  };
}
