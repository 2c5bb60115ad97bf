import { onTestFinished } from 'vitest';
import { awsDirectories } from '../../src/adapters/aws/directories.ts';
import { ec2GroupListing } from '../../src/adapters/aws/group-listing.ts';
import { ec2Hosts } from '../../src/adapters/aws/hosts.ts';
import { awsQuotas } from '../../src/adapters/aws/quotas.ts';
import { ec2RuleSteps } from '../../src/adapters/aws/rule-steps.ts';
import type { OpenStore } from '../../src/adapters/store/open-store.ts';
import { openSqliteStore } from '../../src/adapters/store/sqlite-store.ts';
import { openHardenDesk } from '../../src/app/harden-desk.ts';
import { rulesPerGroup } from '../../src/app/hardening/rules-per-group.ts';
import { type ActHardeningNeeds, actHardening } from '../../src/app/jobs/act-hardening.ts';
import type {
  Clock,
  HardenDesk,
  HardeningTouch,
  RuleSteps,
  StepAnswer,
  TypedChoice,
} from '../../src/app/ports.ts';
import type { HardenStep } from '../../src/domain/harden/harden-plan.ts';
import type { Hardening } from '../../src/domain/hardening/hardening.ts';
import { SECOND_MS } from '../../src/domain/instant.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import type { Directory } from '../../src/sandbox/aws/world/directory.ts';
import type { SecurityGroup } from '../../src/sandbox/aws/world/model.ts';
import { type AdapterOnEmulator, adapterOnEmulator } from '../adapters/aws/adapter-on-emulator.ts';
import { homeOnly } from './accounts.ts';
import { fakeChannel } from './fake-channel.ts';
import { POLICY } from './findings.ts';

/** The networks of the tests: on-premises, and clients. */
export const ON_PREMISES = '192.168.0.0/16';
export const CLIENTS = '10.0.0.0/16';

/** The whole scenario with trust, for these networks. */
export const WITH_TRUST: TypedChoice = {
  table: 'nativeWorkloadsWithTrust',
  networks: { onPremises: ON_PREMISES, clients: CLIENTS },
  isLdapsUsed: true,
  isTrustCreated: false,
};

/** What one step is answered with instead of EC2's answer. `isTaken`: it is made all the same. */
export interface ScriptedStep {
  readonly answer: StepAnswer | 'never' | null;
  readonly isTaken: boolean;
  /** Done just after the call, as somebody else would. */
  readonly meanwhile?: () => Promise<void>;
}

/** The desk and the execution of hardenings, between a store in memory and the emulated AWS. */
export interface HardenBench extends AdapterOnEmulator {
  readonly desk: HardenDesk;
  readonly store: OpenStore;
  readonly clock: Clock & { now: () => number; shift(ms: number): void };
  readonly directory: Directory;
  /** The directory's group as it is now. */
  group(): SecurityGroup;
  /** What the next steps are answered with; null lets one pass. */
  readonly nextSteps: (ScriptedStep | null)[];
  /** The steps that were asked for. */
  readonly steps: readonly HardenStep[];
  /** Proposes, as Alice. */
  propose(choice?: TypedChoice): Promise<Hardening>;
  touch(hardening: Hardening, userId?: string): HardeningTouch & { readonly planHash: string };
  /** Executes what is approved, on another store if one is given. */
  act(hardening: Hardening, on?: ActHardeningNeeds['store']): Promise<void>;
  hardening(id: string): Promise<Hardening>;
  /** The group's rules as texts, sorted: without ids, with descriptions. */
  rules(): readonly string[];
}

/** Waits between reads end at once; those that bound a call last as long as they are. */
function impatientClock(): HardenBench['clock'] {
  let shifted = 0;
  const now = () => Date.now() + shifted;
  return {
    now,
    shift: (ms) => {
      shifted += ms;
    },
    wait: (ms, signal) => {
      if (ms <= 2 * SECOND_MS) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
  };
}

/** A directory whose group is open to everywhere, as AWS makes it. */
export async function hardenBench({
  directory: seed = {},
  policy = POLICY,
}: {
  readonly directory?: Partial<Directory>;
  readonly policy?: Policy;
} = {}): Promise<HardenBench> {
  const emulated = await adapterOnEmulator();
  const { aws, place } = emulated;
  const { vpcId } = aws.world.addVpc({ cidr: '10.0.0.0/16' });
  const directory = aws.world.addDirectory({ vpcId, ...seed });
  const store = await openSqliteStore(':memory:', { onCommit: () => undefined });
  onTestFinished(() => store.close());
  const clock = impatientClock();
  const ignore = () => undefined;
  const log = { error: ignore, warn: ignore, info: ignore, debug: ignore };
  const { groups, lists, interfaces } = emulated;
  const ec2 = { groups, lists, interfaces, hosts: ec2Hosts(homeOnly(place.accountId)) };
  const directories = awsDirectories(homeOnly(place.accountId));
  let ids = 0;
  const nextSteps: (ScriptedStep | null)[] = [];
  const steps: HardenStep[] = [];
  const real = ec2RuleSteps(homeOnly(place.accountId));
  const ruleSteps: RuleSteps = {
    take: async (address, step) => {
      steps.push(step);
      const scripted = nextSteps.shift() ?? null;
      if (scripted === null) return real.take(address, step);
      const answer = scripted.isTaken ? await real.take(address, step) : null;
      await scripted.meanwhile?.();
      if (scripted.answer === 'never') return new Promise(() => undefined);
      const given = scripted.answer ?? answer;
      if (given === null) throw new Error('A scripted step needs an answer');
      return given;
    },
  };
  const person = (userId: string) => ({
    userId,
    teamId: 'T1',
    enterpriseId: null,
    isDeactivated: false,
    isBot: false,
    isGuest: false,
    isStranger: false,
    userGroupIds: [],
  });
  const needs = {
    ...ec2,
    directories,
    listing: ec2GroupListing(homeOnly(place.accountId)),
    rulesPerGroup: rulesPerGroup({ quotas: awsQuotas(homeOnly(place.accountId)), clock, log }),
    store,
    people: { lookUp: (userId: string) => Promise.resolve(person(userId)) },
    channel: fakeChannel(),
    policy: { ...policy, approvers: { userIds: ['U1', 'U2'], userGroupIds: [] } },
    home: { teamId: 'T1', enterpriseId: null },
    accountId: place.accountId,
    ownAccountIds: new Set([place.accountId]),
    region: place.region,
    regions: [place.region, 'eu-west-1'],
    ids: { hardeningId: () => `h-${++ids}` },
    startedAt: clock.now(),
    planNarrowing: () => Promise.reject(new Error('Nothing was to be narrowed')),
    simulateRevert: () => Promise.resolve({ lockOuts: [], notKnown: [] }),
    foreseeConnections: () => Promise.resolve({ on: [], notKnown: [] }),
    clock,
    log,
  };
  const desk = openHardenDesk(needs);
  const acting: ActHardeningNeeds = { ...ec2, ruleSteps, store, clock, log };
  const group = (): SecurityGroup => {
    const found = aws.world.state.groups.get(directory.securityGroupId ?? '');
    if (found === undefined) throw new Error('The directory has no group');
    return found;
  };
  return {
    ...emulated,
    desk,
    store,
    clock,
    directory,
    group,
    nextSteps,
    steps,
    propose: async (choice = WITH_TRUST) => {
      const asked = { userId: 'U1', directoryId: directory.directoryId, choice };
      const answer = await desk.proposeHarden(asked);
      if (answer.kind !== 'proposed') throw new Error(JSON.stringify(answer));
      return answer.hardening;
    },
    touch: ({ id, plan }, userId = 'U1') => ({
      userId,
      hardeningId: id,
      address: null,
      planHash: plan.hash,
    }),
    act: ({ id }, on = store) => actHardening(id, { ...acting, store: on }),
    hardening: async (id) => {
      const found = await store.hardening(id);
      if (found === null) throw new Error(`No hardening ${id}`);
      return found;
    },
    rules: () => group().rules.map(ruleText).sort(),
  };
}

function ruleText({
  direction,
  protocol,
  fromPort,
  toPort,
  source,
  description,
}: SecurityGroup['rules'][number]): string {
  const whom = 'cidr' in source ? source.cidr : JSON.stringify(source);
  return `${direction} ${protocol} ${fromPort}-${toPort} ${whom} ${description ?? ''}`;
}
