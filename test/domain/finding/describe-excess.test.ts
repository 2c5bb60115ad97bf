import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describeExcess,
  describeRange,
  excessText,
} from '../../../src/domain/finding/describe-excess.ts';
import type { GuardKind } from '../../../src/domain/guard/services.ts';
import * as addresses from '../../../src/domain/net/address-set.ts';
import { toRows } from '../../../src/domain/net/exposure.ts';
import type { TrafficRange } from '../../../src/domain/net/traffic.ts';
import type { PlannedRule } from '../../../src/domain/plan/planned-rule.ts';
import { sourceOf } from '../../../src/domain/plan/planned-rule.ts';
import { excessOf } from '../../../src/domain/policy/evaluate.ts';
import { windowsGuard } from '../policy/change-of.ts';
import { RDP_FROM_ANYWHERE } from './finding-of.ts';

function rdp(source: string, protocol: 'tcp' | 'udp' | '-1' = 'tcp'): PlannedRule {
  const port = protocol === '-1' ? -1 : 3389;
  return { ...RDP_FROM_ANYWHERE, protocol, fromPort: port, toPort: port, source };
}

/** What is said of rules on a Windows group that approves RDP from `approved`. */
function said(rules: readonly PlannedRule[], ...approved: readonly string[]) {
  const guard = windowsGuard(...approved);
  const ingress = rules.map((rule) => {
    return { ...rule, source: sourceOf(rule.source), description: null };
  });
  const { excess } = excessOf(ingress, guard, 'sg-own');
  return describeExcess(toRows(excess), { direction: 'inbound', rules, kind: guard.kind });
}

function brief(rules: readonly PlannedRule[], ...approved: readonly string[]): readonly string[] {
  return said(rules, ...approved).map(
    (line) => `${excessText(line)}${line.width === null ? '' : `: ${line.width}`}`,
  );
}

describe('describeExcess()', () => {
  it('says what a rule lets in, less what is approved of it', () => {
    expect(brief([rdp('0.0.0.0/0')], '10.9.8.0/28')).toEqual([
      'RDP (TCP 3389) from 0.0.0.0/0 less 10.9.8.0/28: 4,294,967,280 IPv4 addresses',
    ]);
  });

  it.each([
    ['198.51.100.7/32', 'RDP (TCP 3389) from 198.51.100.7/32: 1 IPv4 address'],
    ['2001:db8::7/128', 'RDP (TCP 3389) from 2001:db8::7/128: 1 IPv6 address'],
    ['2001:db8::/112', 'RDP (TCP 3389) from 2001:db8::/112: 65,536 IPv6 addresses'],
    ['2001:db8::/64', 'RDP (TCP 3389) from 2001:db8::/64: about 2^64 IPv6 addresses'],
    ['::/0', 'RDP (TCP 3389) from ::/0: about 2^128 IPv6 addresses'],
    ['pl-0abc', 'RDP (TCP 3389) from pl-0abc'],
    ['sg-0abc', 'RDP (TCP 3389) from sg-0abc'],
  ])('says how wide %s is', (source, text) => {
    expect(brief([rdp(source)])).toEqual([text]);
  });

  it('puts what has the same sources into one line, and the widest line first', () => {
    const smb = { ...rdp('192.0.2.0/24'), fromPort: 445, toPort: 445 };
    expect(brief([smb, rdp('0.0.0.0/0'), rdp('0.0.0.0/0', 'udp')])).toEqual([
      'RDP (TCP 3389, UDP 3389) from 0.0.0.0/0: 4,294,967,296 IPv4 addresses',
      'SMB (TCP 445) from 192.0.2.0/24: 256 IPv4 addresses',
    ]);
  });

  it('keeps the order of lines that are equally wide', () => {
    const sources = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'] as const;
    const rules = [445, 3389, 5985].map((port, i) => {
      return { ...rdp(sources[i] ?? ''), fromPort: port, toPort: port };
    });
    expect(said(rules).map(({ titles }) => titles)).toEqual([['SMB'], ['RDP'], ['WinRM']]);
  });

  it('counts the two families apart', () => {
    expect(brief([rdp('0.0.0.0/0'), rdp('::/0')])).toEqual([
      'RDP (TCP 3389) from 0.0.0.0/0, ::/0: ' +
        '4,294,967,296 IPv4 addresses and about 2^128 IPv6 addresses',
    ]);
  });

  it('counts blocks instead of listing many', () => {
    const rules = Array.from({ length: 60 }, (_, i) => rdp(`192.0.2.${4 * i}/32`));
    expect(brief(rules)).toEqual([
      'RDP (TCP 3389) from 192.0.2.0/32, 192.0.2.4/32, 192.0.2.8/32, 192.0.2.12/32 and 56 more: ' +
        '60 IPv4 addresses',
    ]);
  });

  it('counts lists and groups instead of listing many', () => {
    const rules = Array.from({ length: 60 }, (_, i) => rdp(`sg-${String(i).padStart(2, '0')}`));
    expect(brief(rules)).toEqual(['RDP (TCP 3389) from sg-00, sg-01, sg-02, sg-03 and 56 more']);
  });

  it('names a list beside what is left of many blocks', () => {
    expect(brief([rdp('0.0.0.0/0'), rdp('pl-0abc')], '10.9.8.0/28')).toEqual([
      'RDP (TCP 3389) from 0.0.0.0/0 less 10.9.8.0/28, pl-0abc: 4,294,967,280 IPv4 addresses',
    ]);
  });

  it('names RDP first where everything is open', () => {
    const [line] = said([rdp('0.0.0.0/0', '-1')]);
    expect(line?.titles[0]).toBe('RDP');
    expect(line?.titles).toHaveLength(7);
  });

  it.each([
    ['0.0.0.0/0', true],
    ['0.0.0.0/1', true],
    ['1.0.0.0/2', false],
    ['::/0', true],
    ['2000::/3', true],
    ['2001:db8::/32', false],
    ['pl-0abc', false],
  ])('calls %s the internet: %s', (source, isInternet) => {
    expect(said([rdp(source)]).map((line) => line.isOpenToInternet)).toEqual([isInternet]);
  });

  it('calls the two halves of IPv4 the internet, approved networks or not (trap 5)', () => {
    const [line] = said([rdp('0.0.0.0/1'), rdp('128.0.0.0/1')], '10.0.0.0/8');
    expect(line).toMatchObject({ whom: '0.0.0.0/0 less 10.0.0.0/8', isOpenToInternet: true });
  });

  it('says "less" only where it is exact', () => {
    const block = fc.tuple(fc.nat(255), fc.integer({ min: 8, max: 32 })).map(([octet, length]) => {
      return addresses.toCidrs(addresses.addresses(`${octet}.0.0.0/${length}`))[0]?.text ?? '';
    });
    const blocks = fc.array(block, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(blocks, fc.array(block, { maxLength: 6 }), (opened, approved) => {
        for (const { whom, addressCount } of said(
          opened.map((each) => rdp(each)),
          ...approved,
        )) {
          if (whom.includes(' more')) continue;
          const [whole = '', less = ''] = whom.split(' less ');
          const meant = addresses.difference(
            addresses.addresses(...whole.split(', ')),
            addresses.addresses(...less.split(', ').filter((each) => each !== '')),
          );
          expect(BigInt(addresses.size(meant).ipv4)).toBe(addressCount);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('describeRange()', () => {
  it.each<[TrafficRange, string]>([
    [{ protocol: 'tcp', fromPort: 3389, toPort: 3389 }, 'TCP 3389'],
    [{ protocol: 'udp', fromPort: 137, toPort: 138 }, 'UDP 137-138'],
    [{ protocol: 'tcp', fromPort: 0, toPort: 65_535 }, 'TCP all ports'],
    [{ protocol: 'tcp', fromPort: -1, toPort: -1 }, 'TCP all ports'],
    [{ protocol: 'icmp', fromPort: 8, toPort: -1 }, 'ICMP type 8'],
    [{ protocol: 'icmp', fromPort: 3, toPort: 4 }, 'ICMP type 3 code 4'],
    [{ protocol: 'icmpv6', fromPort: -1, toPort: -1 }, 'ICMPv6'],
    [{ protocol: '47', fromPort: -1, toPort: -1 }, 'protocol 47'],
    [{ protocol: '-1', fromPort: 0, toPort: 65_535 }, 'all traffic'],
  ])('%o is %s', (range, text) => {
    expect(describeRange(range)).toBe(text);
  });
});

it('every kind of group has names for what it guards', () => {
  for (const kind of [
    'directory',
    'domainController',
    'windows',
    'gateway',
  ] satisfies GuardKind[]) {
    const rules = [rdp('0.0.0.0/0', '-1')];
    const excess = [{ protocol: '-1', fromPort: -1, toPort: -1, source: '0.0.0.0/0' }] as const;
    const [line] = describeExcess(excess, { direction: 'inbound', rules, kind });
    expect(line?.titles[0]).toBe('RDP');
  }
});
