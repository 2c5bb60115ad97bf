import { z } from 'zod';
import { AwsError, UnsupportedInSandbox } from './aws-error.ts';

/** `body` read with `schema` (a strict object, so that an unknown parameter is found out and named).
 * Throws `UnsupportedSandboxParameter`, or an `AwsError` with `code` for what does not fit. */
export function readInput<Input>(
  name: string,
  schema: z.ZodType<Input>,
  body: unknown,
  code: string,
): Input {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const unknownKeys = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys : [],
  );
  if (unknownKeys.length > 0) {
    throw new UnsupportedInSandbox(`the parameter ${unknownKeys.join(', ')} of ${name}`);
  }
  throw new AwsError(code, z.prettifyError(parsed.error));
}
