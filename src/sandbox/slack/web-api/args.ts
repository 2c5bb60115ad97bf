import { isRecord, type JsonRecord } from '../json.ts';
import { invalidArguments, SlackApiError } from '../slack-api-error.ts';

/** The arguments of one call, from a form (all strings) or a JSON body. */
export type Args = JsonRecord;

/** A text argument; undefined when absent or empty. Numbers and booleans count as their text. */
export function textArg(args: Args, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A text argument that must be there. @throws SlackApiError `invalid_arguments` */
export function requiredTextArg(args: Args, name: string): string {
  const value = textArg(args, name);
  if (value === undefined) throw invalidArguments(`missing required field: ${name}`);
  return value;
}

/** A flag, in any of the spellings that Slack takes. */
export function flagArg(args: Args, name: string): boolean {
  return ['true', '1'].includes(String(args[name]));
}

/**
 * A structured argument: an object in a JSON body, JSON text in a form.
 * @throws SlackApiError with `badCode` when it is not JSON
 */
export function jsonArg(args: Args, name: string, badCode: string): unknown {
  const value = args[name];
  if (typeof value !== 'string') return value ?? undefined;
  if (value === '') return undefined;
  try {
    return JSON.parse(value);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new SlackApiError(badCode, {
      response_metadata: { messages: [`[ERROR] ${name} is not valid JSON: ${cause.message}`] },
    });
  }
}

/** A structured argument that must be an object. @throws SlackApiError with `badCode` */
export function objectArg(args: Args, name: string, badCode: string): JsonRecord {
  const value = jsonArg(args, name, badCode);
  if (isRecord(value)) return value;
  throw new SlackApiError(badCode, {
    response_metadata: { messages: [`[ERROR] must be an object [json-pointer:/${name}]`] },
  });
}
