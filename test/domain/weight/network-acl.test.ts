import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cidr } from '../../../src/domain/net/cidr.ts';
import { letInBy, type NetworkAclEntry } from '../../../src/domain/weight/network-acl.ts';
import { anyRange, anySource, PACKETS, type Packet, packets } from '../net/tiny-universe.ts';
import { entry } from './surroundings-of.ts';

const anyEntry: fc.Arbitrary<NetworkAclEntry> = fc
  .tuple(anyRange, anySource, fc.constantFrom('allow' as const, 'deny' as const))
  .filter(([, source]) => source.kind === 'cidr')
  .map(([range, source, action]) => {
    if (source.kind !== 'cidr') throw new TypeError('Filtered out above');
    return { ruleNumber: 0, action, ...range, source };
  });

/** Entries under numbers of their own, in any order. */
const anyAcl = fc.array(anyEntry, { maxLength: 8 }).chain((entries) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: 32_766 }), {
      minLength: entries.length,
      maxLength: entries.length,
    })
    .map((numbers) => entries.map((each, index) => ({ ...each, ruleNumber: numbers[index] ?? 0 }))),
);

/** Whether an ACL lets a packet in, as EC2 describes it: entry by entry, by number. */
function isLetIn(packet: Packet, entries: readonly NetworkAclEntry[]): boolean {
  let left = [...entries];
  while (left.length > 0) {
    const lowest = Math.min(...left.map(({ ruleNumber }) => ruleNumber));
    const [next] = left.filter(({ ruleNumber }) => ruleNumber === lowest);
    if (next !== undefined && isFrom(packet, next) && packet.isIn(next)) {
      return next.action === 'allow';
    }
    left = left.filter(({ ruleNumber }) => ruleNumber !== lowest);
  }
  return false;
}

function isFrom({ from }: Packet, { source }: NetworkAclEntry): boolean {
  if (!/[.:]/.test(from)) return false;
  const host = cidr(`${from}/${from.includes(':') ? 128 : 32}`);
  if (host.kind !== source.cidr.kind) return false;
  const { start } = source.cidr.interval;
  return start <= host.interval.start && host.interval.start < source.cidr.interval.end;
}

describe('letInBy()', () => {
  it('is what the first matching entry says, packet by packet, whatever the order of the list', () => {
    fc.assert(
      fc.property(anyAcl, (inbound) => {
        const expected = PACKETS.filter((packet) => isLetIn(packet, inbound));
        expect(packets(letInBy({ networkAclId: 'acl-1', inbound }))).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('denies what no entry matches', () => {
    expect(letInBy({ networkAclId: 'acl-1', inbound: [] })).toEqual([]);
  });

  it('tells ports and families apart', () => {
    const rdp = { protocol: 'tcp', fromPort: 3389, toPort: 3389 } as const;
    const inbound = [
      entry(200, 'allow', '0.0.0.0/0'),
      entry(100, 'deny', '0.0.0.0/0', rdp),
      entry(150, 'allow', '10.0.0.0/8', rdp),
      entry(300, 'allow', '::/0', rdp),
    ];
    const admitted = packets(letInBy({ networkAclId: 'acl-1', inbound }));
    const onRdp = admitted.filter(({ protocol, port }) => protocol === 'tcp' && port === 3389);
    expect(onRdp.every(({ from }) => from.includes(':'))).toBe(true);
    expect(onRdp.length).toBeGreaterThan(0);
    expect(admitted.some(({ protocol, port }) => protocol === 'udp' && port === 3389)).toBe(true);
  });
});
