import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuthorizeSecurityGroupIngressCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { SecurityGroup } from '../../src/sandbox/aws/world/model.ts';
import { productEnvironment } from '../../src/sandbox/run/product-environment.ts';
import { ProductProcess } from '../../src/sandbox/run/product-process.ts';
import { startWorlds, type Worlds } from '../../src/sandbox/run/worlds.ts';
import { SEED_CHANNELS, SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import { type BareSlack, startBareSlack } from './bare-slack-process.ts';
import { type DurableFile, openDurableFile } from './durable-file.ts';
import { Watch } from './watch.ts';

const RDP_PORT = 3389;

const POLICY = `version: 1
networks:
  admin-bastion: [10.9.8.0/28]
guards:
  - name: windows-servers
    kind: windows
    match: [{ name: "bench-*" }]
    approved:
      rdp: [admin-bastion]
approvers:
  users: [${SEED_USERS.carol.id}]
slack:
  channel: ${SEED_CHANNELS.alerts.id}
`;

/** The unchanged product as a process of its own, a client of Slack that does nothing else as
 * another, and what both talk to in this one. */
export interface Stage extends AsyncDisposable {
  readonly watch: Watch;
  readonly bare: BareSlack;
  /** On the disk that the product's database is on. */
  readonly durableFile: DurableFile;
  /** Adds a guarded group with one approved rule, without a record of it. */
  addGroup(): SecurityGroup;
  /** Starts the product; resolves when its first sweep is over. Groups that are there by then are
   * known to it. */
  start(): Promise<void>;
  /** Opens RDP on each group, and holds the records back until all is done. The answer lets all of
   * them into the queue and tells the moment, ms of `performance.now`. */
  openRdp(groups: readonly SecurityGroup[], source: string): Promise<() => number>;
}

/** Starts the emulators; the product only with `start`. */
export async function startStage(): Promise<Stage> {
  const started = new AsyncDisposableStack();
  try {
    return await assemble(started);
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

async function assemble(started: AsyncDisposableStack): Promise<Stage> {
  const folder = started.adopt(await mkdtemp(join(tmpdir(), 'portcullis-latency-')), (path) =>
    rm(path, { recursive: true }),
  );
  const worlds = started.adopt(await startWorlds(() => new Date()), (one) => one.close());
  const { aws, slack } = worlds;
  const bare = started.adopt(startBareSlack(slack), (one) => one.stop());
  const durableFile = started.adopt(await openDurableFile(join(folder, 'durable')), (one) =>
    one.close(),
  );
  const swept = Promise.withResolvers<void>();
  const onLine = (line: string) => {
    if (line.includes('"task ran"')) swept.resolve();
  };
  const product = started.adopt(await makeProduct(worlds, folder, onLine), (one) => one.stop());
  const vpc = aws.world.addVpc({ cidr: '10.0.0.0/16' });
  let groupsCount = 0;
  return {
    watch: new Watch(aws, slack),
    bare,
    durableFile,
    addGroup: () => {
      groupsCount += 1;
      return addGroup(worlds, `bench-${groupsCount}`, vpc.vpcId);
    },
    start: async () => {
      await product.start();
      await swept.promise;
    },
    openRdp: (groups, source) => openRdp(worlds, groups, source),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

async function makeProduct(
  { aws, slack, cast }: Worlds,
  folder: string,
  onLine: (line: string) => void,
): Promise<ProductProcess> {
  const policyPath = join(folder, 'portcullis.yml');
  await writeFile(policyPath, POLICY);
  const databasePath = join(folder, 'portcullis.sqlite');
  const setting = { aws, slack, credentials: cast.product, databasePath, policyPath };
  // The poll would hear of the same records by another way.
  const env = {
    ...productEnvironment(setting, process.env),
    PORTCULLIS_TASKS: 'sweep',
    ...(process.env.PROF ? { NODE_OPTIONS: process.env.PROF } : {}),
  };
  return new ProductProcess({ env, now: () => new Date(), onLine });
}

function addGroup({ aws }: Worlds, groupName: string, vpcId: string): SecurityGroup {
  const source = { kind: 'ipv4', cidr: '10.9.8.0/28' } as const;
  const rule = { direction: 'ingress', protocol: 'tcp', source } as const;
  const rules = [{ ...rule, fromPort: RDP_PORT, toPort: RDP_PORT }];
  return aws.world.addGroup({ groupName, vpcId, rules });
}

async function openRdp(
  { aws, cast }: Worlds,
  groups: readonly SecurityGroup[],
  source: string,
): Promise<() => number> {
  const credentials = cast.people[0]?.credentials;
  if (credentials === undefined) throw new Error('Expected somebody who can change groups');
  const client = new EC2Client({ endpoint: aws.url, region: aws.region, credentials });
  const { release } = aws.faults.delayRecords();
  for (const { groupId } of groups) {
    const range = { IpProtocol: 'tcp', FromPort: RDP_PORT, ToPort: RDP_PORT };
    const IpPermissions = [{ ...range, IpRanges: [{ CidrIp: source }] }];
    await client.send(
      new AuthorizeSecurityGroupIngressCommand({ GroupId: groupId, IpPermissions }),
    );
  }
  client.destroy();
  return () => {
    const atMs = performance.now();
    release();
    return atMs;
  };
}
