import { z } from 'zod';
import type { AwsEmulator } from '../aws/emulator.ts';
import type { Credentials } from '../aws/identity/identity.ts';

/** Calls an action of Directory Service; answers its JSON.
 * @throws DirectoryServiceRefusal */
export type CallDirectoryService = (action: string, input: object) => Promise<unknown>;

/** What Directory Service refused; the message is for whoever pressed the button. */
export class DirectoryServiceRefusal extends Error {}

const refusalSchema = z.object({ __type: z.string(), message: z.string().optional() });

/** Speaks to the emulated Directory Service as its SDK client does on the wire. The emulator knows callers
 * by their access key and looks at no signature. */
export function directoryServiceCaller(
  { url, region }: Pick<AwsEmulator, 'url' | 'region'>,
  { accessKeyId }: Credentials,
): CallDirectoryService {
  return async (action, input) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/ds/aws4_request, SignedHeaders=host, Signature=0`,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `DirectoryService_20150416.${action}`,
      },
      body: JSON.stringify(input),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    const { __type, message = 'it does not say why' } = refusalSchema.parse(answer);
    throw new DirectoryServiceRefusal(`Directory Service refused: ${__type}: ${message}`);
  };
}
