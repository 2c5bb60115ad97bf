import type { AwsEmulator } from '../../../../src/sandbox/aws/emulator.ts';
import type { Identity } from '../../../../src/sandbox/aws/identity/identity.ts';
import { ALICE } from './emulated-aws.ts';

export interface JsonAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what the tests are about
  readonly body: any;
}

export type JsonCaller = (action: string, body?: object) => Promise<JsonAnswer>;

/** Calls a JSON 1.1 service as its SDK client does on the wire. `prefix`: what stands before the action
 * in the target header. */
export function jsonCaller(aws: AwsEmulator, prefix: string, as: Identity = ALICE): JsonCaller {
  const { accessKeyId } = aws.addIdentity(as);
  return async (action, body = {}) => {
    const response = await fetch(aws.url, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260301/${aws.region}/x/aws4_request, SignedHeaders=host, Signature=0`,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `${prefix}${action}`,
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
}
