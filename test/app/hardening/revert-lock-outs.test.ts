import { describe, expect, it } from 'vitest';
import { revertLockOuts } from '../../../src/app/hardening/revert-lock-outs.ts';
import { describeLockOut } from '../../../src/domain/lock-out/describe-lock-out.ts';
import { cidr } from '../../../src/domain/net/cidr.ts';
import { sourceSet } from '../../../src/domain/net/source.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { choiceOf } from '../../../src/domain/scenario/scenario-choice.ts';
import { adapterOnEmulator } from '../../adapters/aws/adapter-on-emulator.ts';
import { findingOf } from '../../domain/finding/finding-of.ts';
import { POLICY } from '../../support/findings.ts';
import { CHOICE } from '../../support/hardenings.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';

const KERBEROS = { protocol: 'tcp', fromPort: 88, toPort: 88 } as const;
const CLIENTS = { kind: 'ipv4', cidr: '10.0.0.0/16' } as const;

/** The policy's guard of directories, with a scenario where one is chosen. */
function policy(scenario?: Policy['guards'][number]['scenario']): Policy {
  const rdp = sourceSet([{ kind: 'cidr', cidr: cidr('10.9.8.0/28') }]);
  return {
    ...POLICY,
    guards: [
      {
        name: 'directories',
        kind: 'directory',
        match: [{ name: 'd-*_controllers' }],
        approved: new Map([['rdp', rdp]]),
        ...(scenario === undefined ? {} : { scenario }),
      },
    ],
  };
}

async function cutBy(given: Policy): Promise<readonly string[]> {
  const emulated = await adapterOnEmulator();
  const { aws, groups, lists, interfaces } = emulated;
  const group = emulated.group(
    [{ direction: 'ingress', ...KERBEROS, source: CLIENTS }],
    'd-0123456789_controllers',
  );
  const rules = [{ ruleId: null, ...KERBEROS, source: CLIENTS.cidr }];
  const plan = emulated.plan(group.groupId, rules);
  expect(aws.world.state.groups.has(group.groupId)).toBe(true);
  const clock = simulatedClock(0);
  const needs = { groups, lists, interfaces, clock, policy: given };
  const { lockOuts, notKnown } = await revertLockOuts(findingOf(), plan, needs);
  expect(notKnown).toEqual([]);
  return lockOuts.map(describeLockOut);
}

describe('the revert of a rule of a directory', () => {
  it('that its scenario requires is said to cut it, and for whom', async () => {
    const [cut, ...others] = await cutBy(policy(choiceOf(CHOICE)));
    expect(cut).toContain('would cut Kerberos, which the scenario requires');
    expect(cut).toContain('10.0.0.0/16');
    expect(others).toEqual([]);
  });

  it('cuts nothing where no scenario is chosen, and nothing else lets these networks in', async () => {
    expect(await cutBy(policy())).toEqual([]);
  });
});
