import { onTestFinished } from 'vitest';
import { ec2NetworkInterfaces } from '../../../src/adapters/aws/network-interfaces.ts';
import { ec2PrefixLists } from '../../../src/adapters/aws/prefix-lists.ts';
import { ec2SecurityGroups } from '../../../src/adapters/aws/security-groups.ts';
import type { NetworkInterfaces, PrefixLists, SecurityGroups } from '../../../src/app/ports.ts';
import type { RulesPlan } from '../../../src/domain/plan/plan.ts';
import type { PlannedRule } from '../../../src/domain/plan/planned-rule.ts';
import { type EmulatedAws, emulatedAws } from '../../sandbox/aws/support/emulated-aws.ts';
import { homeOnly } from '../../support/accounts.ts';

/** What the adapters' clock says. */
export const NOW = Date.parse('2026-03-01T09:30:00Z');

/** An account that is not home. */
export const ANOTHER_ACCOUNT = '999999999999';

export interface AdapterOnEmulator extends EmulatedAws {
  readonly groups: SecurityGroups;
  readonly lists: PrefixLists;
  readonly interfaces: NetworkInterfaces;
  /** The account and Region of the emulator. */
  readonly place: { readonly accountId: string; readonly region: string };
  /** A group as the ports name it. */
  address(groupId: string): { accountId: string; region: string; groupId: string };
  /** A plan that revokes `rules` of a group. */
  plan(groupId: string, rules: readonly PlannedRule[]): RulesPlan;
  /** The sources of a group's rules that are left, inbound unless said. */
  sourcesLeft(groupId: string, direction?: 'ingress' | 'egress'): readonly string[];
  /** How often an action was called. */
  callsOf(action: string): number;
}

/** The adapter as the product makes it, its SDK pointed at an emulator through the environment. */
export async function adapterOnEmulator(): Promise<AdapterOnEmulator> {
  const emulated = await emulatedAws();
  const { aws } = emulated;
  const credentials = aws.addIdentity({
    kind: 'assumed-role',
    roleName: 'portcullis',
    sessionName: 'portcullis',
  });
  const restore = setEnvironment({
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
  });
  onTestFinished(async () => {
    restore();
    await emulated[Symbol.asyncDispose]();
  });
  const place = { accountId: aws.accountId, region: aws.region };
  const clock = { now: () => NOW };
  const address = (groupId: string) => ({ ...place, groupId });
  return {
    ...emulated,
    place,
    groups: ec2SecurityGroups(homeOnly(aws.accountId)),
    lists: ec2PrefixLists(homeOnly(aws.accountId), clock),
    interfaces: ec2NetworkInterfaces(homeOnly(aws.accountId), clock),
    address,
    plan: (groupId, revoke) => ({
      ...address(groupId),
      kind: 'rules',
      direction: 'inbound',
      intent: 'revert',
      findingId: 'f-1',
      restore: [],
      revoke,
      caveat: null,
      hash: 'a'.repeat(64),
    }),
    sourcesLeft: (groupId, direction = 'ingress') =>
      (aws.world.state.groups.get(groupId)?.rules ?? [])
        .filter((rule) => rule.direction === direction)
        .map(({ source }) => ('cidr' in source ? source.cidr : source.kind)),
    callsOf: (action) => aws.calls.filter((call) => call.action === action).length,
  };
}

/** The SDK's default chain reads the environment: there is no other way in. */
function setEnvironment(variables: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
