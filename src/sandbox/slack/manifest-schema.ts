import { z } from 'zod';

/** Source of the lengths: the Manifest types of @slack/web-api 8.2. */
const NAME_CHARS = 35;
const DESCRIPTION_CHARS = 140;
const LONG_DESCRIPTION_CHARS = 4_000;
const COMMAND_CHARS = 32;
const MAX_COMMANDS = 50;
const MAX_SCOPES = 255;
const MAX_EVENTS = 100;

const slashCommand = z.strictObject({
  command: z.string().startsWith('/').max(COMMAND_CHARS),
  description: z.string(),
  usage_hint: z.string().optional(),
  url: z.string().optional(),
  should_escape: z.boolean().default(false),
});

const features = z.strictObject({
  app_home: z
    .strictObject({
      home_tab_enabled: z.boolean().default(false),
      messages_tab_enabled: z.boolean().default(false),
      messages_tab_read_only_enabled: z.boolean().default(true),
    })
    .prefault({}),
  bot_user: z.strictObject({
    display_name: z.string().regex(/^[a-z0-9._-]+$/),
    always_online: z.boolean().default(false),
  }),
  slash_commands: z.array(slashCommand).max(MAX_COMMANDS).default([]),
});

const scopes = z.strictObject({
  bot: z.array(z.string()).max(MAX_SCOPES),
  user: z.array(z.string()).max(0).optional(),
});

const settings = z.strictObject({
  allowed_ip_address_ranges: z.array(z.string()).optional(),
  event_subscriptions: z
    .strictObject({
      request_url: z.string().optional(),
      bot_events: z.array(z.string()).max(MAX_EVENTS).default([]),
    })
    .prefault({}),
  interactivity: z.strictObject({
    is_enabled: z.boolean(),
    request_url: z.string().optional(),
  }),
  org_deploy_enabled: z.literal(false).default(false),
  socket_mode_enabled: z.literal(true),
  token_rotation_enabled: z.literal(false).default(false),
});

/**
 * The part of Slack's app manifest (major version 1) that the emulator understands. Every other key
 * fails, be it misspelt or merely unsupported: a setting without effect would be a lie.
 */
export const manifestSchema = z.strictObject({
  _metadata: z
    .strictObject({ major_version: z.literal(1), minor_version: z.number().int().optional() })
    .optional(),
  display_information: z.strictObject({
    name: z.string().min(1).max(NAME_CHARS),
    description: z.string().max(DESCRIPTION_CHARS).optional(),
    long_description: z.string().max(LONG_DESCRIPTION_CHARS).optional(),
    background_color: z.string().optional(),
  }),
  features,
  oauth_config: z.strictObject({ scopes }),
  settings,
});
