/** The nearest-rank percentile: the least of `values` that at least `percent` of a hundred of them do
 * not exceed. It is one of the values, never a number between two.
 * @throws RangeError without values, or when `percent` is not above 0 and up to 100. */
export function percentile(values: readonly number[], percent: number): number {
  const isPercent = percent > 0 && percent <= 100;
  const sorted = [...values].sort((a, b) => a - b);
  const found = isPercent ? sorted[Math.ceil((percent / 100) * sorted.length) - 1] : undefined;
  if (found !== undefined) return found;
  throw new RangeError(`Expected values and a percentage, got ${values.length} and ${percent}`);
}
