import { describe, expect, test } from 'vitest';
import type { RuleChange } from '../../../src/domain/change/exposure-change.ts';
import { size } from '../../../src/domain/net/address-set.ts';
import { type Admission, allSources, toRows } from '../../../src/domain/net/exposure.ts';
import { NO_SOURCES, sourceSet, sourceText } from '../../../src/domain/net/source.ts';
import { approvedExposure, evaluate } from '../../../src/domain/policy/evaluate.ts';
import type { Guard } from '../../../src/domain/policy/policy.ts';
import { changeOf, OWN_GROUP, open, source, windowsGuard } from './change-of.ts';

const ADMINS = windowsGuard('10.9.8.0/28');

/** The verdict in short: why it is permitted, or the excess as `tcp 3389-3389 0.0.0.0/0`. */
function verdict(
  guard: Guard,
  admissions: readonly Admission[],
  kind?: RuleChange['kind'],
): string | readonly string[] {
  const judged = evaluate(changeOf(admissions, kind), guard);
  if (judged.kind === 'permitted') return judged.reason;
  return toRows(judged.excess).map(
    (row) => `${row.protocol} ${row.fromPort}-${row.toPort} ${row.source}`,
  );
}

/** The sources of the rules that a verdict blames. */
function blamed(guard: Guard, admissions: readonly Admission[]): readonly string[] {
  const judged = evaluate(changeOf(admissions), guard);
  return judged.kind === 'permitted' ? [] : judged.offending.map((rule) => sourceText(rule.source));
}

describe('evaluate()', () => {
  test('permits what only closes', () => {
    expect(verdict(ADMINS, [open('tcp', '3389', '0.0.0.0/0')], 'rulesRemoved')).toBe('onlyCloses');
  });

  test('permits ports that the kind does not guard', () => {
    expect(verdict(ADMINS, [open('tcp', '443', '0.0.0.0/0')])).toBe('noGuardedTraffic');
    expect(verdict(ADMINS, [open('icmp', '-1', '0.0.0.0/0')])).toBe('noGuardedTraffic');
    expect(verdict(ADMINS, [])).toBe('noGuardedTraffic');
  });

  test('permits approved sources, and parts of them', () => {
    expect(verdict(ADMINS, [open('tcp', '3389', '10.9.8.0/28')])).toBe('approvedSources');
    expect(verdict(ADMINS, [open('udp', '3389', '10.9.8.7/32')])).toBe('approvedSources');
  });

  test('a source approved for one service is not approved for another', () => {
    expect(verdict(ADMINS, [open('tcp', '445', '10.9.8.0/28')])).toEqual([
      'tcp 445-445 10.9.8.0/28',
    ]);
  });

  test('an edited rule counts as opened whole', () => {
    const rows = verdict(ADMINS, [open('tcp', '3389', '192.0.2.0/24')], 'rulesEdited');
    expect(rows).toEqual(['tcp 3389-3389 192.0.2.0/24']);
  });

  test('the excess is what is not approved, to the address', () => {
    const change = changeOf([open('tcp', '3389', '0.0.0.0/0')]);
    const judged = evaluate(change, ADMINS);
    expect(judged.kind).toBe('violates');
    if (judged.kind !== 'violates') return;
    expect(size(allSources(judged.excess).addresses)).toEqual({ ipv4: 4_294_967_280, ipv6: 0n });
  });

  test('two approved halves cover the whole', () => {
    const halves = windowsGuard('10.0.0.0/9', '10.128.0.0/9');
    expect(verdict(halves, [open('tcp', '3389', '10.0.0.0/8')])).toBe('approvedSources');
    expect(verdict(halves, [open('tcp', '3389', '10.0.0.0/7')])).toEqual([
      'tcp 3389-3389 11.0.0.0/8',
    ]);
  });

  test('five rules of which two offend are one verdict that names the two', () => {
    const rules = [
      open('tcp', '443', '0.0.0.0/0'),
      open('tcp', '3389', '192.0.2.1/32'),
      open('tcp', '3389', '10.9.8.1/32'),
      open('udp', '3389', '::/0'),
      open('udp', '3389', '10.9.8.2/32'),
    ];
    expect(blamed(ADMINS, rules)).toEqual(['192.0.2.1/32', '::/0']);
    expect(verdict(ADMINS, rules)).toEqual(['tcp 3389-3389 192.0.2.1/32', 'udp 3389-3389 ::/0']);
  });

  test("the group's reference to itself is always approved, another group's is not", () => {
    expect(verdict(windowsGuard(), [open('-1', '-1', OWN_GROUP)])).toBe('approvedSources');
    expect(verdict(windowsGuard(), [open('tcp', '3389', 'sg-2')])).toEqual(['tcp 3389-3389 sg-2']);
  });

  test('a group that is known by name only has no reference to itself', () => {
    const change = changeOf([open('tcp', '3389', OWN_GROUP)]);
    const group = { ...change.group, groupId: null, groupName: 'hosts' };
    expect(evaluate({ ...change, group }, windowsGuard()).kind).toBe('violates');
  });

  test('IPv4 approval does not cover IPv6, nor the other way round', () => {
    const everyIpv4 = windowsGuard('0.0.0.0/0');
    expect(verdict(everyIpv4, [open('tcp', '3389', '::1/128')])).toEqual(['tcp 3389-3389 ::1/128']);
    expect(verdict(everyIpv4, [open('tcp', '3389', '::ffff:10.0.0.1/128')])).toEqual([
      'tcp 3389-3389 ::ffff:a00:1/128',
    ]);
    const everyIpv6 = windowsGuard('::/0');
    expect(verdict(everyIpv6, [open('tcp', '3389', '10.0.0.0/8')])).toEqual([
      'tcp 3389-3389 10.0.0.0/8',
    ]);
  });

  test('prefix lists and groups are approved by id, whatever addresses are', () => {
    const named = windowsGuard('pl-1', 'sg-2', '10.0.0.0/8');
    expect(verdict(named, [open('tcp', '3389', 'pl-1')])).toBe('approvedSources');
    expect(verdict(named, [open('tcp', '3389', 'sg-2')])).toBe('approvedSources');
    expect(verdict(named, [open('tcp', '3389', 'pl-2')])).toEqual(['tcp 3389-3389 pl-2']);
    expect(verdict(named, [open('tcp', '3389', 'sg-3')])).toEqual(['tcp 3389-3389 sg-3']);
  });

  test('where every address is approved, so is every list and group', () => {
    const anyone = windowsGuard('0.0.0.0/0', '::/0');
    expect(verdict(anyone, [open('tcp', '3389', 'pl-1')])).toBe('approvedSources');
    expect(verdict(anyone, [open('udp', '3389', 'sg-2')])).toBe('approvedSources');
    expect(verdict(anyone, [open('tcp', '3389-5986', 'sg-2')])).toEqual(['tcp 5985-5986 sg-2']);
    expect(verdict(windowsGuard('0.0.0.0/0'), [open('tcp', '3389', 'pl-1')])).toEqual([
      'tcp 3389-3389 pl-1',
    ]);
  });

  test('RDP and WinRM are guarded on directories too', () => {
    const directory: Guard = { ...ADMINS, kind: 'directory', approved: new Map() };
    expect(verdict(directory, [open('tcp', '3389', '10.0.0.0/8')])).toEqual([
      'tcp 3389-3389 10.0.0.0/8',
    ]);
  });
});

test('approvedExposure() of nobody is no exposure', () => {
  const nobody: Guard = { ...ADMINS, approved: new Map([['winrm', NO_SOURCES]]) };
  expect(approvedExposure(nobody, { ownGroupId: null })).toEqual([]);
});

describe('traps that others fell into:', () => {
  test('trap 1: protocol -1 and UDP additions are seen', () => {
    expect(verdict(ADMINS, [open('udp', '3389', '192.0.2.1/32')])).toEqual([
      'udp 3389-3389 192.0.2.1/32',
    ]);
    expect(verdict(ADMINS, [open('-1', '0', '192.0.2.1/32')])).toEqual([
      'tcp 135-135 192.0.2.1/32',
      'tcp 139-139 192.0.2.1/32',
      'tcp 445-445 192.0.2.1/32',
      'tcp 3389-3389 192.0.2.1/32',
      'tcp 5985-5986 192.0.2.1/32',
      'tcp 49152-65535 192.0.2.1/32',
      'udp 137-138 192.0.2.1/32',
      'udp 445-445 192.0.2.1/32',
      'udp 3389-3389 192.0.2.1/32',
    ]);
  });

  test('trap 2: IPv4, IPv6, list and group of one call are all named', () => {
    const from = ['192.0.2.0/24', '2001:db8::/32', 'pl-1', 'sg-2'];
    const rules = from.map((text) => open('tcp', '3389', text));
    expect(blamed(ADMINS, rules)).toEqual(from);
    expect(verdict(ADMINS, rules)).toEqual(from.map((text) => `tcp 3389-3389 ${text}`));
  });

  test.each([
    ['tcp', '3000-4000'],
    ['tcp', '0-65535'],
    ['tcp', '-1'],
    [6, '3389'],
    ['udp', '3389-3390'],
    [17, '0-65535'],
    ['-1', '-1'],
  ] as const)('trap 3: %s %s contains 3389', (protocol, ports) => {
    const rows = verdict(ADMINS, [open(protocol, ports, '192.0.2.1/32')]);
    expect(rows).toEqual(
      expect.arrayContaining([expect.stringContaining(' 3389-3389 192.0.2.1/32')]),
    );
  });

  test('trap 4: ::/0 is an opening', () => {
    expect(verdict(ADMINS, [open('tcp', '3389', '::/0')])).toEqual(['tcp 3389-3389 ::/0']);
  });

  test('trap 5: 0.0.0.0/1 + 128.0.0.0/1, 1.0.0.0/0 and a public /8 are as wide as they are', () => {
    const halves = [open('tcp', '3389', '0.0.0.0/1'), open('tcp', '3389', '128.0.0.0/1')];
    const everything = verdict(windowsGuard(), [open('tcp', '3389', '0.0.0.0/0')]);
    expect(verdict(windowsGuard(), halves)).toEqual(everything);
    expect(verdict(windowsGuard(), [open('tcp', '3389', '1.0.0.0/0')])).toEqual(everything);
    expect(everything).toEqual(['tcp 3389-3389 0.0.0.0/0']);
    expect(verdict(ADMINS, [open('tcp', '3389', '8.0.0.0/8')])).toEqual([
      'tcp 3389-3389 8.0.0.0/8',
    ]);
  });

  test('trap 6: the other blocks on the same port are not blamed', () => {
    const rules = [
      open('tcp', '3389', '10.9.8.0/29'),
      open('tcp', '3389', '0.0.0.0/0'),
      open('tcp', '3389', '10.9.8.8/29'),
    ];
    expect(blamed(ADMINS, rules)).toEqual(['0.0.0.0/0']);
  });

  test('trap 8: a rule with a description is judged like one without', () => {
    const change = changeOf([open('tcp', '3389', '0.0.0.0/0')]);
    const described = change.rules.map((rule) => ({ ...rule, description: 'approved by Bob' }));
    const judged = evaluate({ ...change, rules: described }, ADMINS);
    const plain = evaluate(change, ADMINS);
    expect(judged).toEqual({ ...plain, offending: described });
  });
});

test('a gateway lets users in from anywhere and admins only from their network', () => {
  const anywhere = sourceSet([source('0.0.0.0/0'), source('::/0')]);
  const gateway: Guard = {
    ...ADMINS,
    kind: 'gateway',
    approved: new Map([...ADMINS.approved, ['rdGatewayHttps', anywhere]]),
  };
  expect(verdict(gateway, [open('tcp', '443', '0.0.0.0/0')])).toBe('approvedSources');
  expect(verdict(gateway, [open('udp', '3391', '0.0.0.0/0')])).toEqual(['udp 3391-3391 0.0.0.0/0']);
});

describe('evaluate() of outbound rules', () => {
  const OUT: Guard = {
    ...windowsGuard('0.0.0.0/0', '::/0'),
    outbound: new Map([['smb', sourceSet([source('10.20.0.0/16'), source('pl-1')])]]),
  };

  function outboundVerdict(
    guard: Guard,
    rules: readonly Admission[],
    kind?: RuleChange['kind'],
  ): string | readonly string[] {
    const judged = evaluate({ ...changeOf(rules, kind), direction: 'outbound' }, guard);
    if (judged.kind === 'permitted') return judged.reason;
    return toRows(judged.excess).map((row) => `${row.protocol} ${row.fromPort} ${row.source}`);
  }

  test('asks what is approved outbound: what is approved inbound counts for nothing', () => {
    expect(outboundVerdict(OUT, [open('tcp', '445', '10.20.1.0/24')])).toBe('approvedSources');
    expect(outboundVerdict(OUT, [open('tcp', '445', 'pl-1')])).toBe('approvedSources');
    expect(outboundVerdict(OUT, [open('tcp', '3389', '10.0.0.0/8')])).toEqual([
      'tcp 3389 10.0.0.0/8',
    ]);
    expect(verdict(OUT, [open('tcp', '445', '10.20.1.0/24')])).toEqual([
      'tcp 445-445 10.20.1.0/24',
    ]);
  });

  test('other ports are not guarded, and the rule of a new group is everything at once', () => {
    expect(outboundVerdict(OUT, [open('tcp', '443', '0.0.0.0/0')])).toBe('noGuardedTraffic');
    expect(outboundVerdict(OUT, [open('-1', '-1', '0.0.0.0/0')])).toContain('tcp 3389 0.0.0.0/0');
  });

  test("the group's reference to itself is approved outbound too, another group's is not", () => {
    expect(outboundVerdict(OUT, [open('-1', '-1', OWN_GROUP)])).toBe('approvedSources');
    expect(outboundVerdict(OUT, [open('tcp', '3389', 'sg-2')])).toEqual(['tcp 3389 sg-2']);
  });

  test('removing only closes', () => {
    expect(outboundVerdict(OUT, [open('tcp', '3389', '0.0.0.0/0')], 'rulesRemoved')).toBe(
      'onlyCloses',
    );
  });
});

describe('evaluate() with what was open before', () => {
  const rdpTo = (block: string) => open('tcp', '3389', block);

  /** The excess blocks of a change that adds `to` where `before` was open. */
  function added(to: string, before: string, kind?: RuleChange['kind']) {
    const judged = evaluate(changeOf([rdpTo(to)], kind), windowsGuard(), [rdpTo(before)]);
    return judged.kind === 'permitted'
      ? judged.reason
      : toRows(judged.excess).map((row) => row.source);
  }

  test('permits a rule that adds nothing, with that reason', () => {
    expect(added('10.0.0.0/9', '10.0.0.0/8')).toBe('alreadyOpen');
  });

  test('calls excess only what was not open', () => {
    expect(added('10.0.0.0/8', '10.0.0.0/9')).toEqual(['10.128.0.0/9']);
  });

  test('judges an edit by what it adds to its old values', () => {
    expect(added('0.0.0.0/0', '0.0.0.0/1', 'rulesEdited')).toEqual(['128.0.0.0/1']);
  });
});
