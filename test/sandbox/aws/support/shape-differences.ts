/** How `actual` differs from `expected` in keys and JSON types, values apart: one line per missing
 * key, extra key and other type, with the path. Lists are compared element by element. */
export function shapeDifferences(expected: unknown, actual: unknown, path = '$'): string[] {
  const [left, right] = [kindOf(expected), kindOf(actual)];
  if (left !== right) return [`${path}: expected ${left}, got ${right}`];
  if (!isObject(expected) || !isObject(actual)) return [];
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...keys].flatMap((key) => {
    const at = `${path}.${key}`;
    if (!Object.hasOwn(actual, key)) return [`${at}: missing`];
    if (!Object.hasOwn(expected, key)) return [`${at}: extra`];
    return shapeDifferences(expected[key], actual[key], at);
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
