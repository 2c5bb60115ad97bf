/** A part of a record as it was read, or why it could not be, in words for people. */
export type Reading<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'problem'; readonly message: string };

export function read<T>(value: T): Reading<T> {
  return { kind: 'read', value };
}

export function problem(message: string): Reading<never> {
  return { kind: 'problem', message };
}

/** All the values, or the first problem: what is half understood is not understood. */
export function all<T>(readings: Iterable<Reading<T>>): Reading<readonly T[]> {
  const values: T[] = [];
  for (const reading of readings) {
    if (reading.kind === 'problem') return reading;
    values.push(reading.value);
  }
  return read(values);
}
