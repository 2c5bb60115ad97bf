import type { Page } from '../../app/ports.ts';

/** The field of a call that asks for the page after another; none for the first. */
export function tokenField(pageToken: string | null): { readonly NextToken?: string } {
  return pageToken === null ? {} : { NextToken: pageToken };
}

/** EC2 ends a list without a token, and at times with an empty one. */
export function pageOf<Item>(items: readonly Item[] = [], nextToken = ''): Page<Item> {
  return { items, nextPageToken: nextToken === '' ? null : nextToken };
}
