import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of real records and answers, beside the repository; not part of it. */
const SAMPLES = new URL('../../../../../shared/data/', import.meta.url);

/** Whether the real samples lie beside this checkout. Without them the tests that need them are
 * skipped, and vitest says so. */
export const hasSamples = existsSync(SAMPLES);

/** The JSON of a sample, e.g. `cloudtrail/records/DeleteSecurityGroup/01-tf.json`. */
export function sample(path: string): unknown {
  return JSON.parse(readFileSync(fileURLToPath(new URL(path, SAMPLES)), 'utf8'));
}

/** The first LookupEvents entry of `eventName` in a file of one JSON object a line. */
export function sampleLine(path: string, eventName: string): { readonly CloudTrailEvent: string } {
  const text = readFileSync(fileURLToPath(new URL(`cloudtrail/${path}`, SAMPLES)), 'utf8');
  const line = text.split('\n').find((each) => each.includes(`"EventName": "${eventName}"`));
  if (line === undefined) throw new Error(`Expected an event ${eventName} in ${path}`);
  return JSON.parse(line);
}
