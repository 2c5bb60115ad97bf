import { field, isMasked, isObject, type JsonObject, quoted, scalarText } from './json.ts';
import { problem, type Reading, read } from './reading.ts';

/** The `requestParameters` of a record, where they are an object. CloudTrail replaces what it
 * masks by a word, and cuts or leaves out what is above 100 KB. */
export function readParameters(record: unknown): Reading<JsonObject> {
  const parameters = field(record, 'requestParameters');
  if (isObject(parameters)) return read(parameters);
  if (isMasked(parameters)) return problem('CloudTrail masked the request parameters');
  return problem(
    `the request parameters should be an object, and are ${quoted(parameters)}: CloudTrail may have cut them`,
  );
}

/** The request of a call of either family: newer calls have it wrapped, as `<eventName>Request`. */
export function readRequest(record: unknown): Reading<JsonObject> {
  const parameters = readParameters(record);
  if (parameters.kind === 'problem') return parameters;
  const name = `${scalarText(field(record, 'eventName'))}Request`;
  const wrapped = field(parameters.value, name);
  if (wrapped === undefined) return parameters;
  if (isObject(wrapped)) return read(wrapped);
  return problem(`${name} should be an object, and is ${quoted(wrapped)}`);
}

/** The response of a call of either family, whatever it is. */
export function answerOf(record: unknown): unknown {
  const elements = field(record, 'responseElements');
  return field(elements, `${scalarText(field(record, 'eventName'))}Response`) ?? elements;
}
