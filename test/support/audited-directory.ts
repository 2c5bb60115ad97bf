import type { ScenarioChoice } from '../../src/domain/scenario/scenario-choice.ts';
import { choiceOf } from '../../src/domain/scenario/scenario-choice.ts';
import { wantedRules } from '../../src/domain/scenario/wanted-rules.ts';
import type { AwsEmulator } from '../../src/sandbox/aws/emulator.ts';
import type { Directory, Trust } from '../../src/sandbox/aws/world/directory.ts';
import type { RuleSource } from '../../src/sandbox/aws/world/model.ts';
import type { SeedRule } from '../../src/sandbox/aws/world/seed-groups.ts';

export const DIRECTORY_ID = 'd-926714e2b0';
export const ON_PREMISES = '192.168.0.0/16';
export const CLIENTS = '10.0.0.0/16';

/** Native workloads with trust, for the networks of the tests. */
export const NATIVE: ScenarioChoice = choiceOf({
  name: 'nativeWorkloadsWithTrust',
  networks: { onPremises: [ON_PREMISES], clients: [CLIENTS] },
  isLdapsUsed: true,
  isTrustCreated: false,
});

const TRUST: Trust = {
  trustId: 't-926714e2c1',
  remoteDomainName: 'hq.example.com',
  type: 'Forest',
  direction: 'Two-Way',
  state: 'Verified',
};

/** A directory with the group that AWS makes, open to everywhere, and a trust. */
export function openDirectory(
  { world }: AwsEmulator,
  seed: Partial<Directory> & Pick<Directory, 'vpcId'>,
): Directory & { readonly securityGroupId: string } {
  const directory = world.addDirectory({
    directoryId: DIRECTORY_ID,
    name: 'ad.example.com',
    trusts: [TRUST],
    ...seed,
  });
  return { ...directory, securityGroupId: directory.securityGroupId ?? '' };
}

/** The same with exactly the rules of a choice, and `more` besides, less those that `without` names. */
export function directoryAsWanted(
  aws: AwsEmulator,
  { vpcId, ...seed }: Partial<Directory> & Pick<Directory, 'vpcId'>,
  {
    choice = NATIVE,
    more = [],
    without = () => false,
  }: {
    readonly choice?: ScenarioChoice;
    readonly more?: readonly SeedRule[];
    readonly without?: (rule: SeedRule) => boolean;
  } = {},
): Directory & { readonly securityGroupId: string } {
  const groupId = 'sg-0926714e2b0926714';
  const rules = wantedRules(choice, groupId).map((rule): SeedRule => {
    const { direction, protocol, fromPort, toPort, source } = rule;
    return {
      direction: direction === 'inbound' ? 'ingress' : 'egress',
      protocol,
      fromPort,
      toPort,
      source: seedSource(source, aws.accountId),
    };
  });
  aws.world.addGroup({
    groupId,
    groupName: `${DIRECTORY_ID}_controllers`,
    vpcId,
    rules: [...rules.filter((rule) => !without(rule)), ...more],
    defaultEgress: false,
  });
  return openDirectory(aws, { vpcId, securityGroupId: groupId, ...seed });
}

function seedSource(text: string, userId: string): RuleSource {
  if (text.startsWith('sg-')) return { kind: 'group', groupId: text, userId };
  if (text.startsWith('pl-')) return { kind: 'prefix-list', prefixListId: text };
  return { kind: text.includes(':') ? 'ipv6' : 'ipv4', cidr: text };
}
