import { describe, expect, it } from 'vitest';
import type { WorldState } from '../../../src/sandbox/aws/world/model.ts';
import { withEntries } from '../../../src/sandbox/aws/world/prefix-list.ts';
import { LiveWorld } from '../../../src/sandbox/aws/world/world.ts';
import { renderHosts } from '../../../src/sandbox/page/view/render-hosts.ts';
import { renderLists } from '../../../src/sandbox/page/view/render-lists.ts';
import { groupNamed, hostNamed, prefixListNamed } from '../../../src/sandbox/stories/find.ts';
import {
  ADMINS_LIST,
  GROUP_NAMES,
  HOST_NAMES,
  seedAws,
} from '../../../src/sandbox/stories/seed-aws.ts';
import { countedIds } from '../aws/support/emulated-aws.ts';

function seeded(): LiveWorld {
  const newId = countedIds();
  const accountId = '111122223333';
  const now = () => new Date(0);
  const changed = () => undefined;
  const world = new LiveWorld({ newId, region: 'eu-central-1', now, accountId, changed });
  seedAws({ world, accountId }, { now: now(), newId });
  return world;
}

/** What became of a row, by a text in it. */
function changeOf(drawn: string, text: string): string | undefined {
  const row = drawn.split('<tr').find((part) => part.includes(text)) ?? '';
  return /class="rule rule-(\w+)/.exec(row)?.[1];
}

describe('renderLists()', () => {
  it('shows the version, the entries and who uses a list', () => {
    const { state } = seeded();
    const drawn = renderLists({ state, baseline: state }).text;
    expect(drawn).toContain('version 1');
    expect(drawn).toContain(`used by: ${GROUP_NAMES.web}, ${GROUP_NAMES.files}`);
    expect(changeOf(drawn, '10.9.8.0/28')).toBe('none');
  });

  it('marks what was added and removed since the start, and shows markup as text', () => {
    const world = seeded();
    const list = prefixListNamed({ world }, ADMINS_LIST);
    const entries = [{ cidr: '0.0.0.0/0', description: '<img src=x>' }];
    const changed = withEntries(list, entries);
    const prefixLists = new Map([[list.prefixListId, changed]]);
    const drawn = renderLists({
      state: { ...world.state, prefixLists },
      baseline: world.state,
    }).text;
    expect(drawn).toContain('version 2');
    expect(changeOf(drawn, '0.0.0.0/0')).toBe('added');
    expect(changeOf(drawn, '10.9.8.0/28')).toBe('removed');
    expect(drawn.match(/the world/g)).toHaveLength(1);
    expect(drawn).not.toContain('<img');
  });
});

describe('renderHosts()', () => {
  /** The world after the groups of the file server were replaced. */
  function withGroups(world: LiveWorld, groupIds: readonly string[]): WorldState {
    const host = { ...hostNamed({ world }, HOST_NAMES.files), groupIds };
    const interfaces = new Map(world.state.interfaces).set(host.networkInterfaceId, host);
    return { ...world.state, interfaces };
  }

  it('shows each host with its addresses and groups', () => {
    const { state } = seeded();
    const drawn = renderHosts({ state, baseline: state }).text;
    expect(drawn).toMatch(/web-1.*10\.0\.1\.11.*203\.0\.113\.11 \(public\).*win-web/s);
    expect(drawn).not.toContain('badge-');
  });

  it('marks groups that were put on and taken off since the start', () => {
    const world = seeded();
    const { groupId } = groupNamed({ world }, GROUP_NAMES.open);
    const state = withGroups(world, [groupId]);
    const drawn = renderHosts({ state, baseline: world.state }).text;
    expect(changeOf(drawn, 'data-host="files-1"')).toBe('edited');
    expect(drawn).toContain(`<span class="on-added">${GROUP_NAMES.open}</span>`);
    expect(drawn).toContain(`<span class="on-removed">${GROUP_NAMES.files}</span>`);
    expect(changeOf(drawn, 'data-host="web-1"')).toBe('none');
  });
});
