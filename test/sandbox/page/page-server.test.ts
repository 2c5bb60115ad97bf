import { createServer, request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listenOnFreePort } from '../../../src/sandbox/page/listen.ts';
import { startPageServer } from '../../../src/sandbox/page/page-server.ts';
import { SANDBOX_POLICY } from '../../../src/sandbox/run/product-environment.ts';
import { ProductProcess } from '../../../src/sandbox/run/product-process.ts';
import { startWorlds } from '../../../src/sandbox/run/worlds.ts';
import { readSandboxPolicy } from '../../../src/sandbox/stories/sandbox-policy.ts';
import { countedIds } from '../aws/support/emulated-aws.ts';

const now = () => new Date();

/** The page between the emulators, without the product. */
async function startPage() {
  const worlds = await startWorlds(now);
  onTestFinished(() => worlds.close());
  const policy = await readSandboxPolicy(SANDBOX_POLICY);
  const product = new ProductProcess({ env: {}, now });
  const page = await startPageServer({ ...worlds, policy, product, newId: countedIds(), now }, 0);
  onTestFinished(() => page.close());
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(new URL(path, page.url), {
      method: 'POST',
      headers: { origin: page.url.slice(0, -1), 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { ...worlds, url: page.url, post };
}

/** The status of a request under another name, which `fetch` would not send. */
function statusUnder(host: string, url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.once('error', reject);
    sent.end();
  });
}

describe('the page server', () => {
  it('serves the page under a policy that lets nothing inline run', async () => {
    const { url } = await startPage();
    const response = await fetch(url);
    const text = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(text).toContain('Portcullis sandbox');
    expect(text).not.toMatch(/<script>|<style|\sstyle=|\son\w+=/);
  });

  it('refuses a name that was rebound to this machine', async () => {
    const { url } = await startPage();
    expect(await statusUnder('evil.example', url)).toBe(403);
  });

  it('changes nothing for another origin', async () => {
    const { aws, post } = await startPage();
    const before = aws.world.state;
    const story = { story: 'open-rdp-ipv4', as: 'dana', userId: 'U1' };
    expect((await post('/act/story', story, { origin: 'https://evil.example' })).status).toBe(403);
    expect(aws.world.state).toBe(before);
    expect((await post('/act/story', story)).status).toBe(200);
    expect(aws.world.state).not.toBe(before);
  });

  it('says what EC2 refused', async () => {
    const { post } = await startPage();
    const story = { story: 'open-rdp-ipv4', as: 'terraform', userId: 'U1' };
    await post('/act/story', story);
    const again = await post('/act/story', story);
    expect(await again.json()).toEqual({
      told: expect.stringContaining('EC2 refused: InvalidPermission.Duplicate'),
    });
  });

  it('plays a story as whoever is chosen', async () => {
    const { aws, post } = await startPage();
    await post('/act/story', { story: 'open-rdp-ipv4', as: 'break-glass', userId: 'U1' });
    expect(JSON.stringify(aws.records.at(-1))).toContain('assumed-role/BreakGlass/erin');
  });

  it('says that nobody answers a command while the product does not run', async () => {
    const { slack, post } = await startPage();
    const userId = slack.world.users[0]?.id;
    const reply = await post('/act/command', { userId, text: '/portcullis status' });
    expect(await reply.json()).toEqual({
      told: expect.stringContaining("Portcullis didn't respond"),
    });
  });

  it('tells what is wrong with a request, and knows no other address', async () => {
    const { url, post } = await startPage();
    expect((await post('/act/story', 'no JSON')).status).toBe(400);
    expect((await post('/act/story', {})).status).toBe(400);
    expect(
      (await post('/act/story', { story: 'unheard-of', as: 'dana', userId: 'U1' })).status,
    ).toBe(404);
    expect((await fetch(new URL('/static/../main.ts', url))).status).toBe(404);
  });

  it('tells a listener when something changed', async () => {
    const { url, post } = await startPage();
    const response = await fetch(new URL('/live', url));
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('event: changed');
    await post('/act/story', { story: 'add-https', as: 'dana', userId: 'U1' });
    expect((await reader?.read())?.value).toContain('event: changed');
    await reader?.cancel();
  });
});

describe('listenOnFreePort()', () => {
  it('takes the next port when the wanted one is taken', async () => {
    const [first, second] = [createServer(), createServer()];
    onTestFinished(() => void [first, second].map((server) => server.close()));
    const taken = await listenOnFreePort(first, 0);
    const next = await listenOnFreePort(second, taken);
    expect(next).toBeGreaterThan(taken);
  });
});
