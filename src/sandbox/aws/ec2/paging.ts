import { invalidParameterValue } from '../wire/aws-error.ts';
import type { QueryParams } from '../wire/query-params.ts';
import type { XmlObject } from '../wire/xml.ts';

/** Bounds of `MaxResults` in Describe calls, in items (EC2 API reference). */
const PAGE_MIN = 5;
const PAGE_MAX = 1_000;

const TOKEN = /^page-from-(\d{1,9})$/;

/** One page of an answer; `nextToken` is missing on the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The answer's field, or nothing: to be spread into the body. */
  readonly nextToken: XmlObject;
}

/** Reads `MaxResults` and `NextToken`; without `MaxResults` everything is one page.
 * Throws `InvalidParameterValue`. */
export function readPaging(params: QueryParams): <Item>(items: readonly Item[]) => Page<Item> {
  const size = readSize(params);
  const start = readStart(params.text('NextToken'));
  return (items) => {
    const end = start + size;
    const nextToken =
      end < items.length
        ? { nextToken: Buffer.from(`page-from-${end}`).toString('base64url') }
        : {};
    return { items: items.slice(start, end), nextToken };
  };
}

function readSize(params: QueryParams): number {
  const size = params.integer('MaxResults');
  if (size === undefined) return Number.POSITIVE_INFINITY;
  if (size >= PAGE_MIN && size <= PAGE_MAX) return size;
  throw invalidParameterValue(
    `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value from ${PAGE_MIN} to ${PAGE_MAX}.`,
  );
}

function readStart(token: string | undefined): number {
  if (token === undefined) return 0;
  const start = TOKEN.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (start === undefined) throw invalidParameterValue('Unable to parse pagination token');
  return Number(start);
}
