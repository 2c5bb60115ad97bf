import { invalidParameterValue } from '../wire/aws-error.ts';
import type { QueryParams } from '../wire/query-params.ts';
import type { XmlObject } from '../wire/xml.ts';

/** Bounds of `MaxResults` in most Describe calls (EC2 API reference). */
const USUAL_PAGE: PageBounds = { min: 5, max: 1_000 };

/** What `MaxResults` may be, in items, both inclusive. */
export interface PageBounds {
  readonly min: number;
  readonly max: number;
  /** The page when `MaxResults` is left out; everything when this is left out too. */
  readonly usual?: number;
}

const TOKEN = /^page-from-(\d{1,9})$/;

/** One page of an answer; `nextToken` is missing on the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The answer's field, or nothing: to be spread into the body. */
  readonly nextToken: XmlObject;
}

/** Reads `MaxResults` and `NextToken`; without `MaxResults` everything is one page,
 * or as `bounds` say.
 * Throws `InvalidParameterValue`. */
export function readPaging(
  params: QueryParams,
  bounds: PageBounds = USUAL_PAGE,
): <Item>(items: readonly Item[]) => Page<Item> {
  const size = readSize(params, bounds);
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

function readSize(params: QueryParams, { min, max, usual }: PageBounds): number {
  const size = params.integer('MaxResults');
  if (size === undefined) return usual ?? Number.POSITIVE_INFINITY;
  if (size >= min && size <= max) return size;
  throw invalidParameterValue(
    `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value from ${min} to ${max}.`,
  );
}

function readStart(token: string | undefined): number {
  if (token === undefined) return 0;
  const start = TOKEN.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (start === undefined) throw invalidParameterValue('Unable to parse pagination token');
  return Number(start);
}
