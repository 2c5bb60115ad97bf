import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EmulatedAws, emulatedAws } from '../sandbox/aws/support/emulated-aws.ts';
import {
  CLIENTS,
  DIRECTORY_ID,
  directoryAsWanted,
  ON_PREMISES,
  openDirectory,
} from '../support/audited-directory.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

const POLICY = `version: 1
networks:
  branches: [${ON_PREMISES}]
  vpc: [${CLIENTS}]
guards:
  - name: corp-directory
    kind: directory
    match: [{ name: "d-*_controllers" }]
    approved: {}
    scenario:
      name: nativeWorkloadsWithTrust
      onPremises: [branches]
      clients: [vpc]
approvers:
  users: [U0123ABCD]
slack:
  channel: C0123ABCD
`;

let emulated: EmulatedAws;
let folder = '';
beforeEach(async () => {
  emulated = await emulatedAws();
  folder = mkdtempSync(join(tmpdir(), 'portcullis-audit-'));
  writeFileSync(join(folder, 'policy.yml'), POLICY);
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await emulated[Symbol.asyncDispose]();
});

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real command line, in an empty folder, with credentials of the emulator and nothing of Slack's. */
async function audit(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { aws } = emulated;
  const { accessKeyId, secretAccessKey } = aws.addIdentity({
    kind: 'iam-user',
    userName: 'auditor',
  });
  const child = spawn(process.execPath, [MAIN, 'audit', ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      AWS_REGION: aws.region,
      AWS_ENDPOINT_URL: aws.url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      ...env,
    },
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { exitCode: await ended, stdout, stderr };
}

const POLICY_OPTION = ['--policy', 'policy.yml'];

describe('portcullis audit: exit codes', () => {
  test('0 for a directory that is exactly as its scenario', async () => {
    directoryAsWanted(emulated.aws, { vpcId: emulated.vpcId });
    const ended = await audit([DIRECTORY_ID, ...POLICY_OPTION]);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toContain(`${DIRECTORY_ID}_controllers: as it should be`);
  });

  test('1 for one that is open beyond it', async () => {
    openDirectory(emulated.aws, { vpcId: emulated.vpcId });
    const ended = await audit(POLICY_OPTION);
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toMatch(/\n {2}BEYOND {5}.*RDP.* from 0\.0\.0\.0\/0/);
  });

  test('1 for one that lacks what it requires', async () => {
    const { aws, vpcId } = emulated;
    directoryAsWanted(aws, { vpcId }, { without: ({ fromPort }) => fromPort === 88 });
    const ended = await audit([DIRECTORY_ID, ...POLICY_OPTION]);
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toMatch(/\n {2}MISSING {4}Kerberos .*: .*logons would fail/);
  });

  test.each([
    ['a target that is neither', ['x'], /Expected a directory such as d-/],
    ['a target that is not there', ['d-0000000000', ...POLICY_OPTION], /is not there/],
    ['a policy that is not there', ['--policy', 'none.yml'], /No such file/],
    ['no policy at all', [], /No such file/],
    ['a Region that is none', ['--region', 'here', ...POLICY_OPTION], /such as eu-central-1/],
    [
      'networks without a scenario',
      ['--clients', '10.0.0.0/8', ...POLICY_OPTION],
      /without --scenario/,
    ],
    ['a scenario without networks', ['--scenario', 'nativeWorkloads'], /needs --clients/],
    ['networks that are none', ['--clients', '10.9.8.7/8'], /host bits/],
    [
      'networks that only a policy could name',
      ['--clients', 'office'],
      /or a pl-…, sg-… or vpc-… id/,
    ],
    [
      'a page that cannot be written',
      [...POLICY_OPTION, '--report', 'none/a.html'],
      /cannot be written/,
    ],
  ])('2 for %s', async (_, args, said) => {
    const ended = await audit(args);
    expect(ended.exitCode).toBe(2);
    expect(`${ended.stdout}${ended.stderr}`).toMatch(said);
  });

  test('2 where AWS calls would go elsewhere in production', async () => {
    const ended = await audit(POLICY_OPTION, { NODE_ENV: 'production' });
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain('AWS_ENDPOINT_URL');
    expect(emulated.aws.calls).toEqual([]);
  });

  test('3 where a part may not be looked at, though the rest is open', async () => {
    const { aws, vpcId } = emulated;
    openDirectory(aws, { vpcId });
    aws.faults.deny({ action: 'DescribeTrusts', times: 10 });
    const ended = await audit(POLICY_OPTION);
    expect(ended.exitCode).toBe(3);
    expect(ended.stdout).toMatch(/NOT KNOWN {2}the trusts of d-\w+: AWS refused ds:DescribeTrusts/);
  });

  test('3 where AWS does not say whose the credentials are', async () => {
    const ended = await audit(POLICY_OPTION, { AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN' });
    expect(ended.exitCode).toBe(3);
    expect(ended.stderr).toContain('Could not look: ');
  });
});

describe('portcullis audit: what it prints', () => {
  const TRIED = [
    '--scenario',
    'nativeWorkloadsWithTrust',
    '--on-premises',
    ON_PREMISES,
    '--clients',
  ];

  test('tries a scenario without any policy', async () => {
    directoryAsWanted(emulated.aws, { vpcId: emulated.vpcId });
    expect(await audit([DIRECTORY_ID, ...TRIED, CLIENTS])).toMatchObject({ exitCode: 0 });
    // The VPC of the emulator has the block of the clients.
    expect(await audit([DIRECTORY_ID, ...TRIED, emulated.vpcId])).toMatchObject({ exitCode: 0 });
    expect(await audit([DIRECTORY_ID, ...TRIED, '10.0.0.0/24'])).toMatchObject({ exitCode: 1 });
  });

  test('ndjson: the shape that scripts rely on', async () => {
    const { aws, vpcId } = emulated;
    directoryAsWanted(
      aws,
      { vpcId },
      {
        without: ({ fromPort, protocol }) => fromPort === 53 && protocol === 'udp',
        more: [
          {
            direction: 'ingress',
            protocol: 'tcp',
            fromPort: 3389,
            toPort: 3389,
            source: { kind: 'ipv4', cidr: '0.0.0.0/0' },
            description: 'for now',
          },
        ],
      },
    );
    const { stdout } = await audit(['--format', 'ndjson', ...POLICY_OPTION]);
    const [row, ...others] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(others).toEqual([]);
    expect(row).toEqual({
      kind: 'group',
      accountId: aws.accountId,
      region: aws.region,
      groupId: expect.stringMatching(/^sg-/),
      groupName: `${DIRECTORY_ID}_controllers`,
      guard: 'corp-directory',
      guardKind: 'directory',
      beside: null,
      directory: {
        directoryId: DIRECTORY_ID,
        name: 'ad.example.com',
        type: 'microsoftAd',
        trusts: ['hq.example.com'],
      },
      scenario: 'nativeWorkloadsWithTrust',
      isAsItShouldBe: false,
      beyond: [
        {
          direction: 'inbound',
          rule: {
            ruleId: expect.stringMatching(/^sgr-/),
            protocol: 'tcp',
            fromPort: 3389,
            toPort: 3389,
            source: '0.0.0.0/0',
            description: 'for now',
          },
          excess: [{ protocol: 'tcp', fromPort: 3389, toPort: 3389, source: '0.0.0.0/0' }],
          isGuarded: true,
        },
      ],
      missing: [
        {
          direction: 'inbound',
          service: 'dns',
          network: 'onPremises',
          rows: [{ protocol: 'udp', fromPort: 53, toPort: 53, source: ON_PREMISES }],
          consequences: expect.arrayContaining(['logons']),
        },
        expect.objectContaining({ service: 'dns', network: 'clients' }),
      ],
      closable: [],
      fits: expect.arrayContaining([
        { name: 'nativeWorkloadsWithTrust', shut: [], surplus: expect.any(Array), trust: 'fits' },
      ]),
      advice: expect.any(Array),
      named: [],
      notKnown: [],
      readAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  test('what could not be looked at is a row of its own', async () => {
    openDirectory(emulated.aws, { vpcId: emulated.vpcId });
    emulated.aws.faults.deny({ action: 'DescribeSecurityGroups', times: 10 });
    const { stdout, exitCode } = await audit(['--format', 'ndjson', ...POLICY_OPTION]);
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      kind: 'left',
      text: expect.stringContaining('ec2:DescribeSecurityGroups'),
    });
  });

  test('text from outside cannot move the cursor', async () => {
    const evil = 'd-926714e2b0\u001B[2J';
    openDirectory(emulated.aws, { vpcId: emulated.vpcId, name: evil });
    const { stdout } = await audit(POLICY_OPTION);
    expect(stdout).toContain('\uFFFD[2J');
    expect(stdout).not.toContain('\u001B');
  });

  test('the page, beside whatever is printed', async () => {
    openDirectory(emulated.aws, { vpcId: emulated.vpcId });
    const ended = await audit([...POLICY_OPTION, '--report', 'audit.html']);
    expect(ended).toMatchObject({ exitCode: 1, stderr: 'Report: audit.html\n' });
    const page = readFileSync(join(folder, 'audit.html'), 'utf8');
    expect(page).toContain('<table class="matrix">');
    expect(page).toContain('held against AWS applications and native AD workloads, with trust');
  });

  test('help: the exit codes and examples', async () => {
    const ended = await audit(['--help']);
    expect(ended.exitCode).toBe(0);
    for (const part of [
      'Exit codes: 0',
      '1 something',
      '2 wrong',
      '3 a part',
      '$ portcullis audit d-',
    ]) {
      expect(ended.stdout).toContain(part);
    }
  });
});
