import type { QueryParams } from '../wire/query-params.ts';

type FieldNames = Readonly<Record<string, string>>;

/** A list as the flat family of records writes it. */
export function items(entries: readonly unknown[]): object {
  return entries.length === 0 ? {} : { items: entries };
}

/** The fields that were sent, under their record names. */
export function texts(params: QueryParams, names: FieldNames): object {
  const sent = Object.entries(names).map(([record, query]) => [record, params.text(query)]);
  return Object.fromEntries(sent.filter(([, value]) => value !== undefined));
}

/** The same as numbers; what is none stays text. */
export function numbers(params: QueryParams, names: FieldNames): object {
  const sent = Object.entries(texts(params, names));
  return Object.fromEntries(
    sent.map(([name, value]) => [name, Number.isNaN(Number(value)) ? value : Number(value)]),
  );
}

/** The same as booleans. */
export function flags(params: QueryParams, names: FieldNames): object {
  const sent = Object.entries(texts(params, names));
  return Object.fromEntries(sent.map(([name, value]) => [name, value === 'true']));
}

export function tag(params: QueryParams): object {
  return texts(params, { key: 'Key', value: 'Value' });
}

export function tagSpecifications(params: QueryParams): object {
  const specifications = params.list('TagSpecification');
  if (specifications.length === 0) return {};
  const written = specifications.map((specification) => ({
    ...texts(specification, { resourceType: 'ResourceType' }),
    tags: specification.list('Tag').map(tag),
  }));
  return { tagSpecificationSet: items(written) };
}
