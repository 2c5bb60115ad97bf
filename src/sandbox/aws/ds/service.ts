import { cloudTrailRecord } from '../cloudtrail/record.ts';
import type { Trail } from '../cloudtrail/trail.ts';
import type { FaultBook } from '../faults.ts';
import type { Principals } from '../identity/principals.ts';
import type { NewId } from '../ids.ts';
import { type AwsError, UnsupportedInSandbox } from '../wire/aws-error.ts';
import type { Service } from '../wire/http.ts';
import { type JsonExchange, jsonService } from '../wire/json-service.ts';
import type { LiveWorld } from '../world/world.ts';
import type { DsAction } from './action.ts';
import { addIpRoutes, createMicrosoftAd } from './change.ts';
import { describeDirectories, describeRegions, describeTrusts, listIpRoutes } from './describe.ts';
import type { DirectoryActions } from './directory-actions.ts';
import { recordedAnswer, recordedRequest } from './recorded-json.ts';

/** What stands before the action in `X-Amz-Target`. */
export const DS_TARGET = 'DirectoryService_20150416.';

/** Every Directory Service action that is answered, by name. */
export const DS_ACTIONS: ReadonlyMap<string, DsAction> = new Map(
  [
    addIpRoutes,
    createMicrosoftAd,
    describeDirectories,
    describeRegions,
    describeTrusts,
    listIpRoutes,
  ].map((action) => [action.name, action]),
);

export interface DsServiceOptions {
  readonly now: () => Date;
  readonly newId: NewId;
  readonly accountId: string;
  readonly region: string;
  readonly world: LiveWorld;
  readonly principals: Principals;
  readonly trail: Trail;
  readonly faults: FaultBook;
  readonly directories: DirectoryActions;
}

/** Directory Service's JSON 1.1 protocol over the emulated world; mutating calls leave a record. */
export function dsService(options: DsServiceOptions): Service {
  const { world, region, directories } = options;
  const waiting: (() => void)[] = [];
  const later = (work: () => void) => {
    waiting.push(work);
  };
  const actions = [...DS_ACTIONS.values()].map((action) => {
    const run = (exchange: JsonExchange) => {
      const { principal } = exchange;
      return action.run(exchange, { state: world.state, region, principal, directories, later });
    };
    return [action.name, run] as const;
  });
  return jsonService({
    ...options,
    title: 'Directory Service',
    actions: new Map(actions),
    onCall: (exchange, answer, error) => {
      record(options, exchange, answer, error);
      for (const work of waiting.splice(0)) work();
    },
  });
}

function record(
  options: DsServiceOptions,
  exchange: JsonExchange,
  answer: object | null,
  error: AwsError | undefined,
): void {
  const { name, body, principal, userAgent, requestId } = exchange;
  if (DS_ACTIONS.get(name)?.isRecorded !== true || error instanceof UnsupportedInSandbox) return;
  const { now, newId, accountId, region, trail } = options;
  trail.emit(
    cloudTrailRecord({
      ...{ service: 'ds', action: name, at: now(), principal, userAgent, requestId },
      ...{ eventId: newId(''), accountId, region },
      requestParameters: recordedRequest(body),
      responseElements: recordedAnswer(answer),
      ...(error === undefined ? {} : { error }),
    }),
    now(),
  );
}
