import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteSecurityGroupCommand,
  type EC2Client,
  type IpPermission,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroupRuleRequest,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../src/sandbox/aws/identity/identity.ts';
import type { SeedRule } from '../../../src/sandbox/aws/world/seed-groups.ts';
import { ALICE, type EmulatedAws, emulatedAws, tcpFrom } from './support/emulated-aws.ts';
import { shapeDifferences } from './support/shape-differences.ts';
import { hasSamples, sample } from './support/shared-samples.ts';

const CONSOLE_USER: Identity = { kind: 'iam-user', userName: 'bob', fromConsole: true };
const CONSOLE_ROLE: Identity = {
  kind: 'assumed-role',
  roleName: 'voclabs',
  sessionName: 's',
  fromConsole: true,
};

/** Keys that AWS added after the sample was recorded. */
const RULE_ARN = '$.responseElements.securityGroupRuleSet.items.0.securityGroupRuleArn: extra';
const SECOND_RULE_ARN = RULE_ARN.replace('items.0', 'items.1');
const REVOKED = '$.responseElements.revokedSecurityGroupRuleSet: extra';

interface Scene {
  readonly cloud: EmulatedAws;
  readonly ec2: EC2Client;
  readonly GroupId: string;
  readonly ruleIds: readonly string[];
}

interface Case {
  readonly file: string;
  readonly as?: Identity;
  readonly rules?: readonly SeedRule[];
  readonly newer?: readonly string[];
  readonly call: (scene: Scene) => Promise<unknown>;
}

function flat(port: number) {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, CidrIp: '0.0.0.0/0' };
}

function from(IpRanges: IpPermission['IpRanges'], port: number): IpPermission {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges };
}

const ANY = [{ CidrIp: '0.0.0.0/0' }];
const ALL_FROM_ANY: IpPermission = { IpProtocol: '-1', IpRanges: ANY };
const ALL_OUT: SeedRule = { ...tcpFrom('0.0.0.0/0', -1), protocol: '-1', direction: 'egress' };
const V6_RULE = tcpFrom('2001:db8::/32', 3389);

function authorize(...IpPermissions: IpPermission[]): Case['call'] {
  return ({ ec2, GroupId }) =>
    ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
}

function modify(...values: SecurityGroupRuleRequest[]): Case['call'] {
  return ({ ec2, GroupId, ruleIds }) => {
    const SecurityGroupRules = values.map((SecurityGroupRule, index) => {
      return { SecurityGroupRuleId: ruleIds[index], SecurityGroupRule };
    });
    return ec2.send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules }));
  };
}

const REAL: readonly Case[] = [
  {
    file: 'AuthorizeSecurityGroupIngress/04-tf-sdkv2-2026-rulearn',
    call: authorize(from(ANY, 22)),
  },
  {
    file: 'AuthorizeSecurityGroupIngress/01-tf-tcp443-v4-description',
    newer: [RULE_ARN],
    call: authorize(from([{ CidrIp: '0.0.0.0/0', Description: 'TLS' }], 443)),
  },
  {
    file: 'AuthorizeSecurityGroupIngress/02-sdk-flat-cidrip-22',
    newer: [RULE_ARN],
    call: ({ ec2, GroupId }) =>
      ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, ...flat(22) })),
  },
  {
    file: 'AuthorizeSecurityGroupIngress/20-denied-client-unauthorizedoperation',
    call: (scene) => {
      scene.cloud.aws.faults.deny();
      return authorize(from(ANY, 22))(scene);
    },
  },
  {
    file: 'AuthorizeSecurityGroupEgress/01-tf-all-proto-v4v6',
    newer: [RULE_ARN, SECOND_RULE_ARN],
    call: ({ ec2, GroupId }) => {
      const IpPermissions = [{ ...ALL_FROM_ANY, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }];
      return ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
    },
  },
  {
    file: 'AuthorizeSecurityGroupEgress/02-tf-2026-all-proto',
    call: ({ ec2, GroupId }) => {
      const IpPermissions = [ALL_FROM_ANY];
      return ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
    },
  },
  {
    file: 'RevokeSecurityGroupIngress/01-tf-2026-by-permissions',
    rules: [tcpFrom('0.0.0.0/0', 22)],
    call: ({ ec2, GroupId }) => {
      const IpPermissions = [from(ANY, 22)];
      return ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    },
  },
  {
    file: 'RevokeSecurityGroupIngress/02-sdk-flat-cidrip-22',
    rules: [tcpFrom('0.0.0.0/0', 22)],
    newer: [REVOKED],
    call: ({ ec2, GroupId }) =>
      ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, ...flat(22) })),
  },
  {
    file: 'RevokeSecurityGroupEgress/03-tf-2026-revokedset',
    rules: [ALL_OUT],
    call: ({ ec2, GroupId }) => {
      const IpPermissions = [ALL_FROM_ANY];
      return ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
    },
  },
  {
    file: 'RevokeSecurityGroupEgress/01-tf-error-notfound-v6',
    call: ({ ec2, GroupId }) => {
      const Ipv6Ranges = [{ CidrIpv6: '::/0' }];
      const IpPermissions = [{ IpProtocol: '-1', FromPort: 0, ToPort: 0, Ipv6Ranges }];
      return ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
    },
  },
  {
    file: 'ModifySecurityGroupRules/01-console-single-rule-v4',
    as: CONSOLE_USER,
    rules: [tcpFrom('10.0.0.0/8', 443)],
    call: modify({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIpv4: '127.0.0.1/32' }),
  },
  {
    file: 'CreateSecurityGroup/01-tf',
    newer: ['$.responseElements.securityGroupArn: extra'],
    call: ({ ec2, cloud }) => {
      const Tags = [
        { Key: 'Name', Value: 'n' },
        { Key: 'a', Value: 'true' },
      ];
      const TagSpecifications = [{ ResourceType: 'security-group' as const, Tags }];
      const group = { GroupName: 'n', Description: 'd', VpcId: cloud.vpcId, TagSpecifications };
      return ec2.send(new CreateSecurityGroupCommand(group));
    },
  },
  {
    file: 'CreateSecurityGroup/07-denied',
    call: ({ ec2, cloud }) => {
      cloud.aws.faults.deny();
      return ec2.send(new CreateSecurityGroupCommand({ GroupName: 'n', Description: 'd' }));
    },
  },
  {
    file: 'DeleteSecurityGroup/01-tf',
    newer: ['$.responseElements.groupId: extra'],
    call: ({ ec2, GroupId }) => ec2.send(new DeleteSecurityGroupCommand({ GroupId })),
  },
];

/** Made by hand from the shapes of their neighbours: nobody has published a real one. */
const INFERRED: readonly Case[] = [
  {
    file: 'modifysecuritygrouprules-two-rules-array',
    as: CONSOLE_USER,
    rules: [tcpFrom('10.0.0.0/8', 3389), V6_RULE],
    call: modify(
      {
        IpProtocol: 'tcp',
        FromPort: 3389,
        ToPort: 3389,
        CidrIpv4: '0.0.0.0/0',
        Description: 'rdp',
      },
      { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, CidrIpv6: '::/0' },
    ),
  },
  {
    file: 'modifysecuritygrouprules-ipv6-single',
    as: CONSOLE_USER,
    rules: [V6_RULE],
    call: modify({ IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, CidrIpv6: '::/0' }),
  },
  {
    file: 'modifysecuritygrouprules-all-proto-numeric',
    as: CONSOLE_USER,
    rules: [tcpFrom('10.0.0.0/8', 443)],
    call: modify({ IpProtocol: '-1', FromPort: -1, ToPort: -1, CidrIpv4: '0.0.0.0/0' }),
  },
  {
    file: 'modifysecuritygrouprules-denied',
    as: CONSOLE_USER,
    rules: [tcpFrom('10.0.0.0/8', 443)],
    call: (scene) => {
      scene.cloud.aws.faults.deny();
      const values = { IpProtocol: 'tcp', FromPort: 1, ToPort: 1, CidrIpv4: '0.0.0.0/0' };
      return modify(values)(scene);
    },
  },
  {
    file: 'revokesecuritygroupingress-by-rule-ids',
    as: CONSOLE_ROLE,
    rules: [tcpFrom('0.0.0.0/0', 3389)],
    newer: [REVOKED],
    call: ({ ec2, GroupId, ruleIds }) => {
      const SecurityGroupRuleIds = [...ruleIds];
      return ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds }));
    },
  },
  {
    file: 'authorize-prefixlist',
    as: CONSOLE_ROLE,
    newer: [RULE_ARN],
    call: (scene) => {
      const list = scene.cloud.aws.world.addPrefixList({
        name: 'vpn',
        family: 'ipv4',
        maxEntries: 1,
      });
      const PrefixListIds = [{ PrefixListId: list.prefixListId, Description: 'vpn' }];
      return authorize({ IpProtocol: 'tcp', FromPort: 1, ToPort: 1, PrefixListIds })(scene);
    },
  },
  {
    file: 'authorize-duplicate-error',
    as: CONSOLE_ROLE,
    rules: [tcpFrom('0.0.0.0/0', 3389)],
    call: authorize(from(ANY, 3389)),
  },
  {
    file: 'authorize-dryrun-error',
    as: CONSOLE_ROLE,
    call: ({ ec2, GroupId }) => {
      const IpPermissions = [from(ANY, 3389)];
      const DryRun = true;
      return ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions, DryRun }));
    },
  },
  {
    file: 'authorize-numeric-protocol-udp',
    as: CONSOLE_ROLE,
    newer: [RULE_ARN],
    call: authorize({ ...from(ANY, 88), IpProtocol: '17' }),
  },
  {
    file: 'updatesecuritygroupruledescriptionsingress',
    as: CONSOLE_ROLE,
    rules: [tcpFrom('10.0.0.0/8', 3389)],
    call: ({ ec2, GroupId }) => {
      const IpPermissions = [from([{ CidrIp: '10.0.0.0/8', Description: 'new' }], 3389)];
      const update = { GroupId, IpPermissions };
      return ec2.send(new UpdateSecurityGroupRuleDescriptionsIngressCommand(update));
    },
  },
];

/** The record that the case's call leaves, as JSON; refusals are part of some cases. */
async function emitted({ as = ALICE, rules = [], call }: Case): Promise<unknown> {
  await using cloud = await emulatedAws();
  const { groupId, rules: seeded } = cloud.group(rules);
  const ruleIds = seeded.map((rule) => rule.ruleId);
  await Promise.allSettled([call({ cloud, ec2: cloud.as(as), GroupId: groupId, ruleIds })]);
  expect(cloud.aws.records).toHaveLength(1);
  return JSON.parse(JSON.stringify(cloud.aws.records[0]));
}

describe.skipIf(!hasSamples)('records have the keys and types of real ones', () => {
  it.each(REAL)('$file', async (example) => {
    const real = sample(`cloudtrail/records/${example.file}.json`);
    expect(shapeDifferences(real, await emitted(example))).toEqual(example.newer ?? []);
  });

  it('CreateTags, out of a whole log file', async () => {
    const file =
      'logs/invictus/218007301253_CloudTrail_us-east-1_20230710T1215Z_YMDRJwtmC82bUwAo.json';
    const log = JSON.parse(JSON.stringify(sample(`cloudtrail/${file}`)));
    const records: { eventName: string }[] = Array.isArray(log) ? log : log.Records;
    const real = records.find((record) => record.eventName === 'CreateTags');
    const record = await emitted({
      file,
      call: ({ ec2, GroupId }) => {
        const Tags = [{ Key: 'a', Value: 'true' }];
        return ec2.send(new CreateTagsCommand({ Resources: [GroupId], Tags }));
      },
    });
    expect(shapeDifferences(real, record)).toEqual([]);
  });
});

describe.skipIf(!hasSamples)('records have the keys and types of inferred ones', () => {
  it.each(INFERRED)('$file', async (example) => {
    const inferred = sample(`cloudtrail/constructed/${example.file}.json`);
    expect(shapeDifferences(inferred, await emitted(example))).toEqual(example.newer ?? []);
  });
});
