import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import { parse } from 'yaml';
import { openSqliteStore } from '../../src/adapters/store/sqlite-store.ts';
import type { LogVerdict } from '../../src/adapters/store/verify-log.ts';
import { type AwsEmulator, startAwsEmulator } from '../../src/sandbox/aws/emulator.ts';
import type { SecurityGroup } from '../../src/sandbox/aws/world/model.ts';
import { SEED_APPROVERS, SEED_CHANNELS, SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import type { SlackEmulator } from '../../src/sandbox/slack/slack-emulator.ts';
import { startSlackEmulator } from '../../src/sandbox/slack/start-slack-emulator.ts';
import { type Changing, until } from './until.ts';

/** How long anything may take here, in ms, before the test says what did not come. Nothing waits for it that
 * comes: it is long for machines on which others work, too. */
export const DEADLINE_MS = 60_000;

const ROOT = new URL('../../', import.meta.url).pathname;
const ACCOUNT_ID = '111122223333';
const REGION = 'eu-central-1';

const POLICY = `version: 1
networks:
  admin-bastion: [10.9.8.0/28]
guards:
  - name: corp-directory
    kind: directory
    match: [{ name: "d-*_controllers" }]
    approved:
      otherServices: [admin-bastion]
  - name: windows-servers
    kind: windows
    match: [{ name: "win-*" }]
    approved:
      rdp: [admin-bastion]
approvers:
  users: [${SEED_USERS.carol.id}]
  groups: [${SEED_APPROVERS.id}]
slack:
  channel: ${SEED_CHANNELS.alerts.id}
`;

/** The real product, as its own process, between the emulators. */
export interface Stack extends AsyncDisposable {
  readonly aws: AwsEmulator;
  readonly slack: SlackEmulator;
  /** A guarded group with one approved rule. */
  readonly group: SecurityGroup;
  /** EC2 as an administrator uses it. */
  readonly ec2: EC2Client;
  readonly databasePath: string;
  readonly product: Product;
  /** One more process of the product, in the same environment; not started. */
  another(): Product;
  /** Every line that the product wrote, of all its runs. */
  readonly output: readonly string[];
  /** The sources of the group's inbound rules as they are now. */
  ruleSources(): readonly string[];
  /** The calls to revoke that reached EC2. */
  revokes(): AwsEmulator['calls'];
  verifyLog(): Promise<LogVerdict>;
  /** Resolves when the product has written a line with `part`. */
  said(part: string): Promise<string>;
}

export interface Product {
  /** Resolves when the product says that it is ready; rejects when it ends instead. `overrides` are
   * environment variables. */
  start(overrides?: Readonly<Record<string, string>>): Promise<void>;
  /** `kill -9`: nothing is flushed, nothing is said. */
  kill(): Promise<void>;
  /** SIGTERM; resolves to the exit code. */
  stop(): Promise<number | null>;
}

/** The policy of the tests, with these lines more for its guard. */
export function policyWith(...guardLines: readonly string[]): string {
  const lines = guardLines.map((line) => `    ${line}\n`).join('');
  return POLICY.replace('approvers:', `${lines}approvers:`);
}

/** The policy of the tests, with a scenario for its directories: their clients are 10.0.0.0/16. */
export const POLICY_WITH_SCENARIO = POLICY.replace(
  'networks:\n',
  'networks:\n  clients: [10.0.0.0/16]\n  on-premises: [192.168.0.0/16]\n',
).replace(
  '    match: [{ name: "d-*_controllers" }]\n',
  `    match: [{ name: "d-*_controllers" }]
    scenario:
      name: nativeWorkloadsWithTrust
      onPremises: [on-premises]
      clients: [clients]
      ldaps: false
      trustCreated: true
`,
);

/** Starts the emulators, and the product unless `isProductStarted` is false. */
export async function startStack({
  isProductStarted = true,
  policy = POLICY,
} = {}): Promise<Stack> {
  const now = () => new Date();
  const newId = (prefix: string) =>
    prefix === '' ? randomUUID() : `${prefix}-0${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  const manifest: unknown = parse(readFileSync(join(ROOT, 'manifest.yml'), 'utf8'));
  const aws = await startAwsEmulator({ now, newId, accountId: ACCOUNT_ID, region: REGION });
  const slack = await startSlackEmulator({ now, newId, manifest });
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-test-'));
  const policyPath = join(folder, 'portcullis.yml');
  writeFileSync(policyPath, policy);
  const databasePath = join(folder, 'portcullis.sqlite');
  const environment = {
    ...environmentOf(aws, slack),
    PORTCULLIS_POLICY: policyPath,
    PORTCULLIS_DATABASE: databasePath,
  };
  const group = seedGroup(aws);
  const output = new Output();
  const product = productWith(environment, output);
  const others: Product[] = [];
  if (isProductStarted) await product.start();
  return {
    aws,
    slack,
    group,
    ec2: adminClient(aws),
    databasePath,
    product,
    another: () => {
      const other = productWith(environment, output);
      others.push(other);
      return other;
    },
    output: output.lines,
    said: (part) =>
      until(output, () => output.lines.find((line) => line.includes(part)), {
        deadlineMs: DEADLINE_MS,
        what: `the product to say ${part}`,
      }),
    ruleSources: () => ruleSources(aws, group.groupId),
    revokes: () => aws.calls.filter(({ action }) => action === 'RevokeSecurityGroupIngress'),
    verifyLog: () => verifyLog(databasePath),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([product, ...others].map((each) => each.kill()));
      await Promise.all([aws.close(), slack.close()]);
      rmSync(folder, { recursive: true });
    },
  };
}

function environmentOf(aws: AwsEmulator, slack: SlackEmulator): Record<string, string> {
  const credentials = aws.addIdentity({
    kind: 'assumed-role',
    roleName: 'portcullis',
    sessionName: 'portcullis',
  });
  return {
    NODE_ENV: 'test',
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    PORTCULLIS_QUEUE_URL: aws.queueUrl,
    // Faults are counted by call: what runs by the clock would use them up. Tests of it start it.
    PORTCULLIS_TASKS: 'none',
    PORTCULLIS_HTTP_PORT: '0',
  };
}

function seedGroup(aws: AwsEmulator): SecurityGroup {
  const vpc = aws.world.addVpc({ cidr: '10.0.0.0/16' });
  return aws.world.addGroup({
    groupName: 'win-web',
    vpcId: vpc.vpcId,
    rules: [
      {
        direction: 'ingress',
        protocol: 'tcp',
        fromPort: 3389,
        toPort: 3389,
        source: { kind: 'ipv4', cidr: '10.9.8.0/28' },
        description: 'RDP from the bastion',
      },
    ],
  });
}

function ruleSources(aws: AwsEmulator, groupId: string): readonly string[] {
  const rules = aws.world.state.groups.get(groupId)?.rules ?? [];
  return rules
    .filter(({ direction }) => direction === 'ingress')
    .map(({ source }) => ('cidr' in source ? source.cidr : JSON.stringify(source)));
}

async function verifyLog(databasePath: string): Promise<LogVerdict> {
  const store = await openSqliteStore(databasePath, { onCommit: () => undefined });
  const verdict = await store.verifyLog();
  await store.close();
  return verdict;
}

function adminClient(aws: AwsEmulator): EC2Client {
  const credentials = aws.addIdentity({ kind: 'iam-user', userName: 'dana' });
  return new EC2Client({ endpoint: aws.url, region: REGION, credentials });
}

function productWith(environment: Record<string, string>, output: Output): Product {
  let child: ChildProcess | null = null;
  const exited = async (running: ChildProcess): Promise<number | null> => {
    if (running.exitCode === null && running.signalCode === null) await once(running, 'exit');
    return running.exitCode;
  };
  return {
    start: async (overrides = {}) => {
      const started = spawn(process.execPath, ['src/main.ts', 'serve'], {
        cwd: ROOT,
        env: { ...environment, ...overrides },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      const from = output.lines.length;
      output.collect(started);
      const isOver = () => started.exitCode !== null || started.signalCode !== null;
      started.once('exit', () => output.poke());
      await until(output, () => isOver() || output.lines.slice(from).some(saysReady), {
        deadlineMs: DEADLINE_MS,
        what: 'the product to be ready',
      });
      if (isOver()) throw new Error(`The product ended:\n${output.lines.slice(from).join('\n')}`);
    },
    kill: async () => {
      if (child === null) return;
      child.kill('SIGKILL');
      await exited(child);
    },
    stop: async () => {
      if (child === null) return null;
      child.kill('SIGTERM');
      return exited(child);
    },
  };
}

function saysReady(line: string): boolean {
  return line.includes('"msg":"ready"');
}

/** The lines that a child writes on both of its outputs; tells of each. */
class Output implements Changing {
  readonly lines: string[] = [];
  readonly #listeners = new Set<() => void>();

  collect(child: ChildProcess): void {
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream?.setEncoding('utf8').on('data', (text: string) => {
        const lines = `${rest}${text}`.split('\n');
        rest = lines.pop() ?? '';
        this.lines.push(...lines);
        this.poke();
      });
    }
  }

  poke(): void {
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
