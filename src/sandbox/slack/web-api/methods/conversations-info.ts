import { SlackApiError } from '../../slack-api-error.ts';
import type { SlackChannel } from '../../world.ts';
import { textArg } from '../args.ts';
import { visibleChannel } from '../lookups.ts';
import type { Method } from '../method.ts';

const SCOPE_OF_KIND: Readonly<Record<SlackChannel['kind'], string>> = {
  public: 'channels:read',
  private: 'groups:read',
  im: 'im:read',
};

export const conversationsInfo: Method = {
  name: 'conversations.info',
  token: 'bot',
  scopes: Object.values(SCOPE_OF_KIND),
  args: ['channel', 'include_num_members'],
  run: ({ app, workspace }, args) => {
    const channel = visibleChannel(workspace, textArg(args, 'channel'));
    const needed = SCOPE_OF_KIND[channel.kind];
    if (!app.botScopes.includes(needed)) {
      throw new SlackApiError('missing_scope', { needed, provided: app.botScopes.join(',') });
    }
    return {
      channel: {
        id: channel.id,
        name: channel.name,
        is_channel: channel.kind === 'public',
        is_group: channel.kind === 'private',
        is_im: channel.kind === 'im',
        is_private: channel.kind !== 'public',
        is_archived: channel.isArchived,
        is_ext_shared: channel.isExtShared,
        is_pending_ext_shared: false,
        is_member: channel.memberIds.includes(workspace.botUserId),
        num_members: channel.memberIds.length,
      },
    };
  },
};
