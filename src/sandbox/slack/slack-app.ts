import { z } from 'zod';
import { manifestSchema } from './manifest-schema.ts';

export interface SlashCommand {
  readonly command: string;
  /** Whether users, channels and links in the text arrive as `<@U…|name>`. */
  readonly shouldEscape: boolean;
}

/** What the manifest says of the installed app: what it may call, and what it is told. */
export interface SlackApp {
  readonly botScopes: readonly string[];
  readonly commands: readonly SlashCommand[];
  readonly botEvents: readonly string[];
  readonly isInteractive: boolean;
  readonly hasHomeTab: boolean;
  readonly hasMessagesTab: boolean;
}

/**
 * Reads a parsed `manifest.yml`.
 * @throws when a key is unknown, missing or not supported, naming each.
 */
export function readManifest(manifest: unknown): SlackApp {
  const parsed = manifestSchema.safeParse(manifest);
  if (!parsed.success) {
    throw new Error(`the app manifest is not usable:\n${z.prettifyError(parsed.error)}`);
  }
  const { features, oauth_config, settings } = parsed.data;
  return {
    botScopes: oauth_config.scopes.bot,
    commands: features.slash_commands.map(({ command, should_escape }) => ({
      command,
      shouldEscape: should_escape,
    })),
    botEvents: settings.event_subscriptions.bot_events,
    isInteractive: settings.interactivity.is_enabled,
    hasHomeTab: features.app_home.home_tab_enabled,
    hasMessagesTab: features.app_home.messages_tab_enabled,
  };
}
