import { AwsError } from '../wire/aws-error.ts';

/** The items of `ids`, or all when none is named. Throws an `AwsError` with `code` for an unknown id. */
export function named<Item>(
  items: ReadonlyMap<string, Item>,
  ids: readonly string[],
  code: string,
): readonly Item[] {
  if (ids.length === 0) return [...items.values()];
  return ids.map((id) => {
    const item = items.get(id);
    if (item === undefined) throw new AwsError(code, `The ID '${id}' does not exist`);
    return item;
  });
}
