import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { FindingEvent } from '../../../../src/domain/finding/events.ts';
import type { Finding, FindingState } from '../../../../src/domain/finding/finding.ts';
import type { ExposureRow } from '../../../../src/domain/net/exposure.ts';
import { planRevert } from '../../../../src/domain/plan/plan.ts';
import type { PlannedRule } from '../../../../src/domain/plan/planned-rule.ts';
import type { RevertResult } from '../../../../src/domain/plan/revert-result.ts';
import type { HostFacts } from '../../../../src/domain/weight/host-facts.ts';
import { SEVERITIES, SEVERITY_TABLE } from '../../../../src/domain/weight/severity.ts';
import type {
  GroupOwner,
  SourceFacts,
  Staleness,
} from '../../../../src/domain/weight/source-facts.ts';
import type { WaysIn } from '../../../../src/domain/weight/ways-in.ts';
import type { Weight } from '../../../../src/domain/weight/weight.ts';
import {
  CALL,
  findingOf,
  HOME_ACCOUNT,
  OPENED_AT,
  OWN_ACCOUNTS,
  openedEvent,
} from '../../../domain/finding/finding-of.ts';

/** Texts as somebody with bad intentions would choose them, and any others. */
export const outside: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '<!channel>',
    '<@U0ALICE001>',
    '<https://evil.example|the runbook>',
    'https://evil.example/login',
    '*bold* _it_ ~gone~ `code`',
    '```\nblock\n```',
    ':white_check_mark: closed',
    'a\u202Egnp.exe',
    'two\nlines\tand\u0000more',
    '\uD83D half',
    '👩‍👩‍👧‍👦'.repeat(60),
    '&amp;&lt;'.repeat(200),
    'x'.repeat(5_000),
  ),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

const source = fc.oneof(
  fc.ipV4().map((address) => `${address}/32`),
  fc.constantFrom('0.0.0.0/0', '0.0.0.0/1', '::/0', '2001:db8::/48', 'pl-0abc'),
  fc.nat(500).map((number) => `sg-${number}`),
);

const traffic = fc.constantFrom(
  { protocol: 'tcp', fromPort: 3389, toPort: 3389 } as const,
  { protocol: 'udp', fromPort: 137, toPort: 138 } as const,
  { protocol: 'tcp', fromPort: 0, toPort: 65_535 } as const,
  { protocol: '-1', fromPort: -1, toPort: -1 } as const,
  { protocol: 'icmp', fromPort: 8, toPort: -1 } as const,
  { protocol: '47', fromPort: -1, toPort: -1 } as const,
);

export const rule: fc.Arbitrary<PlannedRule> = fc
  .tuple(traffic, source, fc.option(fc.nat().map((number) => `sgr-${number}`)))
  .map(([range, from, ruleId]) => ({ ...range, source: from, ruleId }));

const rules = fc.oneof(
  fc.array(rule, { minLength: 1, maxLength: 60 }),
  fc.array(rule, { minLength: 60, maxLength: 60 }),
);

const row: fc.Arbitrary<ExposureRow> = fc
  .tuple(traffic, source)
  .map(([range, from]) => ({ ...range, source: from }));

/** From one row to thousands. */
const excess = fc.oneof(
  { weight: 9, arbitrary: fc.array(row, { minLength: 1, maxLength: 40 }) },
  { weight: 1, arbitrary: fc.array(row, { minLength: 2_000, maxLength: 2_000 }) },
);

export const revertResult: fc.Arbitrary<RevertResult> = fc.oneof(
  outside.map((requestId) => ({ kind: 'reverted', requestId }) as const),
  fc.constant({ kind: 'alreadyClosed' } as const),
  rules.map((now) => ({ kind: 'changedSince', now }) as const),
  fc.record({
    kind: fc.constant('partly' as const),
    done: fc.array(outside, { minLength: 1, maxLength: 3 }),
    notDone: fc.array(fc.record({ code: fc.option(outside), advice: outside }), { maxLength: 5 }),
    now: rules,
  }),
  fc.record({ kind: fc.constant('refused' as const), code: outside, advice: outside }),
  fc.record({ kind: fc.constant('unknown' as const), reason: outside }),
);

const closedBy = fc.oneof(
  fc.constant({ kind: 'revert', approvedBy: 'U1', requestId: null } as const),
  fc.record({ kind: fc.constant('actor' as const), name: outside, eventId: outside }),
  fc.constant({ kind: 'unknown' } as const),
);

const hosts = fc.array(
  fc.record({
    kind: fc.constantFrom('instance' as const, 'directoryController' as const, 'service' as const),
    id: outside,
  }),
  { minLength: 1, maxLength: 60 },
);
const rowsOrNone = fc.oneof(fc.constant([]), excess);
/** What may become of established connections. */
export const connections = fc.record({
  on: fc.array(
    fc.record({
      hosts,
      direction: fc.constantFrom('inbound' as const, 'outbound' as const),
      cutAtOnce: rowsOrNone,
      livesOn: rowsOrNone,
      notKnown: rowsOrNone,
      reason: fc.option(outside),
    }),
    { maxLength: 4 },
  ),
  notKnown: fc.array(outside, { maxLength: 3 }),
});

const state: fc.Arbitrary<FindingState> = fc.oneof(
  fc.constant({ kind: 'open' } as const),
  fc.constant({
    kind: 'executing',
    intent: 'revert',
    approval: { planHash: 'a'.repeat(64), by: ['U1'], at: OPENED_AT, how: 'votes' },
    attempts: 1,
    plan: null,
    before: [],
    former: null,
  } as const),
  fc.record({
    kind: fc.constant('closed' as const),
    at: fc.constant(OPENED_AT),
    by: closedBy,
    leftOpen: fc.option(fc.record({ rules, excess })),
    connections,
  }),
);

const opening = fc
  .record({
    eventId: outside,
    eventName: outside,
    kind: fc.constantFrom('rulesAdded' as const, 'rulesEdited' as const),
    name: outside,
    invokedBy: fc.option(outside),
    sourceIp: fc.option(outside),
    userAgent: fc.option(outside),
  })
  .map(({ name, invokedBy, sourceIp, userAgent, ...rest }) => {
    const { actor, at } = CALL;
    return { ...rest, at, actor: { ...actor, name, invokedBy, sourceIp, userAgent } };
  });

const guardKind = fc.constantFrom(
  'directory' as const,
  'domainController' as const,
  'windows' as const,
  'gateway' as const,
);

const beside = fc.record({
  guardName: outside,
  guardKind,
  groupId: fc.constant('sg-2'),
  groupName: fc.option(outside),
  on: fc.constantFrom('i-1', 'eni-1'),
  ownGroupId: fc.constantFrom('sg-2', null),
});

const rulesDoor = fc.record({
  kind: fc.constant('rules' as const),
  direction: fc.constantFrom('inbound' as const, 'outbound' as const),
  managedBy: fc.option(outside),
  accountId: fc.constantFrom(HOME_ACCOUNT, '999999999999'),
  region: fc.constant('eu-central-1'),
  groupId: fc.constantFrom('sg-1', null),
  groupName: fc.option(outside),
  guardName: outside,
  guardKind,
});
const door = fc.oneof(
  rulesDoor,
  fc
    .tuple(rulesDoor, fc.array(beside, { minLength: 1, maxLength: 8 }))
    .map(([its, beside]) => ({ ...its, beside })),
);

const replaced = fc.array(
  rule.map((was) => ({ ...was, description: null, removedAt: OPENED_AT - 3_000 })),
  { maxLength: 20 },
);
const maybe = fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const);

const host: fc.Arbitrary<HostFacts> = fc.record({
  interfaceId: fc.nat(500).map((number) => `eni-${number}`),
  instanceId: fc.option(fc.nat(500).map((number) => `i-${number}`)),
  name: fc.option(outside),
  platform: fc.constantFrom('windows' as const, 'other' as const, null),
  managedBy: fc.option(outside),
  publicIp: fc.option(fc.ipV4()),
  hasInternetRoute: maybe,
  networkAclId: fc.option(fc.nat(3).map((number) => `acl-${number}`)),
  aclAdmits: maybe,
  isReachable: maybe,
});

const sgId = fc.nat(500).map((number) => `sg-${number}`);

const sources: fc.Arbitrary<SourceFacts> = fc.record({
  groups: fc.array(
    fc.record({
      kind: fc.constant('group' as const),
      groupId: sgId,
      groupName: fc.option(outside),
      owner: fc.constantFrom<GroupOwner>(
        { kind: 'ownVpc' },
        { kind: 'ownAccount', vpcId: null },
        { kind: 'peer', peeringId: 'pcx-1', vpcId: 'vpc-2', accountId: '999999999999' },
        { kind: 'otherAccount', accountId: '999999999999' },
        { kind: 'unknown' },
      ),
      staleness: fc.constantFrom<Staleness>('live', 'peeringGone', 'groupGone', 'unknown'),
      interfaces: fc.option(fc.record({ count: fc.nat(), isWhole: fc.boolean() })),
    }),
  ),
  lists: fc.array(
    fc.record({
      kind: fc.constant('list' as const),
      prefixListId: fc.constant('pl-0abc'),
      listName: outside,
      ownerId: fc.constantFrom('AWS', HOME_ACCOUNT),
      entryCount: fc.nat(),
    }),
  ),
  notKnown: fc.array(outside),
});

const alsoLetIn = fc.record({ rules, excess, notKnown: fc.array(outside) });

const waysIn: fc.Arbitrary<WaysIn> = fc.record({
  sessions: fc.array(
    fc.record({
      instanceId: fc.nat(500).map((number) => `i-${number}`),
      region: fc.constant('eu-central-1'),
      name: fc.option(outside),
    }),
  ),
  gateways: fc.array(
    fc.record({
      groupId: sgId,
      groupName: outside,
      hosts: fc.array(outside, { minLength: 1, maxLength: 20 }),
    }),
  ),
  notKnown: fc.array(outside),
});

const bareWeight = fc.record({
  severity: fc.constantFrom(...SEVERITIES),
  because: fc.constantFrom(...SEVERITY_TABLE.map(({ text }) => text)),
  addresses: fc.record({
    publicIpv4: fc.nat(),
    privateIpv4: fc.nat(),
    publicIpv6: fc.bigInt({ min: 0n, max: 1n << 128n }).map(String),
    privateIpv6: fc.bigInt({ min: 0n, max: 1n << 128n }).map(String),
  }),
  hosts: fc.oneof(
    fc.record({ kind: fc.constant('unknown' as const), reason: outside }),
    fc.record({
      kind: fc.constant('known' as const),
      list: fc.oneof(fc.array(host), fc.array(host, { minLength: 100, maxLength: 100 })),
      isWhole: fc.boolean(),
      notKnown: fc.array(outside, { maxLength: 3 }),
    }),
  ),
  isReachable: maybe,
});

const weight: fc.Arbitrary<Weight> = fc.oneof(
  bareWeight,
  fc.tuple(bareWeight, sources, alsoLetIn, waysIn).map(([bare, facts, also, ways]) => ({
    ...bare,
    sources: facts,
    alsoLetIn: also,
    waysIn: ways,
  })),
);

/** Any finding that there may be, and some that there may not. */
export const finding: fc.Arbitrary<Finding> = fc
  .record({
    door,
    opening,
    rules,
    excess,
    state,
    doubt: fc.option(outside),
    acknowledged: fc.option(outside.map((note) => ({ by: 'U1', note, at: OPENED_AT }))),
    lastResult: fc.option(revertResult.map((result) => ({ result, at: OPENED_AT }))),
    isByOwnRole: fc.boolean(),
    inPlaceOf: replaced,
    probableCall: fc.option(
      fc.oneof(
        opening,
        fc.tuple(opening, fc.array(outside)).map(([call, ranges]) => ({ ...call, ranges })),
      ),
    ),
    weight: fc.option(weight),
  })
  .map(findingOf);

/** What an alert shows of a finding. */
export const alertView = fc.tuple(finding, fc.boolean()).map(([shown, isRepost]) => {
  return { finding: shown, plan: planRevert(shown, OWN_ACCOUNTS), isRepost };
});

export const findingEvent: fc.Arbitrary<FindingEvent> = fc.oneof(
  fc.constant(openedEvent()),
  fc.tuple(outside, rules).map(([eventId, heard]) => {
    return { kind: 'finding.heardAgain', eventId, rules: heard, at: 0 } as const;
  }),
  fc.tuple(outside, replaced).map(([eventId, inPlaceOf]) => {
    return { kind: 'finding.paired', eventId, inPlaceOf, at: 0 } as const;
  }),
  opening.map((call) => ({ kind: 'finding.traced', call, at: 0 }) as const),
  outside.map((note) => ({ kind: 'finding.acknowledged', by: 'U1', note, at: 0 }) as const),
  fc.record({
    kind: fc.constant('door.touched' as const),
    how: fc.constantFrom('removed' as const, 'edited' as const),
    name: outside,
    eventId: outside,
    at: fc.constant(0),
  }),
  fc.constant({ kind: 'revert.approved', by: 'U1', planHash: 'a'.repeat(64), at: 0 } as const),
  fc.constant({ kind: 'revert.started', planHash: 'a'.repeat(64), at: 0 } as const),
  fc.constant({ kind: 'approval.expired', planHash: 'a'.repeat(64), at: 0 } as const),
  revertResult.map((result) => {
    return { kind: 'revert.finished', planHash: 'a', result, at: 0 } as const;
  }),
  fc.tuple(rules, excess).map(([now, rows]) => {
    return { kind: 'finding.changed', rules: now, excess: rows, at: 0 } as const;
  }),
  closedBy.map((by) => ({ kind: 'door.seenClosed', by, at: 0 }) as const),
  fc.constant({ kind: 'door.seenOpen', at: 0 } as const),
  weight.map((its) => ({ kind: 'finding.weighed', weight: its, at: 0 }) as const),
);

/** All that our blocks are made of: in none of these does Slack format, link or mention by itself. */
const LITERAL_TYPES = [
  ...['modal', 'header', 'context', 'plain_text', 'actions', 'button', 'input', 'plain_text_input'],
  ...['rich_text', 'rich_text_section', 'rich_text_preformatted', 'text', 'user'],
];

/** Holds blocks to invariant 7: whoever is mentioned is named by id, and nothing else is markup. */
export function expectLiteral(value: unknown): void {
  JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'type') expect(LITERAL_TYPES).toContain(inner);
    if (typeof inner === 'string') expect(inner.isWellFormed(), inner).toBe(true);
    return inner;
  });
}

/** Holds the top-level text of a message, which is mrkdwn, to invariant 7. */
export function expectEscaped(text: string): void {
  expect(text).not.toMatch(/[<>]/);
  expect(text).not.toMatch(/&(?!amp;|lt;|gt;)/);
  expect(text).not.toMatch(/(?<!\u200D)[*_~`]/);
  expect(text).not.toMatch(/:(?=[^\s\u200D])/);
  expect(text.isWellFormed()).toBe(true);
}
