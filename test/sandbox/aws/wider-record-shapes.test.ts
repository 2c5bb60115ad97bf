import { type EC2Client, ModifyManagedPrefixListCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../src/sandbox/aws/identity/identity.ts';
import { ALICE, type EmulatedAws, emulatedAws } from './support/emulated-aws.ts';
import { shapeDifferences } from './support/shape-differences.ts';
import { hasSamples, sample } from './support/shared-samples.ts';

const CONSOLE_USER: Identity = { kind: 'iam-user', userName: 'bob', fromConsole: true };

interface Case {
  readonly file: string;
  readonly as?: Identity;
  /** Differences that are known, each with its reason in a constant above or beside it. */
  readonly known?: readonly string[];
  readonly call: (cloud: EmulatedAws, ec2: EC2Client) => Promise<unknown>;
}

function seedList(cloud: EmulatedAws): string {
  const entries = [{ cidr: '10.0.0.0/8' }];
  const seed = { name: 'corp-vpn', family: 'ipv4', maxEntries: 10, entries } as const;
  return cloud.aws.world.addPrefixList(seed).prefixListId;
}

const SHORTENED_LIST = [
  'addressFamily',
  'maxEntries',
  'ownerId',
  'prefixListArn',
  'prefixListName',
];

const INFERRED: readonly Case[] = [
  {
    file: 'modifymanagedprefixlist-add-one',
    as: CONSOLE_USER,
    call: (cloud, ec2) => {
      const AddEntries = [{ Cidr: '0.0.0.0/0', Description: 'temp' }];
      const list = { PrefixListId: seedList(cloud), CurrentVersion: 1 };
      return ec2.send(new ModifyManagedPrefixListCommand({ ...list, AddEntries }));
    },
  },
  {
    file: 'modifymanagedprefixlist-add-two-remove-one',
    as: CONSOLE_USER,
    // The sample's answer was written shorter than its neighbour's.
    known: SHORTENED_LIST.map(
      (key) => `$.responseElements.ModifyManagedPrefixListResponse.prefixList.${key}: extra`,
    ),
    call: (cloud, ec2) => {
      const AddEntries = [{ Cidr: '198.51.100.0/24' }, { Cidr: '203.0.113.0/24' }];
      const RemoveEntries = [{ Cidr: '10.0.0.0/8' }];
      const list = { PrefixListId: seedList(cloud), CurrentVersion: 1 };
      return ec2.send(new ModifyManagedPrefixListCommand({ ...list, AddEntries, RemoveEntries }));
    },
  },
];

/** The last record that the case's call leaves, as JSON; refusals are part of some cases. */
async function emitted({ as = ALICE, call }: Case): Promise<unknown> {
  await using cloud = await emulatedAws();
  await Promise.allSettled([call(cloud, cloud.as(as))]);
  return JSON.parse(JSON.stringify(cloud.aws.records.at(-1)));
}

describe.skipIf(!hasSamples)('records have the keys and types of inferred ones', () => {
  it.each(INFERRED)('$file', async (example) => {
    const inferred = sample(`cloudtrail/constructed/${example.file}.json`);
    const differences = shapeDifferences(inferred, await emitted(example));
    expect(differences.toSorted()).toEqual(example.known ?? []);
  });
});
