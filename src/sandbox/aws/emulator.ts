import { type Behaviour, USUAL_BEHAVIOUR } from './behaviour.ts';
import { cloudTrailService } from './cloudtrail/lookup-events.ts';
import { Trail } from './cloudtrail/trail.ts';
import { COVERAGE } from './coverage.ts';
import { type CallMade, Dispatcher } from './dispatch.ts';
import { directoryActions } from './ds/directory-actions.ts';
import { dsService } from './ds/service.ts';
import { ec2CallerFor, ec2Service } from './ec2/service.ts';
import { FaultBook, type Faults } from './faults.ts';
import type { Credentials, Identity } from './identity/identity.ts';
import { Principals } from './identity/principals.ts';
import { Roles, type SeedRole } from './identity/roles.ts';
import type { NewId } from './ids.ts';
import { quotasService } from './quotas/service.ts';
import { type LoopbackServer, listenOnLoopback } from './server.ts';
import { MessageQueue } from './sqs/queue.ts';
import { sqsService } from './sqs/service.ts';
import { ssmService } from './ssm/service.ts';
import { stsService } from './sts/service.ts';
import type { Directory } from './world/directory.ts';
import { LiveWorld, type World } from './world/world.ts';

export interface AwsEmulatorOptions {
  readonly now: () => Date;
  readonly newId: NewId;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 111122223333, an account id of AWS's documentation. */
  readonly accountId?: string;
  /** Default eu-central-1. */
  readonly region?: string;
  /** Receives after which a message goes to the dead-letter queue. Default 5. */
  readonly maxReceiveCount?: number;
}

/** A small AWS on the loopback interface for real SDK clients: EC2 security groups and what
 * they stand on, Directory Service, what Systems Manager manages, the CloudTrail records of changing
 * these, LookupEvents and the SQS queue that carry them, and STS. Signatures are not
 * checked: the access key id says who calls. See `coverage.ts` and `differences.md`. */
export interface AwsEmulator {
  /** For `endpoint` or `AWS_ENDPOINT_URL`, e.g. `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly accountId: string;
  readonly region: string;
  /** What exists in `region`. */
  readonly world: World;
  /** What exists in a Region of an account, of `accountId` unless said: nothing, until something is seeded or made
   * there. */
  worldOf(region: string, accountId?: string): World;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly faults: Faults;
  /** Every CloudTrail record emitted, oldest first (the last 10,000). */
  readonly records: readonly object[];
  /** Every call answered or refused, oldest first (the last 10,000). */
  readonly calls: readonly CallMade[];
  addIdentity(identity: Identity): Credentials;
  /** A role that AssumeRole gives credentials of. Answers its ARN. */
  addRole(role: SeedRole): string;
  /** Changes how AWS behaves from the next call on; what is left out stays. */
  behave(changes: Partial<Behaviour>): void;
  /** Moves a directory that CreateMicrosoftAD asked for to its next stage (Requested → Creating →
   * Active) and answers it. With Creating, Directory Service makes the controllers' group, with rules
   * open to everywhere, and their interfaces: EC2 records tell of it. */
  advanceDirectory(directoryId: string): Directory;
  /** Calls `listener` after every state change and every call; the answer takes it off again. */
  onChange(listener: () => void): () => void;
  /** Delivers `record` to the queue in an EventBridge envelope, past the record faults. */
  putRecord(record: object): void;
  /** Sends a raw message body to the queue. */
  putMessage(body: string): void;
  /** Ends long polls and held calls, closes every connection. */
  close(): Promise<void>;
}

const DEFAULTS = {
  port: 0,
  accountId: '111122223333',
  region: 'eu-central-1',
  maxReceiveCount: 5,
} as const;

const QUEUE_NAME = 'portcullis-events';
const DEAD_LETTER_QUEUE_NAME = 'portcullis-events-dead-letters';

type Settings = Required<AwsEmulatorOptions>;

/** Starts an empty AWS: no VPC, no group, no identity. Rejects when the port is taken. */
export async function startAwsEmulator(options: AwsEmulatorOptions): Promise<AwsEmulator> {
  const settings: Settings = { ...DEFAULTS, ...options };
  const server = await listenOnLoopback(settings.port);
  const url = `http://127.0.0.1:${server.port}`;
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const queues = makeQueues(settings, url);
  const parts = assemble(settings, queues, changed);
  server.serve((request) => parts.dispatcher.answer(request));
  return { ...facade(settings, queues, parts), ...lifetime(url, server, queues, listeners) };
}

interface Queues {
  readonly events: MessageQueue;
  readonly deadLetters: MessageQueue;
}

function makeQueues(settings: Settings, url: string): Queues {
  const { now, newId, accountId, region, maxReceiveCount } = settings;
  const common = (name: string) => ({
    name,
    url: `${url}/${accountId}/${name}`,
    arn: `arn:aws:sqs:${region}:${accountId}:${name}`,
    now,
    newId,
  });
  const deadLetters = new MessageQueue(common(DEAD_LETTER_QUEUE_NAME));
  const redrive = { deadLetters, maxReceiveCount };
  return { events: new MessageQueue({ ...common(QUEUE_NAME), redrive }), deadLetters };
}

type Parts = ReturnType<typeof assemble>;

function assemble(settings: Settings, { events, deadLetters }: Queues, changed: () => void) {
  const { now, newId } = settings;
  const principals = new Principals(settings);
  const roles = new Roles();
  const trail = new Trail({ ...settings, deliver: (body) => events.send(body) });
  let behaviour = USUAL_BEHAVIOUR;
  const faults = new FaultBook(new Set(COVERAGE.map(({ action }) => action)), trail);
  const shared = { ...settings, principals, trail, faults, behaviour: () => behaviour, changed };
  const global = {
    sts: stsService({ newId, now, principals, roles, faults }),
    sqs: sqsService({ newId, principals, faults, queues: [events, deadLetters] }),
  };
  const made = new Map<string, RegionParts>();
  const inRegion = (asked: string, accountId = settings.accountId): RegionParts => {
    const region = asked === '' ? settings.region : asked;
    const key = `${accountId}/${region}`;
    const known = made.get(key) ?? regionParts({ ...shared, accountId, region });
    made.set(key, known);
    return known;
  };
  // Who calls acts in their own account; nobody's key is refused by the service.
  const servicesOf = (region: string, accessKeyId: string) => {
    return { ...global, ...inRegion(region, principals.accountOf(accessKeyId)).services };
  };
  const { world, directories } = inRegion(settings.region);
  const worldOf = (region: string, accountId?: string) => inRegion(region, accountId).world;
  const dispatcher = new Dispatcher({ now, faults, servicesOf, changed });
  const behave = (changes: Partial<Behaviour>) => {
    behaviour = { ...behaviour, ...changes };
  };
  return { world, worldOf, roles, principals, trail, faults, dispatcher, behave, directories };
}

type RegionParts = ReturnType<typeof regionParts>;

/** What each account has of its own in each Region. Callers, roles, faults and the queue are there for all. */
function regionParts(
  shared: Settings & {
    readonly principals: Principals;
    readonly trail: Trail;
    readonly faults: FaultBook;
    readonly behaviour: () => Behaviour;
    readonly changed: () => void;
  },
) {
  const common = { ...shared, world: new LiveWorld(shared) };
  const directories = directoryActions({ ...common, callEc2As: ec2CallerFor(common) });
  const services = {
    ec2: ec2Service(common),
    ds: dsService({ ...common, directories }),
    ssm: ssmService(common),
    quotas: quotasService(common),
    cloudtrail: cloudTrailService(common),
  };
  return { world: common.world, directories, services };
}

type Lifetime = Pick<AwsEmulator, 'url' | 'onChange' | 'close'>;

function facade(
  settings: Settings,
  queues: Queues,
  parts: Parts,
): Omit<AwsEmulator, keyof Lifetime> {
  const { world, faults, trail, dispatcher, principals } = parts;
  return {
    accountId: settings.accountId,
    region: settings.region,
    world,
    worldOf: parts.worldOf,
    faults,
    queueUrl: queues.events.options.url,
    deadLetterQueueUrl: queues.deadLetters.options.url,
    records: trail.records,
    calls: dispatcher.calls,
    addIdentity: (identity) => principals.add(identity),
    addRole: (role) => parts.roles.add(role),
    behave: parts.behave,
    advanceDirectory: (directoryId) => parts.directories.advance(directoryId),
    putRecord: (record) => trail.put(record),
    putMessage: (body) => {
      queues.events.send(body);
    },
  };
}

function lifetime(
  url: string,
  server: LoopbackServer,
  queues: Queues,
  listeners: Set<() => void>,
): Lifetime {
  return {
    url,
    onChange: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    close: async () => {
      await server.close();
      queues.events.close();
      queues.deadLetters.close();
    },
  };
}
