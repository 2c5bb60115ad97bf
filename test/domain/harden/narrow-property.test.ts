import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import { planNarrow } from '../../../src/domain/harden/plan-narrow.ts';
import type { GroupState, KnownRule } from '../../../src/domain/inventory/group-state.ts';
import { knownLists } from '../../../src/domain/inventory/known-lists.ts';
import { isEmpty } from '../../../src/domain/net/exposure.ts';
import { excessBy } from '../../../src/domain/policy/approved-reach.ts';
import { DOOR, findingOf } from '../finding/finding-of.ts';
import { windowsGuard } from '../policy/change-of.ts';
import { Ec2Group } from './ec2-group.ts';
import {
  ACCOUNT,
  anyRows,
  GROUP_ID,
  groupOf,
  LISTS,
  lets,
  PACKETS,
  type Packet,
  passing,
  texts,
} from './harden-of.ts';

const SIZES = new Map([...LISTS.values()].map((list) => [list.prefixListId, list.maxEntries ?? 0]));
const KNOWN = knownLists(LISTS.values());
const RDP = 3389;

function byGuard(approved: readonly string[]) {
  const guards = [{ guard: windowsGuard(...approved), ownGroupId: GROUP_ID }];
  return { guards, direction: 'inbound', lists: { rules: KNOWN, approved: KNOWN } } as const;
}

function findingOn(rules: readonly KnownRule[]): Finding {
  return findingOf({ door: { ...DOOR, groupId: GROUP_ID }, rules });
}

function narrowed(group: GroupState, approved: readonly string[], rulesMax = 60) {
  const by = byGuard(approved);
  const wide = group.inbound.filter((rule) => !isEmpty(excessBy([rule], by)));
  const request = { group, by, lists: LISTS, rulesMax, ownAccountIds: new Set([ACCOUNT]) };
  return { wide, answer: planNarrow(findingOn(wide), request) };
}

/** By plain comparison. Whoever is admitted from everywhere may be a member of any group. */
function isApproved(packet: Packet, approved: readonly string[], wide: readonly KnownRule[]) {
  const rows = approved.map((source) => ({
    protocol: packet.protocol,
    fromPort: RDP,
    toPort: RDP,
    source,
  }));
  if (!rows.some((each) => lets(each, packet))) return false;
  const isMember = packet.peer.startsWith('sg-');
  const stand = isMember ? { ...packet, peer: '192.0.2.1' } : packet;
  const stand6 = isMember ? { ...packet, peer: '2001:db8::' } : packet;
  return wide.some((rule) => {
    const isWhole = rule.source === '0.0.0.0/0' || rule.source === '::/0';
    return lets(rule, packet) || (isWhole && (lets(rule, stand) || lets(rule, stand6)));
  });
}

const anyCase = fc.record({
  rows: anyRows,
  approved: fc.uniqueArray(
    fc.constantFrom('10.0.0.0/31', '10.0.0.3/32', '2001:db8::/127', 'pl-1', 'pl-2', 'sg-2'),
    { minLength: 1, maxLength: 3 },
  ),
  rulesMax: fc.constantFrom(4, 6, 8, 60),
});

describe('planNarrow()', () => {
  test('leaves exactly what is approved of the wide rules, cuts none of it on the way, and fits the quota', () => {
    const seen = { planned: 0, full: 0 };
    fc.assert(
      fc.property(anyCase, ({ rows, approved, rulesMax }) => {
        const group = groupOf(texts(rows));
        const { wide, answer } = narrowed(group, approved, rulesMax);
        if (answer.kind === 'none') {
          if (answer.reason.kind === 'overQuota') seen.full += 1;
          return;
        }
        seen.planned += 1;
        const { plan } = answer;
        const stays = group.inbound.filter((rule) => !wide.includes(rule));
        const wanted = PACKETS.filter(
          (packet) =>
            stays.some((rule) => lets(rule, packet)) || isApproved(packet, approved, wide),
        );
        const before = new Set(passing(group.inbound));
        const ec2 = new Ec2Group(group, 60, SIZES);
        for (const step of plan.steps) {
          ec2.call(step);
          const now = new Set(passing(ec2.rules.inbound));
          expect(wanted.filter((packet) => before.has(packet) && !now.has(packet))).toEqual([]);
        }
        expect(passing(ec2.rules.inbound)).toEqual(wanted);
        for (const row of plan.quota.filter(({ peak, before: was }) => peak > was)) {
          expect(row.peak).toBeLessThanOrEqual(rulesMax);
        }
      }),
      // One case in five or six has a plan.
      { numRuns: 600 },
    );
    expect(seen.planned).toBeGreaterThan(50);
  });

  it('keeps description and tags, and adds before it removes', () => {
    const group = groupOf(['tcp 0-65535 0.0.0.0/0']);
    const tagged = group.inbound.map((rule) => ({ ...rule, tags: { owner: 'dana' } }));
    const { answer } = narrowed({ ...group, inbound: tagged }, ['10.0.0.0/31', '10.0.0.2/31']);
    if (answer.kind === 'none') throw new Error(JSON.stringify(answer.reason));
    expect(answer.plan.steps.map(({ kind }) => kind)).toEqual(['add', 'revoke']);
    expect(answer.plan.add).toEqual([
      {
        ruleId: null,
        protocol: 'tcp',
        fromPort: RDP,
        toPort: RDP,
        source: '10.0.0.0/30',
        description: 'by hand in0',
        tags: { owner: 'dana' },
      },
    ]);
  });

  it('says why there is no plan', () => {
    const group = groupOf(['tcp 3389 0.0.0.0/0']);
    const nobody = narrowed(group, []).answer;
    expect(nobody).toEqual({ kind: 'none', reason: { kind: 'nothingApproved' } });
    const full = narrowed(group, ['10.0.0.0/31', '192.0.2.1/32', '198.51.100.0/24'], 2).answer;
    expect(full).toMatchObject({ kind: 'none', reason: { kind: 'overQuota' } });
    const gone = planNarrow(findingOn(group.inbound), {
      group: { ...group, inbound: [] },
      by: byGuard(['10.0.0.0/31']),
      lists: LISTS,
      rulesMax: 60,
      ownAccountIds: new Set([ACCOUNT]),
    });
    expect(gone).toEqual({ kind: 'none', reason: { kind: 'changed' } });
  });
});
