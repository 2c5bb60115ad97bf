import { z } from 'zod';
import type { FaultBook } from '../faults.ts';
import type { Principals } from '../identity/principals.ts';
import type { NewId } from '../ids.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Service } from '../wire/http.ts';
import { type JsonBody, jsonService } from '../wire/json-service.ts';
import { readInput } from '../wire/read-input.ts';
import type { WorldState } from '../world/model.ts';
import type { LiveWorld } from '../world/world.ts';
import { readInstanceFilters } from './filters.ts';
import { instanceInformation, managedInstances } from './instance-information.ts';

/** What stands before the action in `X-Amz-Target`. */
export const SSM_TARGET = 'AmazonSSM.';

/** Every Systems Manager action that is answered. */
export const SSM_ACTIONS: readonly string[] = ['DescribeInstanceInformation'];

/** Items of a page when no `MaxResults` is given, and what may be given (API reference). */
const USUAL_PAGE = 10;
const PAGE = { min: 5, max: 50 } as const;

/** Values that one filter takes (API reference, InstanceInformationStringFilter). */
const VALUES_MAX = 100;

const inputSchema = z.strictObject({
  Filters: z
    .array(z.strictObject({ Key: z.string(), Values: z.array(z.string()).min(1).max(VALUES_MAX) }))
    .optional(),
  MaxResults: z.int().min(PAGE.min).max(PAGE.max).optional(),
  NextToken: z.string().optional(),
});

export interface SsmServiceOptions {
  readonly newId: NewId;
  readonly world: LiveWorld;
  readonly principals: Principals;
  readonly faults: FaultBook;
}

/** Systems Manager's JSON 1.1 protocol over the emulated world: which instances its agent reports. */
export function ssmService(options: SsmServiceOptions): Service {
  const describe = (body: JsonBody) => describeInstanceInformation(options.world.state, body);
  return jsonService({
    ...options,
    title: 'Systems Manager',
    actions: new Map([['DescribeInstanceInformation', ({ body }) => describe(body)]]),
  });
}

function describeInstanceInformation(state: WorldState, body: JsonBody): object {
  const input = readInput('DescribeInstanceInformation', inputSchema, body, 'ValidationException');
  const matches = readInstanceFilters(input.Filters ?? []);
  const start = input.NextToken === undefined ? 0 : readToken(input.NextToken);
  const end = start + (input.MaxResults ?? USUAL_PAGE);
  const found = managedInstances(state).filter(matches);
  return {
    InstanceInformationList: found
      .slice(start, end)
      .map((instance) => instanceInformation(state, instance)),
    ...(end < found.length ? { NextToken: `from-${end}` } : {}),
  };
}

function readToken(token: string): number {
  const start = /^from-(\d{1,9})$/.exec(token)?.[1];
  if (start !== undefined) return Number(start);
  throw new AwsError('InvalidNextToken', 'The specified token is not valid.');
}
