import type {
  AckFn,
  AllMiddlewareArgs,
  AnyMiddlewareArgs,
  Middleware,
  RespondFn,
} from '@slack/bolt';
import type { Log } from '../../app/ports.ts';
import type { HomeTeam } from '../../domain/people/authorise.ts';

const REFUSAL =
  'Only members of the workspace that Portcullis serves may do this. Nothing was done.';

/** Lets nothing through that is not of our workspace and our app: with a single bot token Bolt
 * itself does not look. People of other workspaces, in a shared channel, are answered; what another
 * app sent is dropped. */
export function onlyAtHome(
  home: HomeTeam,
  { appId, log }: { readonly appId: string | null; readonly log: Log },
): Middleware<AnyMiddlewareArgs> {
  return async (args: AnyMiddlewareArgs & AllMiddlewareArgs) => {
    const sent = originOf(args.body);
    const isOurApp = appId === null || sent.appId === null || sent.appId === appId;
    if (isOurApp && isOurs(sent, home)) return args.next();
    log.warn({ sent }, 'something from another workspace or app was refused');
    if (isOurApp) await refuse(args);
    return undefined;
  };
}

function isOurs(sent: Origin, home: HomeTeam): boolean {
  if (sent.teamId === home.teamId) return true;
  return home.enterpriseId !== null && sent.enterpriseId === home.enterpriseId;
}

/** Acknowledges, and answers where the payload has an address for it: a submitted modal has none. */
async function refuse(args: AnyMiddlewareArgs): Promise<void> {
  const { ack, respond } = args as { ack?: AckFn<void>; respond?: RespondFn }; // By kind of payload.
  await ack?.();
  const answer = { text: REFUSAL, response_type: 'ephemeral', replace_original: false } as const;
  await respond?.(answer);
}

interface Origin {
  readonly teamId: string | null;
  readonly enterpriseId: string | null;
  readonly appId: string | null;
}

/** Interactions nest team and enterprise; commands name them flat. */
function originOf(body: object): Origin {
  const teamId = idIn(body, 'team') ?? textIn(body, 'team_id');
  const enterpriseId = idIn(body, 'enterprise') ?? textIn(body, 'enterprise_id');
  return { teamId, enterpriseId, appId: textIn(body, 'api_app_id') };
}

function idIn(body: object, key: string): string | null {
  const value: unknown = Reflect.get(body, key);
  return typeof value === 'object' && value !== null ? textIn(value, 'id') : null;
}

function textIn(body: object, key: string): string | null {
  const value: unknown = Reflect.get(body, key);
  return typeof value === 'string' ? value : null;
}
