import { EC2Client } from '@aws-sdk/client-ec2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import {
  type AwsEmulator,
  type AwsEmulatorOptions,
  startAwsEmulator,
} from '../../../../src/sandbox/aws/emulator.ts';
import type { Credentials, Identity } from '../../../../src/sandbox/aws/identity/identity.ts';
import type { SecurityGroup } from '../../../../src/sandbox/aws/world/model.ts';
import type { SeedRule } from '../../../../src/sandbox/aws/world/seed-groups.ts';

/** When the tests' clock starts: nothing here depends on the day. */
export const STARTED_AT = new Date('2026-03-01T09:00:00.500Z');

/** An emulator with a non-default VPC, one caller, and real SDK clients that try once: a retry would
 * hide what a fault did. */
export interface EmulatedAws {
  readonly aws: AwsEmulator;
  readonly ec2: EC2Client;
  readonly sqs: SQSClient;
  readonly sts: STSClient;
  readonly vpcId: string;
  group(rules?: readonly SeedRule[], groupName?: string): SecurityGroup;
  as(identity: Identity): EC2Client;
  ec2With(credentials: Credentials): EC2Client;
  /** Moves the clock forward. */
  advance(seconds: number): void;
  [Symbol.asyncDispose](): Promise<void>;
}

export const ALICE: Identity = {
  kind: 'iam-user',
  userName: 'alice',
  sourceIpAddress: '192.0.2.7',
};

/** Starts one; `await using` closes it. */
export async function emulatedAws(options: Partial<AwsEmulatorOptions> = {}): Promise<EmulatedAws> {
  let nowMs = STARTED_AT.getTime();
  const aws = await startAwsEmulator({
    now: () => new Date(nowMs),
    newId: countedIds(),
    ...options,
  });
  const { vpcId } = aws.world.addVpc({ cidr: '10.0.0.0/16' });
  const clients: { destroy(): void }[] = [];
  const clientOptions = (credentials: Credentials) => {
    return { endpoint: aws.url, region: aws.region, credentials, maxAttempts: 1 };
  };
  const kept = <Client extends { destroy(): void }>(client: Client) => {
    clients.push(client);
    return client;
  };
  const ec2With = (credentials: Credentials) => kept(new EC2Client(clientOptions(credentials)));
  const alice = aws.addIdentity(ALICE);
  return {
    aws,
    vpcId,
    ec2With,
    ec2: ec2With(alice),
    sqs: kept(new SQSClient(clientOptions(alice))),
    sts: kept(new STSClient(clientOptions(alice))),
    as: (identity) => ec2With(aws.addIdentity(identity)),
    group: (rules = [], groupName = `group-${aws.world.state.groups.size}`) =>
      aws.world.addGroup({ groupName, vpcId, rules, defaultEgress: false }),
    advance: (seconds) => {
      nowMs += seconds * 1_000;
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) client.destroy();
      await aws.close();
    },
  };
}

/** Ids that look like AWS's and count up. */
export function countedIds(): (prefix: string) => string {
  let count = 0;
  return (prefix) => {
    count += 1;
    const hex = count.toString(16);
    if (prefix !== '') return `${prefix}-${hex.padStart(17, '0')}`;
    return `00000000-0000-4000-8000-${hex.padStart(12, '0')}`;
  };
}

/** A seeded ingress rule of TCP `port` from `cidr`. */
export function tcpFrom(cidr: string, port: number, more: Partial<SeedRule> = {}): SeedRule {
  const source = { kind: cidr.includes(':') ? 'ipv6' : 'ipv4', cidr } as const;
  return { direction: 'ingress', protocol: 'tcp', fromPort: port, toPort: port, source, ...more };
}

/** The name of the error that `call` rejects with; fails when it does not. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  return (await errorOf(call)).name;
}

/** The error that `call` rejects with; fails when it does not. */
export async function errorOf(call: Promise<unknown>): Promise<Error> {
  const outcome = await call.then(
    () => 'Nothing was refused',
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome;
  throw new Error(`Expected an Error, got: ${String(outcome)}`);
}
