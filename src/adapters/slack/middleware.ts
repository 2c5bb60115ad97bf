import type { AllMiddlewareArgs, AnyMiddlewareArgs, Middleware } from '@slack/bolt';
import type { Log } from '../../app/ports.ts';
import type { HomeTeam } from '../../domain/people/authorise.ts';

/** Lets nothing through that is not of our workspace and our app: with a single bot token Bolt
 * itself does not look. What is stopped here gets no answer, since an answer would go to strangers. */
export function onlyAtHome(
  home: HomeTeam,
  { appId, log }: { readonly appId: string | null; readonly log: Log },
): Middleware<AnyMiddlewareArgs> {
  return async ({ body, next }: AnyMiddlewareArgs & AllMiddlewareArgs) => {
    const sent = originOf(body);
    const isOurTeam = sent.teamId === home.teamId;
    const isOurEnterprise = home.enterpriseId !== null && sent.enterpriseId === home.enterpriseId;
    const isOurApp = appId === null || sent.appId === null || sent.appId === appId;
    if ((isOurTeam || isOurEnterprise) && isOurApp) return next();
    log.warn({ sent }, 'something from another workspace or app was dropped');
    return undefined;
  };
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
