import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadPolicy } from '../../src/config/policy-file.ts';
import { problemText } from '../../src/config/policy-problem.ts';
import { GUARDED_SERVICES } from '../../src/domain/guard/services.ts';
import { cidr } from '../../src/domain/net/cidr.ts';
import { sourceTexts } from '../../src/domain/net/source.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import { policyText } from './policy-text.ts';

function load(text: string): Policy {
  const loaded = loadPolicy(text, 'p.yml');
  if (loaded.kind === 'problems') throw new Error(JSON.stringify(loaded.problems));
  return loaded.policy;
}

function approvedTexts(policy: Policy): Record<string, readonly string[]> {
  const approved = policy.guards[0]?.approved ?? new Map();
  return Object.fromEntries([...approved].map(([name, set]) => [name, sourceTexts(set)]));
}

describe('loadPolicy()', () => {
  test('resolves a small policy', () => {
    const policy = load(policyText());
    expect(policy).toEqual({
      guards: [
        {
          name: 'hosts',
          kind: 'windows',
          match: [{ id: 'sg-0123456789abcdef0' }],
          approved: new Map([
            ['rdp', { addresses: { ipv4: [cidr('10.9.8.0/28').interval], ipv6: [] }, ids: [] }],
          ]),
        },
      ],
      approvers: { userIds: ['U0123ABCD'], userGroupIds: [] },
      channelId: 'C0123ABCD',
      networks: new Map([['office', [cidr('10.9.8.0/28')]]]),
      approvals: { harden: 1, lockOut: 2 },
    });
  });

  test('takes who approves what, who is denied it, who may break glass, and whose an identity is', () => {
    const text = policyText({
      12: `  users: [U0123ABCD]
  rules:
    - for: { kinds: [windows], severities: [critical], accounts: ["111122223333"] }
      groups: [S0123ABCD]
  deny: { users: [U0DENIED1] }
breakGlass: { groups: [S0456ABCD] }
people:
  emails: true
  map: [{ identity: "sourceIdentity:anna", user: U0123ABCD }]`,
    });
    expect(load(text)).toMatchObject({
      approvers: {
        userIds: ['U0123ABCD'],
        userGroupIds: [],
        rules: [
          {
            for: { kinds: ['windows'], severities: ['critical'], accounts: ['111122223333'] },
            userIds: [],
            userGroupIds: ['S0123ABCD'],
          },
        ],
        deny: { userIds: ['U0DENIED1'], userGroupIds: [] },
      },
      breakGlass: { userIds: [], userGroupIds: ['S0456ABCD'] },
      people: {
        isByEmail: true,
        isBySourceIdentity: true,
        userIds: new Map([['sourceIdentity:anna', 'U0123ABCD']]),
      },
    });
    const off = load(policyText({ 13: 'people: {}\nslack:' })).people;
    expect(off).toEqual({ isByEmail: false, isBySourceIdentity: true, userIds: new Map() });
  });

  test('takes how many people have to approve what', () => {
    const text = (approvals: string) => policyText({ 11: `approvals: ${approvals}\napprovers:` });
    expect(load(text('{ harden: 2 }')).approvals).toEqual({ harden: 2, lockOut: 2 });
    expect(load(text('{ lockOut: 3 }')).approvals).toEqual({ harden: 1, lockOut: 3 });
  });

  test('keeps only the keys that a selector gives, so that none matches by being undefined', () => {
    const policy = load(policyText({ 8: '      - { name: "win-*", region: eu-west-1 }' }));
    expect(Object.keys(policy.guards[0]?.match[0] ?? {})).toEqual(['name', 'region']);
  });

  test('joins networks, groups and lists of one service', () => {
    const text = policyText({
      3: '  office: [10.0.0.0/9, "2001:db8::/64"]\n  lab: [10.128.0.0/9]',
      10: '      rdp: [office, lab, sg-0aaaaaaaaaaaaaaaa, pl-0bbbbbbb]',
    });
    expect(approvedTexts(load(text))).toEqual({
      rdp: ['10.0.0.0/8', '2001:db8::/64', 'pl-0bbbbbbb', 'sg-0aaaaaaaaaaaaaaaa'],
    });
  });

  test('anywhere is every address of both families', () => {
    const text = policyText({ 10: '      rdp: [anywhere]' });
    expect(approvedTexts(load(text))).toEqual({ rdp: ['0.0.0.0/0', '::/0'] });
  });

  test('otherServices stands for every service of the kind that has no key of its own', () => {
    const text = policyText({ 10: '      rdp: []\n      otherServices: [office]' });
    const others = GUARDED_SERVICES.windows.filter((name) => name !== 'rdp');
    expect(approvedTexts(load(text))).toEqual(
      Object.fromEntries(others.map((name) => [name, ['10.9.8.0/28']])),
    );
  });

  test('outbound is read as approved is, otherServices included', () => {
    const outbound =
      '    outbound:\n      rdp: [sg-0aaaaaaaaaaaaaaaa]\n      otherServices: [office]';
    const guard = load(policyText({ 10: `      rdp: [anywhere]\n${outbound}` })).guards[0];
    const texts = [...(guard?.outbound ?? [])].map(([name, set]) => [name, sourceTexts(set)]);
    expect(Object.fromEntries(texts)).toEqual({
      ...Object.fromEntries(GUARDED_SERVICES.windows.map((name) => [name, ['10.9.8.0/28']])),
      rdp: ['sg-0aaaaaaaaaaaaaaaa'],
    });
    expect([...(guard?.approved.keys() ?? [])]).toEqual(['rdp']);
  });

  test('an outbound that is empty is guarded and approves nobody; an absent one is not guarded', () => {
    const guarded = load(policyText({ 10: '      rdp: [office]\n    outbound: {}' })).guards[0];
    expect(guarded?.outbound).toEqual(new Map());
    expect(load(policyText()).guards[0]).not.toHaveProperty('outbound');
  });

  test('a scenario is read with its networks, and is whole unless the file says otherwise', () => {
    const lines = [
      '      rdp: [office]',
      '    scenario:',
      '      name: nativeWorkloads',
      '      clients: [office, vpc-0123456789abcdef0, sg-0aaaaaaaaaaaaaaaa]',
    ];
    const text = (...more: readonly string[]): string =>
      policyText({ 6: '    kind: directory', 10: [...lines, ...more].join('\n') });
    const read = load(text()).guards[0]?.scenario;
    expect(read).toMatchObject({
      name: 'nativeWorkloads',
      isLdapsUsed: true,
      isTrustCreated: false,
    });
    const texts = [...(read?.networks ?? [])].map(([role, set]) => [role, sourceTexts(set)]);
    expect(texts).toEqual([
      ['clients', ['10.9.8.0/28', 'sg-0aaaaaaaaaaaaaaaa', 'vpc-0123456789abcdef0']],
    ]);
    expect(load(text('      ldaps: false')).guards[0]?.scenario?.isLdapsUsed).toBe(false);
    expect(load(policyText()).guards[0]).not.toHaveProperty('scenario');
  });

  test('a guard without approved approves nobody', () => {
    expect(approvedTexts(load(policyText({ 9: '', 10: '' })))).toEqual({});
  });

  test('a network called constructor is a network, and an undefined one is not found', () => {
    const named = policyText({ 3: '  constructor: [10.0.0.0/8]', 10: '      rdp: [constructor]' });
    expect(approvedTexts(load(named))).toEqual({ rdp: ['10.0.0.0/8'] });
    const undefinedOne = loadPolicy(policyText({ 10: '      rdp: [constructor]' }), 'p.yml');
    expect(undefinedOne.kind).toBe('problems');
  });

  test('reads the example policy', () => {
    const path = new URL('../../portcullis.example.yml', import.meta.url);
    const policy = load(readFileSync(path, 'utf8'));
    expect(policy.guards.map((guard) => guard.kind).sort()).toEqual(
      Object.keys(GUARDED_SERVICES).sort(),
    );
  });
});

describe('exemptions', () => {
  const STANDING =
    '{ group: sg-0123456789abcdef0, direction: inbound, protocol: tcp, ports: "3389-3390", source: office, until: 2027-01-31, reason: Migration }';

  test('are taken with their exact scope and end', () => {
    const policy = load(
      policyText({
        12: `  users: [U0123ABCD]\nexemptions:\n  daysMax: 7\n  ticket: "[A-Z]+-[0-9]+"\n  standing: [${STANDING}]`,
      }),
    );
    expect(policy.exemptions).toEqual({
      msMax: 7 * 24 * 60 * 60_000,
      ticket: /[A-Z]+-[0-9]+/u,
      standing: [
        {
          groupId: 'sg-0123456789abcdef0',
          direction: 'inbound',
          rows: [{ protocol: 'tcp', fromPort: 3389, toPort: 3390, source: '10.9.8.0/28' }],
          until: Date.parse('2027-02-01T00:00:00Z'),
          reason: 'Migration',
        },
      ],
    });
  });

  test.each([
    ['until: 2027-01-31, ', '', /^p.yml:14: exemptions.standing\[0\].until: expected an end date/],
    ['2027-01-31', '2027-02-30', /^p.yml:14: exemptions.standing\[0\].until: .*No date there is/],
    ['"3389-3390"', '"3390-3389"', /^p.yml:14: exemptions.standing\[0\].ports: Expected a port/],
    ['tcp', 'icmp', /^p.yml:14: exemptions.standing\[0\].ports: Ports are for tcp and udp/],
    ['office', 'ofice', /^p.yml:14: .*Undefined network "ofice" \(did you mean office\?\)/],
    ['office', '10.9.8.7/8', /^p.yml:14: .*has host bits set/],
    ['office', 'vpc-0123456789abcdef0', /^p.yml:14: No rule can name a VPC/],
    [', reason: Migration', '', /^p.yml:14: exemptions.standing\[0\].reason: expected a reason/],
  ])('with %s as %s say what is wrong, by line', (was, is, message) => {
    const standing = STANDING.replace(was, is);
    const text = policyText({ 12: `  users: [U0123ABCD]\nexemptions:\n  standing: [${standing}]` });
    const loaded = loadPolicy(text, 'p.yml');
    const problems = loaded.kind === 'problems' ? loaded.problems.map(problemText) : [];
    expect(problems).toEqual([expect.stringMatching(message)]);
  });
});
