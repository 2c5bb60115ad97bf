import { describe, expect, it } from 'vitest';
import type { WorldState } from '../../../src/sandbox/aws/world/model.ts';
import { LiveWorld } from '../../../src/sandbox/aws/world/world.ts';
import { renderGroups } from '../../../src/sandbox/page/view/render-groups.ts';
import { SANDBOX_POLICY } from '../../../src/sandbox/run/product-environment.ts';
import { readSandboxPolicy } from '../../../src/sandbox/stories/sandbox-policy.ts';
import { GROUP_NAMES, seedAws } from '../../../src/sandbox/stories/seed-aws.ts';
import { countedIds, tcpFrom } from '../aws/support/emulated-aws.ts';

const policy = await readSandboxPolicy(SANDBOX_POLICY);

function seeded(): LiveWorld {
  const newId = countedIds();
  const world = new LiveWorld({
    newId,
    region: 'eu-central-1',
    now: () => new Date(0),
    accountId: '111122223333',
    changed: () => undefined,
  });
  seedAws({ world, accountId: '111122223333' }, { now: new Date(0), newId });
  return world;
}

/** The card of one group. */
function card(state: WorldState, baseline: WorldState, groupName: string): string {
  const drawn = renderGroups({ state, baseline, policy }).text;
  const found = drawn.split('<article').find((part) => part.includes(`data-group="${groupName}"`));
  return found ?? `no card of ${groupName}`;
}

describe('renderGroups()', () => {
  it('says of each group whether the policy guards it, and what stands behind it', () => {
    const { state } = seeded();
    const drawn = (name: string) => card(state, state, name);
    expect(drawn(GROUP_NAMES.web)).toContain('guarded: Windows');
    expect(drawn(GROUP_NAMES.web)).toContain('behind it: web-1, web-2');
    expect(drawn(GROUP_NAMES.directory)).toContain('guarded: directory');
    expect(drawn(GROUP_NAMES.directory)).toContain('d-93676fd512 10.0.3.31');
    expect(drawn(GROUP_NAMES.unguarded)).toContain('not guarded');
  });

  it('lists rules as the console does, and marks those open to the world', () => {
    const { state } = seeded();
    const web = card(state, state, GROUP_NAMES.web);
    expect(web).toMatch(/TCP.*3389.*10\.9\.8\.0\/28.*RDP from the admin bastion/s);
    expect(web.match(/open to the world/g)).toHaveLength(1);
    expect(card(state, state, GROUP_NAMES.directory)).toContain('this group itself');
  });

  it('marks a rule whose list is open to the world, and breaks no address', () => {
    const world = seeded();
    const [vpc] = world.state.vpcs.values();
    const list = world.addPrefixList({
      name: 'anybody',
      family: 'ipv4',
      maxEntries: 5,
      entries: [{ cidr: '0.0.0.0/0' }],
    });
    const source = { kind: 'prefix-list', prefixListId: list.prefixListId } as const;
    const rule = { ...tcpFrom('10.0.0.0/8', 3389), source };
    world.addGroup({ groupName: 'by-list', vpcId: vpc?.vpcId ?? '', rules: [rule] });
    const drawn = card(world.state, world.state, 'by-list');
    expect(drawn).toContain('open to the world');
    expect(drawn).toContain(`<span class="address">${list.prefixListId}</span> (anybody)`);
  });

  it('marks what was added, edited and removed since the start', () => {
    const { state: baseline } = seeded();
    const group = [...baseline.groups.values()].find((one) => one.groupName === GROUP_NAMES.web);
    const [first, second] = group?.rules ?? [];
    if (group === undefined || first === undefined || second === undefined) {
      throw new Error('expected win-web with two rules');
    }
    const edited = { ...first, source: { kind: 'ipv4', cidr: '0.0.0.0/0' } } as const;
    const added = { ruleId: 'sgr-new', tags: [], ...tcpFrom('::/0', 3389) };
    const now = { ...group, rules: [edited, added] };
    const state = { ...baseline, groups: new Map([[group.groupId, now]]) };
    const drawn = card(state, baseline, GROUP_NAMES.web);
    const changeOf = (ruleId: string) =>
      /class="rule rule-(\w+)/.exec(
        drawn.split('<tr').find((row) => row.includes(ruleId)) ?? '',
      )?.[1];
    expect(changeOf(first.ruleId)).toBe('edited');
    expect(changeOf('sgr-new')).toBe('added');
    expect(changeOf(second.ruleId)).toBe('removed');
    expect(drawn.match(/open to the world/g)).toHaveLength(2);
  });

  it('shows markup in names and descriptions as text', () => {
    const world = seeded();
    const [vpc] = world.state.vpcs.values();
    const description = '<img src=x onerror=alert(1)>';
    world.addGroup({
      groupName: '"><script>alert(1)</script>',
      vpcId: vpc?.vpcId ?? '',
      rules: [tcpFrom('0.0.0.0/0', 3389, { description })],
    });
    const drawn = renderGroups({ state: world.state, baseline: world.state, policy }).text;
    expect(drawn).not.toMatch(/<script|<img/);
    expect(drawn).toContain('data-group="&quot;&gt;&lt;script&gt;');
  });
});
