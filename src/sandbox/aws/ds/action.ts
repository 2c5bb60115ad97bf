import type { z } from 'zod';
import type { Principal } from '../identity/principal.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { JsonExchange } from '../wire/json-service.ts';
import { readInput } from '../wire/read-input.ts';
import type { Directory } from '../world/directory.ts';
import type { WorldState } from '../world/model.ts';
import type { DirectoryActions } from './directory-actions.ts';

/** What a Directory Service action may use. */
export interface DsCall {
  readonly state: WorldState;
  readonly region: string;
  readonly principal: Principal;
  readonly directories: DirectoryActions;
  /** Does `work` once the call is answered and recorded: what AWS does by and by. */
  readonly later: (work: () => void) => void;
}

/** One Directory Service action. `isRecorded`: CloudTrail writes it down (reads are not passed on). */
export interface DsAction {
  readonly name: string;
  readonly isRecorded: boolean;
  readonly run: (exchange: JsonExchange, call: DsCall) => object;
}

/** An action that reads its body with `schema`, a strict object. */
export function dsAction<Input>(
  name: string,
  isRecorded: boolean,
  schema: z.ZodType<Input>,
  run: (input: Input, call: DsCall) => object,
): DsAction {
  return {
    name,
    isRecorded,
    run: ({ body }, call) => run(readInput(name, schema, body, 'InvalidParameterException'), call),
  };
}

/** Throws `EntityDoesNotExistException`. */
export function directoryById(state: WorldState, directoryId: string): Directory {
  const directory = state.directories.get(directoryId);
  if (directory) return directory;
  throw new AwsError('EntityDoesNotExistException', `Directory ${directoryId} does not exist.`);
}
