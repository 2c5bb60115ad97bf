/** An AWS id, which begins with `prefix`, such as `sg-`. Undefined for anything else. */
export function idText(value: unknown, prefix: string): string | undefined {
  return typeof value === 'string' && value.startsWith(prefix) ? value : undefined;
}
