import type { IncomingMessage } from 'node:http';

/** The largest body that the page sends, in bytes: a modal's texts and some ids. */
const BODY_MAX_BYTES = 64 * 1_024;

/** A body that is too long or no JSON. */
export class UnusableBody extends Error {}

/** The JSON body of a request. @throws UnusableBody */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > BODY_MAX_BYTES) throw new UnusableBody(`more than ${BODY_MAX_BYTES} bytes came`);
    chunks.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new UnusableBody('expected JSON');
  }
}
