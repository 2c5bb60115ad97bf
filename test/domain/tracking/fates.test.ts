import { describe, expect, it } from 'vitest';
import { describeRange } from '../../../src/domain/finding/describe-excess.ts';
import { type KnownLists, knownLists } from '../../../src/domain/inventory/known-lists.ts';
import type { ExposureRow } from '../../../src/domain/net/exposure.ts';
import type { PlannedRule } from '../../../src/domain/plan/planned-rule.ts';
import { fatesOf, type Shutting } from '../../../src/domain/tracking/fates.ts';

const NO_LIST: KnownLists = new Map();

type Range = Pick<PlannedRule, 'protocol' | 'fromPort' | 'toPort'>;

const SSH: Range = { protocol: 'tcp', fromPort: 22, toPort: 22 };
const HTTP: Range = { protocol: 'tcp', fromPort: 80, toPort: 80 };
const PING: Range = { protocol: 'icmp', fromPort: -1, toPort: -1 };
const ALL: Range = { protocol: '-1', fromPort: -1, toPort: -1 };
const RDP: Range = { protocol: 'tcp', fromPort: 3389, toPort: 3389 };
const RDP_UDP: Range = { protocol: 'udp', fromPort: 3389, toPort: 3389 };
const GRE: Range = { protocol: '47', fromPort: -1, toPort: -1 };

function rule(range: Range, source: string): PlannedRule {
  return { ruleId: null, ...range, source };
}

/** The fates of what a rule let in, once that is gone from an interface with these rules. */
function fates(
  gone: PlannedRule,
  { inbound = [], outbound = [] }: Partial<Shutting['before']>,
  overrides: Partial<Shutting> = {},
) {
  const direction = overrides.direction ?? 'inbound';
  const rules = direction === 'inbound' ? inbound : outbound;
  const found = fatesOf({
    direction,
    excess: [gone],
    before: { inbound, outbound },
    after: rules.filter((each) => each !== gone),
    listsBefore: NO_LIST,
    listsAfter: NO_LIST,
    isWhole: true,
    isByTrackedWay: false,
    ...overrides,
  });
  return Object.fromEntries(
    Object.entries(found)
      .filter(([, rows]) => rows.length > 0)
      .map(([fate, rows]) => [fate, rows.map(rowText)]),
  );
}

function rowText(row: ExposureRow): string {
  return `${describeRange(row)} ${row.source}`;
}

describe("fatesOf(): the seed's example (EC2 security groups, Connection tracking)", () => {
  const ssh = rule(SSH, '203.0.113.1/32');
  const http = rule(HTTP, '0.0.0.0/0');
  const ping = rule(PING, '0.0.0.0/0');
  const open = { inbound: [ssh, http, ping], outbound: [rule(ALL, '0.0.0.0/0')] };

  it('SSH from one address is tracked: it lives on', () => {
    expect(fates(ssh, open)).toEqual({ livesOn: ['TCP 22 203.0.113.1/32'] });
  });

  it('HTTP from everywhere, with all let out, is not: it is cut at once', () => {
    expect(fates(http, open)).toEqual({ cutAtOnce: ['TCP 80 0.0.0.0/0'] });
  });

  it('ICMP is always tracked', () => {
    expect(fates(ping, open)).toEqual({ livesOn: ['ICMP 0.0.0.0/0'] });
  });

  it.each([ssh, http, ping])('without the outbound rule everything is tracked: %o', (gone) => {
    const shut = { ...open, outbound: [] };
    expect(fates(gone, shut)).toEqual({ livesOn: [rowText(gone)] });
  });

  it('SSH from everywhere, removed while all is let out, is dropped at once', () => {
    const wide = rule(SSH, '0.0.0.0/0');
    expect(fates(wide, { ...open, inbound: [wide] })).toEqual({ cutAtOnce: ['TCP 22 0.0.0.0/0'] });
  });

  it('other protocols are tracked, by address and number', () => {
    const gre = rule(GRE, '0.0.0.0/0');
    expect(fates(gre, { ...open, inbound: [gre] })).toEqual({
      livesOn: ['protocol 47 0.0.0.0/0'],
    });
  });
});

describe('fatesOf(): what the example leaves open', () => {
  const rdp = rule(RDP, '0.0.0.0/0');
  const rdp6 = rule(RDP, '::/0');
  const allOut = rule(ALL, '0.0.0.0/0');

  it('each family has its own answers', () => {
    expect(fates(rdp6, { inbound: [rdp, rdp6], outbound: [allOut] })).toEqual({
      livesOn: ['TCP 3389 ::/0'],
    });
    expect(fates(rdp6, { inbound: [rdp6], outbound: [rule(ALL, '::/0')] })).toEqual({
      cutAtOnce: ['TCP 3389 ::/0'],
    });
  });

  it('answers have to be let out on all ports of the protocol, by one rule', () => {
    const out = (protocol: 'tcp' | 'udp', fromPort: number, toPort: number): PlannedRule =>
      rule({ protocol, fromPort, toPort }, '0.0.0.0/0');
    const cut = { cutAtOnce: ['TCP 3389 0.0.0.0/0'] };
    const lives = { livesOn: ['TCP 3389 0.0.0.0/0'] };
    expect(fates(rdp, { inbound: [rdp], outbound: [out('tcp', 0, 65_535)] })).toEqual(cut);
    expect(fates(rdp, { inbound: [rdp], outbound: [out('udp', 0, 65_535)] })).toEqual(lives);
    expect(fates(rdp, { inbound: [rdp], outbound: [out('tcp', 1, 65_535)] })).toEqual(lives);
    const halves = [out('tcp', 0, 32_767), out('tcp', 32_768, 65_535)];
    expect(fates(rdp, { inbound: [rdp], outbound: halves })).toEqual(lives);
  });

  it('halves of all addresses are not all addresses', () => {
    const half = rule(RDP, '0.0.0.0/1');
    const both = { inbound: [half, rule(RDP, '128.0.0.0/1')], outbound: [allOut] };
    expect(fates(half, both)).toEqual({ livesOn: ['TCP 3389 0.0.0.0/1'] });
  });

  it('one rule over several protocols and ports parts what it let in', () => {
    const all = rule(ALL, '0.0.0.0/0');
    const excess = [RDP, RDP_UDP, PING].map((range) => ({ ...range, source: '0.0.0.0/0' }));
    const out = rule({ protocol: 'tcp', fromPort: 0, toPort: 65_535 }, '0.0.0.0/0');
    expect(fates(all, { inbound: [all], outbound: [out] }, { excess })).toEqual({
      cutAtOnce: ['TCP 3389 0.0.0.0/0'],
      livesOn: ['ICMP 0.0.0.0/0', 'UDP 3389 0.0.0.0/0'],
    });
  });

  it('what is beyond the approved addresses was let in by the rule for all of them', () => {
    const excess = [{ ...RDP, source: '128.0.0.0/1' }];
    expect(fates(rdp, { inbound: [rdp], outbound: [allOut] }, { excess })).toEqual({
      cutAtOnce: ['TCP 3389 128.0.0.0/1'],
    });
  });

  it('what another rule still lets in is neither cut nor left behind', () => {
    const office = rule(ALL, '203.0.113.0/24');
    expect(
      fates(
        office,
        { inbound: [office, rdp], outbound: [allOut] },
        { excess: [rule(RDP, '203.0.113.0/24')] },
      ),
    ).toEqual({});
    const narrow = rule(RDP, '0.0.0.0/1');
    expect(fates(rdp, { inbound: [rdp, narrow], outbound: [allOut] })).toEqual({
      cutAtOnce: ['TCP 3389 128.0.0.0/1'],
    });
  });

  it('outbound is the same the other way round', () => {
    const out = rule(RDP, '0.0.0.0/0');
    const direction = 'outbound';
    expect(fates(out, { inbound: [allOut], outbound: [out] }, { direction })).toEqual({
      cutAtOnce: ['TCP 3389 0.0.0.0/0'],
    });
    expect(fates(out, { inbound: [rdp], outbound: [out] }, { direction })).toEqual({
      livesOn: ['TCP 3389 0.0.0.0/0'],
    });
  });

  it('what comes by a way that is always tracked lives on', () => {
    const rules = { inbound: [rdp], outbound: [allOut] };
    expect(fates(rdp, rules, { isByTrackedWay: true })).toEqual({
      livesOn: ['TCP 3389 0.0.0.0/0'],
    });
  });

  it('with rules that could not be read, TCP and UDP are not known, and ICMP is', () => {
    const excess = [RDP, PING].map((range) => ({ ...range, source: '203.0.113.0/24' }));
    expect(fates(rdp, { inbound: [rdp] }, { excess, isWhole: false })).toEqual({
      livesOn: ['ICMP 203.0.113.0/24'],
      notKnown: ['TCP 3389 203.0.113.0/24'],
    });
  });
});

describe('fatesOf(): lists and groups', () => {
  const allOut = rule(ALL, '0.0.0.0/0');
  const world = knownLists([
    { prefixListId: 'pl-1', entries: [{ cidr: '0.0.0.0/0', description: null }] },
  ]);
  const office = knownLists([
    { prefixListId: 'pl-1', entries: [{ cidr: '203.0.113.0/24', description: null }] },
  ]);
  const byList = rule(RDP, 'pl-1');
  const rules = { inbound: [byList], outbound: [allOut] };

  it('a list that holds all addresses is not known to count as a rule that names them', () => {
    const lists = { listsBefore: world, listsAfter: NO_LIST };
    expect(fates(byList, rules, lists)).toEqual({ notKnown: ['TCP 3389 0.0.0.0/0'] });
    expect(fates(byList, { inbound: [byList] }, lists)).toEqual({
      livesOn: ['TCP 3389 0.0.0.0/0'],
    });
  });

  it('a list with fewer is tracked, and of one that is not known nobody can tell', () => {
    expect(fates(byList, rules, { listsBefore: office })).toEqual({
      livesOn: ['TCP 3389 203.0.113.0/24'],
    });
    expect(fates(byList, rules)).toEqual({ notKnown: ['TCP 3389 pl-1'] });
  });

  it('a list that is not known may still let in what would else be cut', () => {
    const rdp = rule(RDP, '0.0.0.0/0');
    const both = { inbound: [rdp, byList], outbound: [allOut] };
    expect(fates(rdp, both)).toEqual({ notKnown: ['TCP 3389 0.0.0.0/0'] });
    expect(fates(rdp, both, { listsBefore: office, listsAfter: office })).toEqual({
      cutAtOnce: fates(rdp, { ...both, inbound: [rdp, rule(RDP, '203.0.113.0/24')] }).cutAtOnce,
    });
  });

  it('entries taken out of a list leave those of its other entries', () => {
    const lists = { listsBefore: world, listsAfter: office };
    const excess = [rule(RDP, '198.51.100.0/24'), rule(RDP, '203.0.113.0/24')];
    expect(fates(byList, { inbound: [byList] }, { ...lists, excess, after: [byList] })).toEqual({
      livesOn: ['TCP 3389 198.51.100.0/24'],
    });
  });

  it('members of a group are tracked, unless everybody was let in beside them', () => {
    const members = rule(RDP, 'sg-2');
    const rdp = rule(RDP, '0.0.0.0/0');
    const both = { inbound: [members, rdp], outbound: [allOut] };
    expect(fates(members, { inbound: [members], outbound: [allOut] })).toEqual({
      livesOn: ['TCP 3389 sg-2'],
    });
    expect(fates(members, both, { excess: [members, rdp], after: [] })).toEqual({
      cutAtOnce: ['TCP 3389 0.0.0.0/0'],
      notKnown: ['TCP 3389 sg-2'],
    });
    // Everybody is let in still, and so are they.
    expect(fates(members, both)).toEqual({});
  });
});
