import { UnsupportedInSandbox } from '../wire/aws-error.ts';
import type { QueryParams } from '../wire/query-params.ts';
import type { Tag } from '../world/tag.ts';

/** Which values an item has for each supported filter; a filter matches when any of them does. */
export type FilterTable<Item> = Readonly<Record<string, (item: Item) => readonly string[]>>;

const TAG_FILTER = 'tag:';

interface Filter {
  readonly name: string;
  readonly patterns: readonly RegExp[];
}

/** A predicate of the request's `Filter.N`: filters are joined by "and", the values of one by "or",
 * `*` and `?` are wildcards. `tag:KEY` and `tag-key` come with every table.
 * Throws `UnsupportedSandboxParameter` for a filter that the table lacks. */
export function readFilters<Item extends { readonly tags: readonly Tag[] }>(
  params: QueryParams,
  table: FilterTable<Item>,
): (item: Item) => boolean {
  const filters = params.list('Filter').map(readFilter);
  for (const { name } of filters) {
    if (!name.startsWith(TAG_FILTER) && name !== 'tag-key' && !Object.hasOwn(table, name)) {
      throw new UnsupportedInSandbox(
        `the filter ${name} (only ${Object.keys(table).join(', ')}, tag:KEY, tag-key)`,
      );
    }
  }
  return (item) => filters.every((filter) => matches(filter, valuesOf(filter.name, item, table)));
}

function readFilter(filter: QueryParams): Filter {
  return { name: filter.requiredText('Name'), patterns: filter.texts('Value').map(wildcard) };
}

function valuesOf<Item extends { readonly tags: readonly Tag[] }>(
  name: string,
  item: Item,
  table: FilterTable<Item>,
): readonly string[] {
  if (name === 'tag-key') return item.tags.map((tag) => tag.key);
  if (!name.startsWith(TAG_FILTER)) return table[name]?.(item) ?? [];
  const key = name.slice(TAG_FILTER.length);
  return item.tags.filter((tag) => tag.key === key).map((tag) => tag.value);
}

function matches(filter: Filter, values: readonly string[]): boolean {
  return values.some((value) => filter.patterns.some((pattern) => pattern.test(value)));
}

function wildcard(text: string): RegExp {
  const escaped = text.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
