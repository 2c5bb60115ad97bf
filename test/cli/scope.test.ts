import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { AwsEmulator } from '../../src/sandbox/aws/emulator.ts';
import { emulatedAws } from '../sandbox/aws/support/emulated-aws.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const REGION = 'eu-central-1';

const POLICY = `version: 1
guards:
  - name: directories
    kind: directory
    match: [{ directory: "*" }]
  - name: gateways
    kind: gateway
    match: [{ hostTag: { key: Role, value: rd-gateway } }]
approvers:
  users: [U0CAROL001]
slack:
  channel: C0ALERTS01
`;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command line in a process of its own, against an emulator. */
function run(aws: AwsEmulator, policy: string, ...args: readonly string[]): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-scope-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'portcullis.yml');
  writeFileSync(path, policy);
  const credentials = aws.addIdentity({
    kind: 'assumed-role',
    roleName: 'portcullis',
    sessionName: 'portcullis',
  });
  const env = {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
  };
  const words = ['src/main.ts', 'scope', '--policy', path, ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, words, { cwd: ROOT, env }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

/** A directory, an RD Gateway that is tagged, and a Windows instance that nobody guards. */
async function estate() {
  const emulated = await emulatedAws();
  onTestFinished(() => emulated[Symbol.asyncDispose]());
  const { aws } = emulated;
  const { vpcId } = aws.world.addVpc({ cidr: '10.0.0.0/16' });
  const directory = aws.world.addDirectory({ vpcId, name: 'corp.example.com' });
  const group = (groupName: string) => aws.world.addGroup({ groupName, vpcId, description: '-' });
  const [gateway, web] = [group('rdgw'), group('web')];
  const windows = { platform: 'windows' } as const;
  const host = (groupId: string, ...tags: readonly { key: string; value: string }[]) => {
    const instance = aws.world.addInstance({ ...windows, vpcId, tags, launchedAt: new Date() });
    const { instanceId } = instance;
    aws.world.addInterface({ vpcId, instanceId, groupIds: [groupId], privateIp: '10.0.0.9' });
    return instance;
  };
  host(gateway.groupId, { key: 'Role', value: 'rd-gateway' });
  const { instanceId } = host(web.groupId);
  return { aws, directory, gateway, web, instanceId };
}

it('lists what is guarded and why, and what is left out', async () => {
  const { aws, directory, gateway, web, instanceId } = await estate();
  const { code, stdout, stderr } = await run(aws, POLICY, '--region', REGION);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toContain('Guarded: 2');
  expect(stdout).toContain(
    `${directory.securityGroupId} ${directory.directoryId}_controllers: directories (directory), ` +
      `stands on directory ${directory.directoryId} (corp.example.com, Managed Microsoft AD)`,
  );
  expect(stdout).toMatch(new RegExp(`${gateway.groupId} rdgw: gateways \\(gateway\\), stands on`));
  expect(stdout).toContain('Left out: 1');
  expect(stdout).toContain(`Windows instance ${instanceId}: no guard selects ${web.groupId}`);
});

it('as ndjson gives each on a line, and where it may not look exits 1 and names it', async () => {
  const { aws, gateway } = await estate();
  aws.faults.deny({ action: 'DescribeDirectories', times: 20 });
  const { code, stdout } = await run(aws, POLICY, '--region', REGION, '--format', 'ndjson');
  expect(code).toBe(1);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(rows).toContainEqual(
    expect.objectContaining({ kind: 'guarded', region: REGION, groupId: gateway.groupId }),
  );
  expect(rows).toContainEqual(
    expect.objectContaining({
      kind: 'leftOut',
      why: 'partNotLooked',
      part: 'directories',
      text: expect.stringContaining('ds:DescribeDirectories') as string,
    }),
  );
});

it('exits 2 where the policy or the Region is not right', async () => {
  const { aws } = await estate();
  const wrong = await run(
    aws,
    POLICY.replace('directory: "*"', 'directory: corp'),
    '--region',
    REGION,
  );
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain('a directory id (d- and 10 hex digits)');
  const nowhere = await run(aws, POLICY, '--region', 'frankfurt');
  expect(nowhere.code).toBe(2);
  expect(nowhere.stderr).toContain('Expected a Region such as eu-central-1');
});
