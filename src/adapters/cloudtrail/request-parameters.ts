import { field, isMasked, isObject, quoted } from './json.ts';
import { problem, type Reading, read } from './reading.ts';

/** The `requestParameters` of a record, where they are an object. CloudTrail replaces what it
 * masks by a word, and cuts or leaves out what is above 100 KB. */
export function readParameters(record: unknown): Reading<Readonly<Record<string, unknown>>> {
  const parameters = field(record, 'requestParameters');
  if (isObject(parameters)) return read(parameters);
  if (isMasked(parameters)) return problem('CloudTrail masked the request parameters');
  return problem(
    `the request parameters should be an object, and are ${quoted(parameters)}: CloudTrail may have cut them`,
  );
}
