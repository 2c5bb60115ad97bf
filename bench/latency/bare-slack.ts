import { WebClient } from '@slack/web-api';
import { clientOptions, POSTING_RETRIES } from '../../src/adapters/slack/client-options.ts';

// A process of its own, as the product is one: each message of its parent's is one chat.postMessage,
// answered with what that took, in ms. It ends when its parent goes.

const [apiUrl, token, channel] = process.argv.slice(2);
if (apiUrl === undefined || token === undefined || channel === undefined) {
  throw new Error('Expected the address of the Web API, a token and a channel');
}
const client = new WebClient(token, clientOptions(POSTING_RETRIES, apiUrl));

async function roundTrip(channel: string, text: string): Promise<number> {
  const startedAtMs = performance.now();
  await client.chat.postMessage({ channel, text });
  return performance.now() - startedAtMs;
}

process.on('message', async (text: string) => process.send?.(await roundTrip(channel, text)));
process.on('disconnect', () => process.exit());
