import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadPolicy, PROBLEMS_MAX } from '../../src/config/policy-file.ts';
import { problemText } from '../../src/config/policy-problem.ts';
import { POLICY_CHARS_MAX } from '../../src/config/policy-yaml.ts';
import { policyText } from './policy-text.ts';

function problemsOf(text: string): readonly string[] {
  const loaded = loadPolicy(text, 'p.yml');
  return loaded.kind === 'policy' ? [] : loaded.problems.map(problemText);
}

/** The small policy with a directory's guard that has a scenario of these lines, from line 12 on. */
function scenario(...lines: readonly string[]): Record<number, string> {
  const indented = lines.map((line) => `      ${line}`);
  return {
    6: '    kind: directory',
    10: ['      rdp: [office]', '    scenario:', ...indented].join('\n'),
  };
}

/** What is wrong, the lines of the small policy that make it so, and the one problem told. */
const SINGLE_PROBLEMS: readonly (readonly [string, Record<number, string>, RegExp])[] = [
  [
    'an unknown key, with the nearest known one',
    { 9: '    aproved:' },
    /^p.yml:9: Unknown key "aproved" in guards\[0\] \(did you mean approved\?\); known keys: name, kind, match, approved, outbound, scenario$/,
  ],
  [
    'a number for the id of an account',
    { 1: 'version: 1\naccounts:\n  - id: 444455556666' },
    /^p.yml:3: accounts\[0\].id: expected an AWS account id .* got a number/,
  ],
  [
    'a role that is none',
    { 1: 'version: 1\naccounts:\n  - id: "444455556666"\n    role: portcullis' },
    /^p.yml:4: accounts\[0\].role: expected the ARN of the role to assume there, .* got "portcullis"$/,
  ],
  [
    'a role in another account',
    {
      1: 'version: 1\naccounts:\n  - id: "444455556666"\n    role: arn:aws:iam::999999999999:role/portcullis',
    },
    /^p.yml:4: The role "arn:aws:iam::999999999999:role\/portcullis" is not in account "444455556666"/,
  ],
  [
    'an account that stands twice',
    { 1: 'version: 1\naccounts:\n  - id: "444455556666"\n  - id: "444455556666"' },
    /^p.yml:4: Account "444455556666" stands twice \(also accounts\[0\]\)/,
  ],
  [
    'an external id without a role',
    { 1: 'version: 1\naccounts:\n  - id: "444455556666"\n    externalId: of-home' },
    /^p.yml:3: accounts\[0\]: An external id is for a role/,
  ],
  [
    'an external id with a space',
    {
      1: 'version: 1\naccounts:\n  - id: "444455556666"\n    role: arn:aws:iam::444455556666:role/portcullis\n    externalId: of home',
    },
    /^p.yml:5: accounts\[0\].externalId: expected the external id of its trust policy .* got "of home"$/,
  ],
  [
    'a rule of approvers without anybody',
    { 12: '  users: [U0123ABCD]\n  rules:\n    - for: { kinds: [windows] }' },
    /^p.yml:14: approvers.rules\[0\]: No approvers: nobody could ever approve what this rule is for/,
  ],
  [
    'a rule of approvers for everything',
    { 12: '  users: [U0123ABCD]\n  rules:\n    - for: {}\n      users: [U0456ABCD]' },
    /^p.yml:14: approvers.rules\[0\].for: An empty rule would match everything/,
  ],
  [
    'a rule of approvers for a kind that is none',
    {
      12: '  users: [U0123ABCD]\n  rules:\n    - for: { kinds: [linux] }\n      users: [U0456ABCD]',
    },
    /^p.yml:14: approvers.rules\[0\].for.kinds\[0\]: expected one of directory, .* got "linux"$/,
  ],
  [
    'a rule of approvers for no severity',
    {
      12: '  users: [U0123ABCD]\n  rules:\n    - for: { severities: [] }\n      users: [U0456ABCD]',
    },
    /^p.yml:14: approvers.rules\[0\].for.severities: expected at least one of severities, or no such key for all, got an empty list$/,
  ],
  [
    'an account id that YAML reads as a number',
    {
      12: '  users: [U0123ABCD]\n  rules:\n    - for: { accounts: [111122223333] }\n      users: [U0456ABCD]',
    },
    /^p.yml:14: approvers.rules\[0\].for.accounts\[0\]: expected an AWS account id .* got a number/,
  ],
  [
    'a name under deny',
    { 12: '  users: [U0123ABCD]\n  deny: { users: [bob] }' },
    /^p.yml:13: approvers.deny.users\[0\]: expected a Slack user id .* got "bob"$/,
  ],
  [
    'an unknown key of breakGlass',
    { 12: '  users: [U0123ABCD]\nbreakGlass:\n  user: [U0123ABCD]' },
    /^p.yml:14: Unknown key "user" in breakGlass \(did you mean users\?\)/,
  ],
  [
    'an identity that the caller could choose',
    {
      12: '  users: [U0123ABCD]\npeople:\n  map:\n    - identity: "arn:aws:sts::111122223333:assumed-role/Admin/anna"\n      user: U0123ABCD',
    },
    /^p.yml:15: people.map\[0\].identity: expected the ARN of an IAM user, or identityCenter: or sourceIdentity: and a name, got /,
  ],
  [
    'an identity of two people',
    {
      12: '  users: [U0123ABCD]\npeople:\n  map:\n    - { identity: "identityCenter:anna", user: U0123ABCD }\n    - { identity: "identityCenter:anna", user: U0456ABCD }',
    },
    /^p.yml:16: Identity "identityCenter:anna" stands twice \(also people.map\[0\]\)/,
  ],
  [
    'an unknown key like no other',
    { 13: 'zzzzzzzz: 1\nslack:' },
    /^p.yml:13: Unknown key "zzzzzzzz" in the file; known keys: version, /,
  ],
  [
    'an unknown key that plain objects hide',
    { 13: '__proto__: { a: 1 }\nslack:' },
    /^p.yml:13: Unknown key "__proto__"/,
  ],
  [
    'a wrong version',
    { 1: 'version: 2' },
    /^p.yml:1: version: expected 1, the only version there is, got 2$/,
  ],
  ['a missing version', { 1: '' }, /^p.yml:2: version: expected 1, .* got nothing$/],
  [
    'an octet over 255',
    { 3: '  office: [300.1.1.1/8]' },
    /^p.yml:3: networks.office\[0\]: Expected a CIDR block .* got "300.1.1.1\/8"$/,
  ],
  ['a prefix length over 32', { 3: '  office: [10.0.0.0/33]' }, /^p.yml:3: .*got "10.0.0.0\/33"$/],
  [
    'an address without a prefix length',
    { 3: '  office: [10.1.2.3]' },
    /^p.yml:3: .*for this one address write 10.1.2.3\/32$/,
  ],
  [
    'an IPv6 address without a prefix length',
    { 3: '  office: ["2001:db8::1"]' },
    /^p.yml:3: .*write 2001:db8::1\/128$/,
  ],
  [
    'host bits',
    { 3: '  office: [10.9.8.7/28]' },
    /^p.yml:3: .*"10.9.8.7\/28" has host bits set: write 10.9.8.0\/28/,
  ],
  ['IPv6 host bits', { 3: '  office: ["2001:db8::1/64"]' }, /^p.yml:3: .*write 2001:db8::\/64/],
  [
    'an empty network',
    { 3: '  office: []' },
    /^p.yml:3: networks.office: expected at least one CIDR block, got an empty list$/,
  ],
  [
    'a network that is no list',
    { 3: '  office: 10.0.0.0/8' },
    /^p.yml:3: networks.office: expected a list: CIDR blocks, got "10.0.0.0\/8"$/,
  ],
  [
    'a network name with a space',
    { 3: '  office: [10.9.8.0/28]\n  my lab: [10.0.0.0/8]' },
    /^p.yml:4: "my lab": expected a network name/,
  ],
  [
    'a network that hides a word',
    { 3: '  office: [10.9.8.0/28]\n  anywhere: [10.0.0.0/8]' },
    /^p.yml:4: A network cannot be named "anywhere"/,
  ],
  [
    'a network that hides a group',
    { 3: '  office: [10.9.8.0/28]\n  sg-1: [10.0.0.0/8]' },
    /^p.yml:4: A network cannot be named "sg-1"/,
  ],
  [
    'an undefined network, with the defined ones',
    { 10: '      rdp: [ofice]' },
    /^p.yml:10: guards\[0\].approved.rdp\[0\]: Undefined network "ofice" \(did you mean office\?\); defined under networks: office$/,
  ],
  [
    'a CIDR block where a name belongs',
    { 10: '      rdp: [10.0.0.0/8]' },
    /^p.yml:10: .*"10.0.0.0\/8" is a CIDR block: give it a name under networks/,
  ],
  [
    'a group id of the wrong form',
    { 10: '      rdp: [sg-123]' },
    /^p.yml:10: .*security group id .* got "sg-123"$/,
  ],
  [
    'a prefix list id of the wrong form',
    { 10: '      rdp: [pl-XYZ]' },
    /^p.yml:10: .*prefix list id .* got "pl-XYZ"$/,
  ],
  [
    'a service that the kind does not guard',
    { 10: '      kerberos: [office]' },
    /^p.yml:10: A windows guard does not guard "kerberos"; it guards rdp, winrm, smb, rpcEndpointMapper, rpcDynamic, netbiosSession, netbiosDatagram, otherServices$/,
  ],
  ['a service with a typo', { 10: '      winmr: [office]' }, /^p.yml:10: .*did you mean winrm\?/],
  [
    'an outbound that is no mapping',
    { 10: '      rdp: [office]\n    outbound: [office]' },
    /^p.yml:11: guards\[0\].outbound: expected services, each with a list of whom members of the group may reach by it, got a list$/,
  ],
  [
    'an outbound without services',
    { 10: '      rdp: [office]\n    outbound:' },
    /^p.yml:11: guards\[0\].outbound: expected services, .* got nothing$/,
  ],
  [
    'an outbound service that is no list',
    { 10: '      rdp: [office]\n    outbound:\n      smb: office' },
    /^p.yml:12: guards\[0\].outbound.smb: expected a list: networks, groups, prefix lists and VPCs, got "office"$/,
  ],
  [
    'an undefined network of outbound',
    { 10: '      rdp: [office]\n    outbound:\n      smb: [office, ofice]' },
    /^p.yml:12: guards\[0\].outbound.smb\[1\]: Undefined network "ofice" \(did you mean office\?\)/,
  ],
  [
    'an outbound service that the kind does not guard',
    { 10: '      rdp: [office]\n    outbound:\n      kerberos: [office]' },
    /^p.yml:12: A windows guard does not guard "kerberos"; it guards rdp, /,
  ],
  [
    'a VPC id of the wrong form',
    { 10: '      rdp: [vpc-XYZ]' },
    /^p.yml:10: .*VPC id \(vpc- and 8 or 17 hex digits\), got "vpc-XYZ"$/,
  ],
  [
    'a network that hides a VPC',
    { 3: '  office: [10.9.8.0/28]\n  vpc-1: [10.0.0.0/8]' },
    /^p.yml:4: A network cannot be named "vpc-1"/,
  ],
  [
    'a scenario of another kind',
    { 10: '      rdp: [office]\n    scenario: { name: nativeWorkloads, clients: [office] }' },
    /^p.yml:11: guards\[0\].scenario: A windows guard has no scenario: .*\(kind: directory\)$/,
  ],
  [
    'a scenario that there is not',
    scenario('name: nativeWorkload', 'clients: [office]'),
    /^p.yml:12: guards\[0\].scenario.name: expected one of awsApplications, awsApplicationsWithTrust, nativeWorkloads, nativeWorkloadsWithTrust, simpleAd, adConnector, got "nativeWorkload"$/,
  ],
  [
    'a scenario without a name',
    scenario('clients: [office]'),
    /^p.yml:11: guards\[0\].scenario.name: expected one of .* got nothing$/,
  ],
  [
    'a scenario that is no mapping',
    { 6: '    kind: directory', 10: '      rdp: [office]\n    scenario: nativeWorkloads' },
    /^p.yml:11: guards\[0\].scenario: expected a mapping with name, onPremises, clients, certificateAuthority, ldaps, trustCreated, got "nativeWorkloads"$/,
  ],
  [
    'an unknown key of a scenario',
    scenario('name: nativeWorkloads', 'clients: [office]', 'ldap: true'),
    /^p.yml:14: Unknown key "ldap" in guards\[0\].scenario \(did you mean ldaps\?\); known keys: name, onPremises, /,
  ],
  [
    'a network that a scenario needs and that is missing',
    scenario('name: nativeWorkloadsWithTrust', 'clients: [office]'),
    /^p.yml:11: guards\[0\].scenario: nativeWorkloadsWithTrust needs onPremises: say whose addresses that is$/,
  ],
  [
    'a network that a scenario has no rows for',
    scenario('name: nativeWorkloads', 'clients: [office]', 'onPremises: [office]'),
    /^p.yml:14: guards\[0\].scenario.onPremises: nativeWorkloads has no rows that depend on it: leave it out$/,
  ],
  [
    'an answer that a scenario does not ask for',
    scenario('name: nativeWorkloads', 'clients: [office]', 'trustCreated: true'),
    /^p.yml:14: guards\[0\].scenario.trustCreated: nativeWorkloads has no rows that depend on it/,
  ],
  [
    'LDAPS where there is no LDAP',
    scenario('name: awsApplications', 'ldaps: true'),
    /^p.yml:13: guards\[0\].scenario.ldaps: awsApplications has no rows that depend on it/,
  ],
  [
    'an answer that is neither true nor false',
    scenario('name: nativeWorkloads', 'clients: [office]', 'ldaps: "no"'),
    /^p.yml:14: guards\[0\].scenario.ldaps: expected true or false, whether LDAP over SSL is used, got "no"$/,
  ],
  [
    'an undefined network of a scenario',
    scenario('name: nativeWorkloads', 'clients: [office, ofice]'),
    /^p.yml:13: guards\[0\].scenario.clients\[1\]: Undefined network "ofice" \(did you mean office\?\)/,
  ],
  [
    'a network of a scenario that is empty',
    scenario('name: nativeWorkloads', 'clients: []'),
    /^p.yml:13: guards\[0\].scenario.clients: expected at least one entry, whose addresses clients have, got an empty list$/,
  ],
  [
    'a network of a scenario that is no list',
    scenario('name: nativeWorkloads', 'clients: office'),
    /^p.yml:13: guards\[0\].scenario.clients: expected a list of networks, groups, prefix lists and VPCs: whose addresses clients have, got "office"$/,
  ],
  [
    'an unknown kind',
    { 6: '    kind: linux' },
    /^p.yml:6: guards\[0\].kind: expected one of directory, domainController, windows, gateway, got "linux"$/,
  ],
  [
    'a key that stands twice',
    { 10: '      rdp: [office]\n      rdp: [anywhere]' },
    /^p.yml:11: Key "rdp" stands twice, first on line 10: join the two$/,
  ],
  [
    'two guards of one name',
    { 11: '  - name: hosts\n    kind: windows\n    match: [{ name: x }]\napprovers:' },
    /^p.yml:11: Guard "hosts" stands twice/,
  ],
  [
    'a selector id of the wrong form',
    { 8: '      - id: sg-0123' },
    /^p.yml:8: guards\[0\].match\[0\].id: expected a security group id/,
  ],
  [
    'a VPC id of the wrong form',
    { 8: '      - vpc: 0123' },
    /^p.yml:8: .*match\[0\].vpc: expected a VPC id/,
  ],
  [
    'an account that YAML reads as a number',
    { 8: '      - account: 111122223333' },
    /^p.yml:8: .*YAML reads 111122223333 without quotes as a number; if you mean the text, write "111122223333"$/,
  ],
  [
    'an account whose leading zero YAML drops',
    { 8: '      - account: 012345678901' },
    /^p.yml:8: .*write "012345678901"$/,
  ],
  [
    'an account with eleven digits',
    { 8: '      - account: "11112222333"' },
    /^p.yml:8: .*expected an AWS account id \(12 digits, in quotes\), got "11112222333"$/,
  ],
  [
    'a tag value that YAML reads as a boolean',
    { 8: '      - tag: { key: Prod, value: true }' },
    /^p.yml:8: .*YAML reads true without quotes as a boolean/,
  ],
  [
    'a Region by its title',
    { 8: '      - region: Frankfurt' },
    /^p.yml:8: .*expected an AWS Region such as eu-central-1, got "Frankfurt"$/,
  ],
  [
    'a guard name that steers a terminal',
    { 5: '  - name: "\\e[31mhosts"' },
    /^p.yml:5: guards\[0\].name: expected a name for the guard \(1 to 256 printable characters\), got "\[31mhosts"$/,
  ],
  [
    'a blank guard name',
    { 5: '  - name: " "' },
    /^p.yml:5: guards\[0\].name: expected a name for the guard/,
  ],
  [
    'a directory that is no id',
    { 8: '      - directory: corp' },
    /^p.yml:8: .*expected a directory id \(d- and 10 hex digits\), or "\*" for any directory, got "corp"/i,
  ],
  ['another platform', { 8: '      - platform: linux' }, /^p.yml:8: .*expected windows, the only/i],
  [
    'a tag of hosts without a value',
    { 8: '      - hostTag: { key: Role }' },
    /^p.yml:8: guards\[0\].match\[0\].hostTag/,
  ],
  [
    'another service',
    { 8: '      - service: efs' },
    /^p.yml:8: .*expected one of fsx, rds, workSpaces/i,
  ],
  ['an empty entry', { 8: '      - {}' }, /^p.yml:8: .*An empty entry would match every group/],
  [
    'an entry whose only key is a typo',
    { 8: '      - nmae: x' },
    /^p.yml:8: Unknown key "nmae" .*did you mean name\?/,
  ],
  [
    'no entry to match',
    { 7: '    match: []', 8: '' },
    /^p.yml:7: guards\[0\].match: expected at least one entry, got an empty list$/,
  ],
  [
    'a user by name',
    { 12: '  users: ["@bob"]' },
    /^p.yml:12: approvers.users\[0\]: expected a Slack user id .* got "@bob"$/,
  ],
  [
    'a user group where a user belongs',
    { 12: '  users: [S0123ABCD]' },
    /^p.yml:12: .*expected a Slack user id/,
  ],
  [
    'a user where a group belongs',
    { 12: '  groups: [U0123ABCD]' },
    /^p.yml:12: .*expected a Slack user group id/,
  ],
  [
    'no approvers',
    { 12: '  users: []' },
    /^p.yml:11: approvers: No approvers: nobody could ever approve a revert/,
  ],
  [
    'a channel by name',
    { 14: '  channel: "#alerts"' },
    /^p.yml:14: slack.channel: expected a Slack channel id .* got "#alerts"$/,
  ],
  [
    'a missing channel',
    { 13: 'slack: {}', 14: '' },
    /^p.yml:13: slack.channel: expected a Slack channel id .* got nothing$/,
  ],
  ['a tab', { 3: '\toffice: [10.9.8.0/28]' }, /^p.yml:3: A tab: YAML is indented with spaces$/],
  ['a tag of YAML', { 1: 'version: !!js/regexp 1' }, /^p.yml:1: YAML: Unresolved tag/],
  [
    'an alias',
    { 3: '  office: &a [10.9.8.0/28]\n  lab: *a' },
    /^p.yml:4: Aliases such as "\*a" are not read \(limit: 0\)/,
  ],
];

describe('loadPolicy() tells, by line, of', () => {
  test.each(SINGLE_PROBLEMS)('%s', (_, changed, expected) => {
    const problems = problemsOf(policyText(changed));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  test('no guards', () => {
    const text = policyText({ 4: 'guards: []', 5: '', 6: '', 7: '', 8: '', 9: '', 10: '' });
    expect(problemsOf(text)).toEqual([
      'p.yml:4: guards: expected at least one guard: without, nothing is watched, got an empty list',
    ]);
  });

  test('a bracket that is not closed', () => {
    const problems = problemsOf(policyText({ 3: '  office: [10.9.8.0/28' }));
    expect(problems[0]).toMatch(/^p.yml:\d+: YAML: /);
  });

  test('a second document', () => {
    expect(problemsOf(`${policyText()}\n---\nversion: 1`)[0]).toMatch(/^p.yml:15: YAML: /);
  });

  test.each(['', '# nothing but a comment', 'null', '[]', 'text'])('no mapping: %j', (text) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(
      'the file: expected a mapping with version, accounts, networks, guards',
    );
  });
});

describe('loadPolicy() tells everything at once', () => {
  test('each problem on its line, in the order of lines', () => {
    const text = policyText({
      1: 'version: 3',
      3: '  office: [10.9.8.1/28, 1.2.3.4/99]',
      6: '    kindd: windows',
      10: '      rdp: [lab, sg-1]',
      12: '  users: [bob]',
      14: '  channel: alerts',
    });
    const lines = problemsOf(text).map((problem) => Number(problem.split(':')[1]));
    expect(lines).toEqual([1, 3, 3, 5, 6, 10, 10, 12, 14]);
  });
});

test('of a key that stands twice the later value counts, and its problems are on its line', () => {
  const text = policyText({
    3: '  office: [10.9.8.0/28]\n  lab: [10.0.0.0/8]\n  office: [10.9.8.1/28]',
  });
  const lines = problemsOf(text).map((problem) => problem.split(' ')[0]);
  expect(lines).toEqual(['p.yml:5:', 'p.yml:5:']);
});

describe('loadPolicy() stands up to', () => {
  test('a file over the limit, which it names', () => {
    const [problem, ...rest] = problemsOf('#'.repeat(POLICY_CHARS_MAX + 1));
    expect(problem).toBe('p.yml: Too large: 262145 characters, of at most 262144 (the limit)');
    expect(rest).toEqual([]);
  });

  test('an anchor bomb', () => {
    const levels = Array.from({ length: 9 }, (_, i) => {
      const previous = Array.from({ length: 9 }, () => `*a${i}`).join(', ');
      return `a${i + 1}: &a${i + 1} [${previous}]`;
    });
    const problems = problemsOf(['a0: &a0 [x]', ...levels].join('\n'));
    expect(problems[0]).toContain('Aliases such as "*a0" are not read');
    expect(problems.length).toBeLessThanOrEqual(10);
  });

  test.each(['[', '{a: ', '- ', '"', '!', '&a ', '? '])('hundred thousand times %j', (piece) => {
    const text = piece.repeat(100_000 / piece.length);
    expect(problemsOf(text).length).toBeGreaterThan(0);
  });

  test('a map with very many keys', () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => `n${i}: 1`);
    expect(problemsOf(keys.join('\n'))).toHaveLength(PROBLEMS_MAX);
  });

  test('texts that steer a terminal: they come out plain and cut', () => {
    const [problem] = problemsOf(
      policyText({ 10: `      rdp: ["\\e[31m\\u202e${'x'.repeat(500)}"]` }),
    );
    expect(problem).toContain(`"[31m${'x'.repeat(56)}…"`);
    expect(problem).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('any change of a few characters: a policy or problems with a line of the file', () => {
    const right = policyText();
    const edits = fc.array(
      fc.tuple(fc.nat(right.length), fc.nat(5), fc.string({ unit: 'binary', maxLength: 5 })),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(edits, (changes) => {
        const text = changes.reduce(
          (all, [at, cut, put]) => all.slice(0, at) + put + all.slice(at + cut),
          right,
        );
        const loaded = loadPolicy(text, 'p.yml');
        if (loaded.kind === 'policy') return;
        expect(loaded.problems.length).toBeGreaterThan(0);
        for (const { line } of loaded.problems) {
          expect(line).toBeLessThanOrEqual(text.split(/\r\n|\n/).length);
        }
      }),
      { numRuns: 500 },
    );
  });
});
