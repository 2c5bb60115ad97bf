/** The last row of each key: one statement may not write the same row twice in PostgreSQL. */
export function lastOfEach<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => readonly string[],
): readonly Row[] {
  return [...new Map(rows.map((row) => [JSON.stringify(keyOf(row)), row])).values()];
}
