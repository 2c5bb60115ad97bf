import { describe, expect, it } from 'vitest';
import { OutsideError } from '../../../src/domain/outside-error.ts';
import type { PlannedRule } from '../../../src/domain/plan/planned-rule.ts';
import type { SecurityGroup } from '../../../src/sandbox/aws/world/model.ts';
import type { SeedRule } from '../../../src/sandbox/aws/world/seed-groups.ts';
import { tcpFrom } from '../../sandbox/aws/support/emulated-aws.ts';
import { adapterOnEmulator } from './adapter-on-emulator.ts';

const REVOKE = 'RevokeSecurityGroupIngress';
const REVOKE_OUT = 'RevokeSecurityGroupEgress';

const OUT: SeedRule = {
  direction: 'egress',
  protocol: '-1',
  fromPort: -1,
  toPort: -1,
  source: { kind: 'ipv4', cidr: '0.0.0.0/0' },
};

function rdp(source: string, ruleId: string | null = null): PlannedRule {
  return { ruleId, protocol: 'tcp', fromPort: 3389, toPort: 3389, source };
}

describe('describeGroup()', () => {
  it('gives name, VPC and tags', async () => {
    const { aws, groups, vpcId, address } = await adapterOnEmulator();
    const tags = [{ key: 'Role', value: 'dc' }];
    const { groupId } = aws.world.addGroup({ groupName: 'win-web', vpcId, tags });
    expect(await groups.describeGroup(address(groupId))).toEqual({
      kind: 'found',
      value: { groupName: 'win-web', vpcId, tags: new Map([['Role', 'dc']]) },
    });
  });

  it('knows a group that is not there from one that it may not look at', async () => {
    const { aws, groups, address } = await adapterOnEmulator();
    const missing = address('sg-0123456789abcdef0');
    expect(await groups.describeGroup(missing)).toEqual({ kind: 'notThere' });
    aws.faults.deny({ action: 'DescribeSecurityGroups' });
    expect(await groups.describeGroup(missing)).toMatchObject({
      kind: 'couldNotLook',
      reason: expect.stringContaining('ec2:DescribeSecurityGroups'),
    });
  });

  it('does not ask for groups of another account', async () => {
    const { aws, groups, address } = await adapterOnEmulator();
    const foreign = { ...address('sg-1'), accountId: '999999999999' };
    expect(await groups.describeGroup(foreign)).toMatchObject({ kind: 'couldNotLook' });
    expect(aws.calls).toEqual([]);
  });

  it('throws what may heal, after the tries of the SDK', async () => {
    const { aws, groups, address, callsOf } = await adapterOnEmulator();
    aws.faults.throttle({ action: 'DescribeSecurityGroups', times: 3 });
    const error = await groups.describeGroup(address('sg-1')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OutsideError);
    expect(error).toMatchObject({ code: 'aws_throttled', isRetryable: true });
    expect(callsOf('DescribeSecurityGroups')).toBe(3);
  });

  it('throws a reply that was lost each time, as unreachable', async () => {
    const { aws, groups, address } = await adapterOnEmulator();
    aws.faults.drop({ action: 'DescribeSecurityGroups', times: 3 });
    await expect(groups.describeGroup(address('sg-1'))).rejects.toMatchObject({
      code: 'aws_unreachable',
      isRetryable: true,
    });
  });
});

describe('describeRules()', () => {
  it('reads every page', async () => {
    const { groups, group, address, callsOf } = await adapterOnEmulator();
    const rules = Array.from({ length: 1_001 }, (_, i) => {
      return tcpFrom(`10.${i >> 8}.${i & 255}.0/24`, 3389);
    });
    const { groupId } = group(rules);
    const looked = await groups.describeRules(address(groupId));
    expect(looked.kind === 'found' && looked.value.inbound).toHaveLength(1_001);
    expect(callsOf('DescribeSecurityGroupRules')).toBe(2);
  });

  it('tells inbound from outbound, and reads every kind of source', async () => {
    const { aws, groups, group, address } = await adapterOnEmulator();
    const list = aws.world.addPrefixList({ name: 'office', family: 'ipv4', maxEntries: 5 });
    const other = group();
    const { groupId, rules } = group([
      tcpFrom('0.0.0.0/0', 3389),
      tcpFrom('::/0', 3389),
      tcpFrom('0.0.0.0/0', 88, {
        source: { kind: 'prefix-list', prefixListId: list.prefixListId },
      }),
      tcpFrom('0.0.0.0/0', 88, {
        source: { kind: 'group', groupId: other.groupId, userId: aws.accountId },
      }),
      OUT,
    ]);
    const looked = await groups.describeRules(address(groupId));
    if (looked.kind !== 'found') throw new Error(looked.kind);
    expect(looked.value.inbound.map(({ source }) => source)).toEqual([
      '0.0.0.0/0',
      '::/0',
      list.prefixListId,
      other.groupId,
    ]);
    expect(looked.value.inbound.map(({ ruleId }) => ruleId)).toEqual(
      rules.slice(0, 4).map(({ ruleId }) => ruleId),
    );
    expect(looked.value.outbound.map(({ ruleId }) => ruleId)).toEqual([rules[4]?.ruleId]);
  });

  it('leaves no rule out that it does not understand: it could not look', async () => {
    const { aws, groups, group, address } = await adapterOnEmulator();
    const { groupId } = group([tcpFrom('0.0.0.0/0', 3389), tcpFrom('10.0.0.0/8', 3389)]);
    aws.world.alter((state) => ({ ...state, groups: withOddSource(state.groups, groupId) }));
    expect(await groups.describeRules(address(groupId))).toMatchObject({
      kind: 'couldNotLook',
      reason: expect.stringContaining('everywhere'),
    });
  });
});

/** The groups, the first rule of one with a source that is no CIDR block. */
function withOddSource(groups: ReadonlyMap<string, SecurityGroup>, groupId: string) {
  const group = groups.get(groupId);
  const [first, ...others] = group?.rules ?? [];
  if (group === undefined || first === undefined) throw new Error('Seed a group with a rule first');
  const odd = { ...first, source: { kind: 'ipv4', cidr: 'everywhere' } } as const;
  return new Map(groups).set(groupId, { ...group, rules: [odd, ...others] });
}

describe('revoke()', () => {
  it('takes the rule that it names and leaves the others on its port (trap 6)', async () => {
    const { groups, group, plan, sourcesLeft } = await adapterOnEmulator();
    const { groupId } = group(['0.0.0.0/0', '10.9.8.0/28', '::/0'].map((c) => tcpFrom(c, 3389)));
    expect(await groups.revoke(plan(groupId, [rdp('0.0.0.0/0')]))).toMatchObject({
      kind: 'accepted',
      requestId: expect.stringMatching(/./),
    });
    expect(sourcesLeft(groupId)).toEqual(['10.9.8.0/28', '::/0']);
  });

  it('takes the outbound rule of an outbound plan, and leaves its inbound twin', async () => {
    const { groups, group, plan, sourcesLeft, callsOf } = await adapterOnEmulator();
    const to = (cidr: string) => tcpFrom(cidr, 3389, { direction: 'egress' });
    const { groupId } = group([tcpFrom('0.0.0.0/0', 3389), to('0.0.0.0/0'), to('10.9.8.0/28')]);
    const outbound = { ...plan(groupId, [rdp('0.0.0.0/0')]), direction: 'outbound' } as const;
    expect(await groups.revoke(outbound)).toMatchObject({
      kind: 'accepted',
      requestId: expect.stringMatching(/./),
    });
    expect(sourcesLeft(groupId)).toEqual(['0.0.0.0/0']);
    expect(sourcesLeft(groupId, 'egress')).toEqual(['10.9.8.0/28']);
    expect([callsOf(REVOKE), callsOf(REVOKE_OUT)]).toEqual([0, 1]);
    expect(await groups.revoke(outbound)).toEqual({ kind: 'notThere' });
  });

  it('takes an inbound rule, and leaves its outbound twin', async () => {
    const { groups, group, plan, sourcesLeft } = await adapterOnEmulator();
    const { groupId } = group([tcpFrom('0.0.0.0/0', 3389), OUT]);
    await groups.revoke(plan(groupId, [rdp('0.0.0.0/0')]));
    expect(sourcesLeft(groupId)).toEqual([]);
    expect(sourcesLeft(groupId, 'egress')).toEqual(['0.0.0.0/0']);
  });

  it('of an outbound rule that is denied names the permission of that call', async () => {
    const { aws, groups, group, plan } = await adapterOnEmulator();
    const { groupId } = group([OUT]);
    aws.faults.deny({ action: REVOKE_OUT });
    const everything = { ...rdp('0.0.0.0/0'), protocol: '-1', fromPort: -1, toPort: -1 } as const;
    const outbound = { ...plan(groupId, [everything]), direction: 'outbound' } as const;
    expect(await groups.revoke(outbound)).toMatchObject({
      kind: 'refused',
      advice: expect.stringContaining('ec2:RevokeSecurityGroupEgress'),
    });
  });

  it('takes ::/0 as an IPv6 range (trap 4)', async () => {
    const { aws, groups, group, plan, sourcesLeft } = await adapterOnEmulator();
    const { groupId } = group(['0.0.0.0/0', '::/0'].map((cidr) => tcpFrom(cidr, 3389)));
    await groups.revoke(plan(groupId, [rdp('::/0')]));
    expect(sourcesLeft(groupId)).toEqual(['0.0.0.0/0']);
    const { params = {} } = aws.calls.find(({ action }) => action === REVOKE) ?? {};
    expect(params).toMatchObject({ 'IpPermissions.1.Ipv6Ranges.1.CidrIpv6': '::/0' });
  });

  it('takes a rule that has a description (trap 8)', async () => {
    const { groups, group, plan, sourcesLeft } = await adapterOnEmulator();
    const { groupId } = group([tcpFrom('0.0.0.0/0', 3389, { description: 'for a minute only' })]);
    await groups.revoke(plan(groupId, [rdp('0.0.0.0/0')]));
    expect(sourcesLeft(groupId)).toEqual([]);
  });

  it('takes rules of every protocol in one call', async () => {
    const { groups, group, plan, sourcesLeft, callsOf } = await adapterOnEmulator();
    const traffics = [
      { protocol: 'tcp', fromPort: 3389, toPort: 3389 },
      { protocol: 'udp', fromPort: 137, toPort: 138 },
      { protocol: 'icmp', fromPort: 8, toPort: -1 },
      { protocol: '-1', fromPort: -1, toPort: -1 },
      { protocol: '47', fromPort: -1, toPort: -1 },
    ] as const;
    const from = { kind: 'ipv4', cidr: '0.0.0.0/0' } as const;
    const { groupId } = group([
      ...traffics.map((traffic) => ({ ...traffic, direction: 'ingress' as const, source: from })),
      tcpFrom('10.9.8.0/28', 3389),
    ]);
    const rules = traffics.map((traffic) => ({ ...traffic, ruleId: null, source: '0.0.0.0/0' }));
    expect(await groups.revoke(plan(groupId, rules))).toMatchObject({ kind: 'accepted' });
    expect(sourcesLeft(groupId)).toEqual(['10.9.8.0/28']);
    expect(callsOf(REVOKE)).toBe(1);
  });

  it.each([
    ['a prefix list', 'pl'],
    ['a group', 'sg'],
    ['a group of another account', 'foreign'],
  ])('takes a rule from %s', async (_, kind) => {
    const { aws, groups, group, plan, sourcesLeft } = await adapterOnEmulator();
    const list = aws.world.addPrefixList({ name: 'office', family: 'ipv4', maxEntries: 5 });
    const foreign = { kind: 'group', groupId: 'sg-0f0f0f0f0f0f0f0f0', userId: '999999999999' };
    const own = { kind: 'group', groupId: group().groupId, userId: aws.accountId };
    const sources = {
      pl: { kind: 'prefix-list', prefixListId: list.prefixListId },
      sg: own,
      foreign,
    } as const;
    const source = sources[kind as keyof typeof sources] as SeedRule['source'];
    const { groupId } = group([tcpFrom('0.0.0.0/0', 3389, { source })]);
    const text = source.kind === 'prefix-list' ? source.prefixListId : '';
    const named = source.kind === 'group' ? source.groupId : text;
    expect(await groups.revoke(plan(groupId, [rdp(named)]))).toMatchObject({ kind: 'accepted' });
    expect(sourcesLeft(groupId)).toEqual([]);
  });

  it('leaves a rule alone that was edited meanwhile, though it has the id', async () => {
    const { groups, group, plan, sourcesLeft } = await adapterOnEmulator();
    const { groupId, rules } = group([tcpFrom('203.0.113.0/24', 3389)]);
    const approved = rdp('0.0.0.0/0', rules[0]?.ruleId ?? null);
    expect(await groups.revoke(plan(groupId, [approved]))).toEqual({ kind: 'notThere' });
    expect(sourcesLeft(groupId)).toEqual(['203.0.113.0/24']);
  });

  it('that matched nothing is not done: an error in a VPC (trap 7)', async () => {
    const { groups, group, plan, address } = await adapterOnEmulator();
    const { groupId } = group();
    expect(await groups.revoke(plan(groupId, [rdp('0.0.0.0/0')]))).toEqual({ kind: 'notThere' });
    const gone = address('sg-0123456789abcdef0').groupId;
    expect(await groups.revoke(plan(gone, [rdp('0.0.0.0/0')]))).toEqual({ kind: 'notThere' });
  });

  it.each([
    ['one rule', ['0.0.0.0/0']],
    ['two rules of one port', ['0.0.0.0/0', '203.0.113.0/24']],
    ['both families', ['0.0.0.0/0', '::/0']],
  ])(
    'that matched nothing is not done: a success that says so, of %s (trap 7)',
    async (_, from) => {
      const { aws, groups, plan } = await adapterOnEmulator();
      const { vpcId } = aws.world.addVpc({ cidr: '172.31.0.0/16', isDefault: true });
      const { groupId } = aws.world.addGroup({ groupName: 'default-win', vpcId });
      const rules = from.map((source) => rdp(source));
      expect(await groups.revoke(plan(groupId, rules))).toEqual({ kind: 'notThere' });
    },
  );

  it('that matched some was accepted', async () => {
    const { aws, groups, plan, sourcesLeft } = await adapterOnEmulator();
    const { vpcId } = aws.world.addVpc({ cidr: '172.31.0.0/16', isDefault: true });
    const rules = [tcpFrom('0.0.0.0/0', 3389)];
    const { groupId } = aws.world.addGroup({ groupName: 'default-win', vpcId, rules });
    const both = [rdp('0.0.0.0/0'), rdp('203.0.113.0/24')];
    expect(await groups.revoke(plan(groupId, both))).toMatchObject({ kind: 'accepted' });
    expect(sourcesLeft(groupId)).toEqual([]);
  });

  it('that is denied says which permission is missing, without the encoded message', async () => {
    const { aws, groups, group, plan, sourcesLeft } = await adapterOnEmulator();
    const { groupId } = group([tcpFrom('0.0.0.0/0', 3389)]);
    aws.faults.deny({ action: REVOKE });
    const answer = await groups.revoke(plan(groupId, [rdp('0.0.0.0/0')]));
    expect(answer).toMatchObject({
      kind: 'refused',
      code: 'UnauthorizedOperation',
      advice: expect.stringContaining('ec2:RevokeSecurityGroupIngress'),
    });
    expect(JSON.stringify(answer)).not.toContain('Encoded authorization');
    expect(sourcesLeft(groupId)).toEqual(['0.0.0.0/0']);
  });

  it('that is throttled was not done, and is not tried again by itself', async () => {
    const { aws, groups, group, plan, sourcesLeft, callsOf } = await adapterOnEmulator();
    const { groupId } = group([tcpFrom('0.0.0.0/0', 3389)]);
    aws.faults.throttle({ action: REVOKE });
    expect(await groups.revoke(plan(groupId, [rdp('0.0.0.0/0')]))).toMatchObject({
      kind: 'refused',
      code: 'RequestLimitExceeded',
      advice: expect.stringContaining('approve again'),
    });
    expect(callsOf(REVOKE)).toBe(1);
    expect(sourcesLeft(groupId)).toEqual(['0.0.0.0/0']);
  });

  it('whose reply is lost may have been done, and is not sent again', async () => {
    const { aws, groups, group, plan, sourcesLeft, callsOf } = await adapterOnEmulator();
    const { groupId } = group([tcpFrom('0.0.0.0/0', 3389)]);
    aws.faults.drop({ action: REVOKE });
    expect(await groups.revoke(plan(groupId, [rdp('0.0.0.0/0')]))).toMatchObject({
      kind: 'noAnswer',
    });
    expect(callsOf(REVOKE)).toBe(1);
    expect(sourcesLeft(groupId)).toEqual([]);
  });
});

describe('restore()', () => {
  it.each(['ingress', 'egress'] as const)(
    'gives an edited %s rule its values and description back, under its id',
    async (direction) => {
      const { aws, groups, group, plan } = await adapterOnEmulator();
      const edited = tcpFrom('0.0.0.0/0', 3389, { direction, description: 'for a minute' });
      const { groupId, rules } = group([edited, tcpFrom('0.0.0.0/0', 445, { direction })]);
      const ruleId = rules[0]?.ruleId ?? '';
      const was = { ...rdp('10.9.8.0/28', ruleId), description: 'the bastion' };
      const restoring = {
        ...plan(groupId, []),
        direction: direction === 'ingress' ? ('inbound' as const) : ('outbound' as const),
        restore: [{ now: rdp('0.0.0.0/0', ruleId), was }],
      };
      expect(await groups.restore(restoring)).toMatchObject({ kind: 'accepted' });
      expect(aws.world.state.groups.get(groupId)?.rules).toMatchObject([
        {
          ruleId,
          direction,
          source: { cidr: '10.9.8.0/28' },
          fromPort: 3389,
          description: 'the bastion',
        },
        { direction, source: { cidr: '0.0.0.0/0' }, fromPort: 445 },
      ]);
    },
  );
});
