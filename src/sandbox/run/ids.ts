import { randomBytes, randomUUID } from 'node:crypto';

/** Bytes behind an AWS resource id: 17 hex digits, of which AWS's first is a 0. */
const AWS_ID_BYTES = 8;
const SLACK_ID_BYTES = 5;

/** A random id of AWS's form: `sg-0` and 16 hex digits, or a bare UUID for the empty prefix. */
export function randomAwsId(prefix: string): string {
  if (prefix === '') return randomUUID();
  return `${prefix}-0${randomBytes(AWS_ID_BYTES).toString('hex')}`;
}

/** A random id of roughly Slack's form: the prefix and ten capital letters or digits. */
export function randomSlackId(prefix: string): string {
  return `${prefix}${randomBytes(SLACK_ID_BYTES).toString('hex').toUpperCase()}`;
}
