import { scalarText } from './json.ts';

/** Digits of an AWS account id. */
const ACCOUNT_ID_DIGITS = 12;

/** An account id as a record or an envelope writes it. Where it was coerced to a number it has
 * lost its leading zeros, which are put back. Undefined where there is none. */
export function readAccountId(value: unknown): string | undefined {
  const text = scalarText(value);
  if (text === undefined || !/^\d+$/.test(text)) return text;
  return text.padStart(ACCOUNT_ID_DIGITS, '0');
}
