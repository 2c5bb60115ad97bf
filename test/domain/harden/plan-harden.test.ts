import { describe, expect, it } from 'vitest';
import { isStillGood, surprises } from '../../../src/domain/harden/compare-rules.ts';
import type { NoHardenReason } from '../../../src/domain/harden/harden-plan.ts';
import { type HardenRequest, planHarden } from '../../../src/domain/harden/plan-harden.ts';
import { planUndo } from '../../../src/domain/harden/plan-undo.ts';
import { RULES_PER_CALL_MAX, weightOf } from '../../../src/domain/harden/quota.ts';
import type { WantedRule } from '../../../src/domain/scenario/wanted-rule.ts';
import {
  GROUP_ID,
  groupOf,
  listOf,
  listsOf,
  NATIVE_WITH_TRUST,
  planOf,
  requestOf,
  row,
  rule,
  SELF_ROWS,
  stepTexts,
  texts,
  wantedIn,
} from './harden-of.ts';

/** The inbound rows of native AD with trust, for one network. */
function nativeRows(source: string, network: WantedRule['network']): readonly WantedRule[] {
  const kerberos = ['tcp 88', 'udp 88'].map((each) => wantedIn(`${each} ${source}`, { network }));
  const ldap = ['tcp 389', 'udp 389'].map((each) =>
    wantedIn(`${each} ${source}`, { network, service: 'ldap' }),
  );
  return [...kerberos, ...ldap];
}

const WANTED = [
  ...nativeRows('10.0.0.0/8', 'onPremises'),
  wantedIn('-1 10.0.0.0/8', { direction: 'outbound', service: null, network: 'onPremises' }),
  ...SELF_ROWS,
];

/** As AWS makes it: open to everybody. */
const DEFAULT = groupOf(
  [
    'tcp 88 0.0.0.0/0',
    'udp 88 0.0.0.0/0',
    'tcp 389 0.0.0.0/0',
    'tcp 3389 0.0.0.0/0',
    `-1 ${GROUP_ID}`,
  ],
  ['-1 0.0.0.0/0'],
);

describe('planHarden()', () => {
  it('narrows what is too wide, adds what is missing and removes the rest, in that order', () => {
    const plan = planOf(requestOf(DEFAULT, WANTED));
    expect(plan.narrow.map(({ was, becomes }) => [...texts([was]), ...texts(becomes)])).toEqual([
      ['tcp 88 0.0.0.0/0', 'tcp 88 10.0.0.0/8'],
      ['tcp 389 0.0.0.0/0', 'tcp 389 10.0.0.0/8'],
      ['udp 88 0.0.0.0/0', 'udp 88 10.0.0.0/8'],
      ['-1 0.0.0.0/0', '-1 10.0.0.0/8'],
    ]);
    expect(texts(plan.add)).toEqual(['udp 389 10.0.0.0/8', `-1 ${GROUP_ID}`]);
    expect(texts(plan.remove)).toEqual(['tcp 3389 0.0.0.0/0']);
    expect(texts(plan.keep)).toEqual([`-1 ${GROUP_ID}`]);
    expect(plan.steps.map(({ kind, direction }) => `${kind} ${direction}`)).toEqual([
      'add inbound',
      'add outbound',
      'revoke inbound',
      'revoke outbound',
    ]);
  });

  it('names the table, the services and the networks in the descriptions of new rules', () => {
    const plan = planOf(requestOf(DEFAULT, WANTED));
    const descriptions = plan.after.inbound.map(({ description }) => description);
    expect(descriptions).toContain(`${NATIVE_WITH_TRUST.title}: LDAP from on-premises`);
    expect(plan.after.outbound.map(({ description }) => description)).toEqual(
      [
        `${NATIVE_WITH_TRUST.title}: all traffic to the group itself`,
        `${NATIVE_WITH_TRUST.title}: all traffic to on-premises`,
      ].sort((a, b) => Number(b.includes('premises')) - Number(a.includes('premises'))),
    );
  });

  it('writes no description that EC2 refuses', () => {
    const table = { ...NATIVE_WITH_TRUST, title: `“Größe” ${'x'.repeat(300)}` };
    const plan = planOf(requestOf(DEFAULT, WANTED, { table }));
    for (const { description } of plan.add) {
      expect(description).toMatch(/^[a-zA-Z0-9 ._\-:/()#,@[\]+=;{}!$*]{1,255}$/);
    }
  });

  it('says what is opened and what is closed', () => {
    const plan = planOf(requestOf(DEFAULT, WANTED));
    expect(texts(plan.opens)).toEqual(['udp 389 10.0.0.0/8', `-1 ${GROUP_ID}`]);
    expect(texts(plan.closes)).toContain('tcp 3389 0.0.0.0/0');
    expect(texts(plan.closes)).toContain('tcp 88 128.0.0.0/1');
  });

  it('merges neighbours: blocks, and ports of the same source', () => {
    const wanted = ['tcp 88 10.0.0.0/9', 'tcp 88 10.128.0.0/9', 'tcp 89 10.0.0.0/8'];
    const plan = planOf(
      requestOf(
        groupOf([]),
        wanted.map((each) => wantedIn(each)),
      ),
    );
    expect(texts(plan.add)).toEqual(['tcp 88-89 10.0.0.0/8']);
  });

  it('adds a row whole where a part of it is there, rather than what is left in pieces', () => {
    const plan = planOf(
      requestOf(groupOf(['tcp 88 10.1.2.0/24']), [wantedIn('tcp 88 10.0.0.0/8')]),
    );
    expect(texts(plan.keep)).toEqual(['tcp 88 10.1.2.0/24']);
    expect(texts(plan.add)).toEqual(['tcp 88 10.0.0.0/8']);
  });

  it('keeps a reference to itself that nobody asked for, and removes one to another group', () => {
    const plan = planOf(
      requestOf(groupOf([`tcp 3389 ${GROUP_ID}`, 'tcp 88 sg-9']), [wantedIn('tcp 88 10.0.0.0/8')]),
    );
    expect(texts(plan.keep)).toEqual([`tcp 3389 ${GROUP_ID}`]);
    expect(texts(plan.remove)).toEqual(['tcp 88 sg-9']);
  });

  it('leaves what is optional as far as it is open, and does not make it', () => {
    const optional = [
      wantedIn('tcp 445 10.0.0.0/8', { need: 'optional', service: 'smb' }),
      wantedIn('tcp 636 10.0.0.0/8', { need: 'optional', service: 'ldaps' }),
    ];
    const plan = planOf(requestOf(groupOf(['tcp 445 0.0.0.0/0']), optional));
    expect(texts(plan.after.inbound)).toEqual(['tcp 445 10.0.0.0/8']);
    expect(planHarden(requestOf(groupOf(['tcp 445 10.1.0.0/16']), optional)).kind).toBe('refused');
  });

  it('closes everything but the group itself for AWS applications alone', () => {
    const plan = planOf(requestOf(DEFAULT, SELF_ROWS));
    expect(texts(plan.after.inbound)).toEqual([`-1 ${GROUP_ID}`]);
    expect(texts(plan.after.outbound)).toEqual([`-1 ${GROUP_ID}`]);
  });

  it('has another hash for another before-image, description or list', () => {
    const lists = listsOf(listOf('pl-1', ['10.0.0.0/8']));
    const wanted = [...WANTED, wantedIn('tcp 53 pl-1', { service: 'dns' })];
    const base = planOf(requestOf(DEFAULT, wanted, { lists }));
    const [first, ...rest] = DEFAULT.inbound;
    if (first === undefined) throw new Error('No rule');
    const described = { ...DEFAULT, inbound: [{ ...first, description: 'x' }, ...rest] };
    const hashes = [
      base,
      planOf(requestOf(described, wanted, { lists })),
      planOf(requestOf({ ...DEFAULT, inbound: rest }, wanted, { lists })),
      planOf(requestOf(DEFAULT, wanted, { lists: listsOf(listOf('pl-1', ['10.0.0.0/9'])) })),
      planOf(requestOf(DEFAULT, wanted, { lists, rulesMax: 61 })),
    ].map(({ hash }) => hash);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(planOf(requestOf({ ...DEFAULT, observedAt: 2 }, wanted, { lists })).hash).toBe(
      base.hash,
    );
  });
});

describe('planHarden() and prefix lists', () => {
  const wanted = [wantedIn('tcp 88 pl-1')];

  it('counts a list as its size, and a list of another family in that', () => {
    const lists = listsOf(listOf('pl-1', ['10.0.0.0/8'], 20), listOf('pl-6', ['2001:db8::/32'], 7));
    const plan = planOf(
      requestOf(
        groupOf(['tcp 88 0.0.0.0/0', 'tcp 88 sg-9']),
        [...wanted, wantedIn('tcp 88 pl-6')],
        {
          lists,
        },
      ),
    );
    expect(plan.quota.filter(({ direction }) => direction === 'inbound')).toEqual([
      { direction: 'inbound', family: 'ipv4', before: 2, peak: 22, after: 20, max: 60 },
      { direction: 'inbound', family: 'ipv6', before: 1, peak: 8, after: 7, max: 60 },
    ]);
  });

  it('counts an empty list in both families, and AWS’s own as AWS says', () => {
    const empty = listsOf(listOf('pl-1', [], 9));
    expect(weightOf(rule('tcp 88 pl-1'), empty)).toEqual({ ipv4: 9, ipv6: 9 });
    const aws = {
      ...listOf('pl-1', ['3.5.0.0/16', '3.6.0.0/16']),
      ownerId: 'AWS',
      maxEntries: null,
    };
    const named = (listName: string) => listsOf({ ...aws, listName });
    expect(weightOf(rule('tcp 88 pl-1'), named('com.amazonaws.eu-central-1.s3')).ipv4).toBe(1);
    expect(weightOf(rule('tcp 88 pl-1'), named('com.amazonaws.eu-central-1.new')).ipv4).toBe(2);
    const front = 'com.amazonaws.global.cloudfront.origin-facing';
    expect(weightOf(rule('tcp 88 pl-1'), named(front)).ipv4).toBe(55);
  });

  it('keeps a list that lies within what is wanted, not one that is empty today', () => {
    const lists = listsOf(listOf('pl-1', ['10.1.0.0/16']), listOf('pl-2', []));
    const plan = planOf(
      requestOf(groupOf(['tcp 88 pl-1', 'tcp 88 pl-2']), [wantedIn('tcp 88 10.0.0.0/8')], {
        lists,
      }),
    );
    expect(texts(plan.keep)).toEqual(['tcp 88 pl-1']);
    expect(texts(plan.remove)).toEqual(['tcp 88 pl-2']);
    expect(texts(plan.add)).toEqual(['tcp 88 10.0.0.0/8']);
  });

  it('does not take a list that is not named for what the table requires', () => {
    const lists = listsOf(listOf('pl-1', ['10.0.0.0/8']));
    const plan = planOf(
      requestOf(groupOf(['tcp 88 pl-1']), [wantedIn('tcp 88 10.0.0.0/8')], { lists }),
    );
    expect(texts(plan.add)).toEqual(['tcp 88 10.0.0.0/8']);
  });
});

describe('planHarden() and the quota', () => {
  const open = ['tcp 88 0.0.0.0/0', 'tcp 89 0.0.0.0/0', 'tcp 90 0.0.0.0/0'];
  const wanted = open.map((each) => wantedIn(each.replace('0.0.0.0/0', '10.0.0.0/8')));
  const apart = wanted.map((each, i) => ({ ...each, fromPort: 88 + i * 2, toPort: 88 + i * 2 }));
  const group = groupOf(apart.map(({ fromPort }) => `tcp ${fromPort} 0.0.0.0/0`));

  it('removes between adding where there is room for one at a time', () => {
    const plan = planOf(requestOf(group, apart, { rulesMax: 4 }));
    expect(stepTexts(plan.steps)).toEqual([
      'add inbound: tcp 88 10.0.0.0/8',
      'revoke inbound: tcp 88 0.0.0.0/0',
      'add inbound: tcp 90 10.0.0.0/8',
      'revoke inbound: tcp 90 0.0.0.0/0',
      'add inbound: tcp 92 10.0.0.0/8',
      'revoke inbound: tcp 92 0.0.0.0/0',
    ]);
    expect(plan.quota[0]).toMatchObject({ before: 3, peak: 4, after: 3, max: 4 });
  });

  it('removes first what nothing wanted depends on', () => {
    const full = { ...group, inbound: [...group.inbound, rule('tcp 3389 0.0.0.0/0', 'sgr-x')] };
    const plan = planOf(requestOf(full, apart, { rulesMax: 4 }));
    expect(stepTexts(plan.steps)[0]).toBe('revoke inbound: tcp 3389 0.0.0.0/0');
  });

  it('removes first what others in the group admit as well', () => {
    const full = { ...group, inbound: [...group.inbound, rule('tcp 88 11.0.0.0/8', 'sgr-x')] };
    const plan = planOf(requestOf(full, apart, { rulesMax: 4 }));
    expect(stepTexts(plan.steps)[0]).toBe('revoke inbound: tcp 88 11.0.0.0/8');
  });

  it('is refused with its numbers where there is no room for even one', () => {
    expect(reasonOf({ group, wanted: apart, rulesMax: 3 })).toEqual({
      kind: 'overQuota',
      when: 'onTheWay',
      direction: 'inbound',
      family: 'ipv4',
      needed: 4,
      max: 3,
    });
  });

  it('is refused with its numbers where the end does not fit', () => {
    const lists = listsOf(listOf('pl-1', ['10.0.0.0/8'], 61));
    expect(reasonOf({ group, wanted: [wantedIn('tcp 88 pl-1')], lists })).toEqual({
      kind: 'overQuota',
      when: 'atTheEnd',
      direction: 'inbound',
      family: 'ipv4',
      needed: 61,
      max: 60,
    });
  });

  it('takes no more rules into one call than it may', () => {
    const many = Array.from({ length: 2 * RULES_PER_CALL_MAX + 1 }, (_, i) =>
      wantedIn(`tcp ${2 * i + 1} 10.0.0.0/8`),
    );
    const plan = planOf(requestOf(groupOf([]), many, { rulesMax: 1_000 }));
    expect(plan.steps.map(({ rules }) => rules.length)).toEqual([
      RULES_PER_CALL_MAX,
      RULES_PER_CALL_MAX,
      1,
    ]);
  });

  it('is refused nothing by a quota that was lowered, where it only removes', () => {
    const plan = planOf(requestOf(group, [], { rulesMax: 2 }));
    expect(texts(plan.remove)).toHaveLength(3);
  });
});

function reasonOf(more: Partial<HardenRequest>): NoHardenReason {
  const answer = planHarden({ ...requestOf(DEFAULT, WANTED), ...more });
  if (answer.kind === 'plan') throw new Error('There is a plan');
  return answer.reason;
}

describe('planHarden() is refused', () => {
  const table = { ...NATIVE_WITH_TRUST, title: 'No trust', hasTrust: false };
  const directory = { directoryId: 'd-1', type: 'microsoftAd' } as const;

  it('without a scenario', () => {
    expect(reasonOf({ table: null })).toEqual({ kind: 'noScenario' });
  });

  it('for another type of directory', () => {
    const trusts = { kind: 'known', domains: [] } as const;
    expect(reasonOf({ directory: { ...directory, type: 'simpleAd', trusts } })).toEqual({
      kind: 'otherDirectoryType',
      table: NATIVE_WITH_TRUST.title,
      type: 'simpleAd',
      types: ['microsoftAd'],
    });
  });

  it('without trust where there is one, or nobody could look', () => {
    const known = { kind: 'known', domains: ['corp.example'] } as const;
    expect(reasonOf({ table, directory: { ...directory, trusts: known } })).toEqual({
      kind: 'trustsWithoutScenario',
      table: 'No trust',
      trusts: ['corp.example'],
    });
    const notKnown = { kind: 'notKnown', reason: 'AccessDenied' } as const;
    expect(reasonOf({ table, directory: { ...directory, trusts: notKnown } })).toEqual({
      kind: 'trustsNotKnown',
      table: 'No trust',
      reason: 'AccessDenied',
    });
  });

  it('for what is not Portcullis’s to change', () => {
    expect(reasonOf({ ownAccountIds: new Set(['999999999999']) }).kind).toBe('foreignAccount');
    expect(reasonOf({ managedBy: 'AWS Firewall Manager' })).toEqual({
      kind: 'managedElsewhere',
      by: 'AWS Firewall Manager',
    });
  });

  it('where a list could not be read, of the rules there or of those wanted', () => {
    const group = groupOf(['tcp 88 pl-7']);
    expect(reasonOf({ group, wanted: [...WANTED, wantedIn('tcp 53 pl-8')] })).toEqual({
      kind: 'listsNotKnown',
      prefixListIds: ['pl-7', 'pl-8'],
    });
  });

  it('where there is nothing to do', () => {
    expect(reasonOf({ group: groupOf([]), wanted: [] })).toEqual({ kind: 'nothingToDo' });
  });
});

describe('a plan', () => {
  const plan = planOf(requestOf(DEFAULT, WANTED));

  it('is stale when a rule came, went, was made again or described otherwise', () => {
    const [first, ...rest] = DEFAULT.inbound;
    if (first === undefined) throw new Error('No rule');
    const what = (inbound: typeof DEFAULT.inbound) => {
      const good = isStillGood(plan, { ...DEFAULT, inbound }, new Map());
      return good.kind === 'same' ? [] : good.what.map(({ kind }) => kind);
    };
    expect(what(DEFAULT.inbound)).toEqual([]);
    expect(what(rest)).toEqual(['gone']);
    expect(what([...DEFAULT.inbound, rule('tcp 22 0.0.0.0/0', 'sgr-x')])).toEqual(['appeared']);
    expect(what([{ ...first, ruleId: 'sgr-x' }, ...rest])).toEqual(['replaced']);
    expect(what([{ ...first, description: 'x' }, ...rest])).toEqual(['described']);
    expect(what([{ ...first, ...row('tcp 88 10.0.0.0/8') }, ...rest])).toEqual([
      'gone',
      'appeared',
    ]);
    const noted = DEFAULT.inbound.map((each) => ({ ...each, description: each.description ?? '' }));
    expect(what(noted)).toEqual([]);
  });

  it('is stale when a list that it rests on holds or may hold something else, or is gone', () => {
    const lists = listsOf(listOf('pl-1', ['10.0.0.0/8'], 5));
    const withList = planOf(requestOf(DEFAULT, [wantedIn('tcp 88 pl-1')], { lists }));
    const is = (now: Parameters<typeof isStillGood>[2]) => isStillGood(withList, DEFAULT, now).kind;
    expect(is(lists)).toBe('same');
    expect(is(listsOf({ ...listOf('pl-1', ['10.0.0.0/8'], 5), version: 2 }))).toBe('same');
    expect(is(listsOf(listOf('pl-1', ['10.0.0.0/9'], 5)))).toBe('changed');
    expect(is(listsOf(listOf('pl-1', ['10.0.0.0/8'], 6)))).toBe('changed');
    expect(is(new Map())).toBe('changed');
  });

  it('stops at what somebody else did between its steps, not at a description', () => {
    const [step] = plan.steps;
    if (step === undefined) throw new Error('No step');
    const made = step.rules.map((each, i) => ({ ...each, ruleId: `sgr-${i}` }));
    const live = { ...DEFAULT, inbound: [...DEFAULT.inbound, ...made] };
    expect(surprises(plan, 1, live)).toEqual([]);
    const described = live.inbound.map((each) => ({ ...each, description: 'x' }));
    expect(surprises(plan, 1, { ...live, inbound: described })).toEqual([]);
    const more = [...live.inbound, rule('tcp 22 0.0.0.0/0', 'sgr-x')];
    expect(surprises(plan, 1, { ...live, inbound: more }).map(({ kind }) => kind)).toEqual([
      'appeared',
    ]);
    expect(surprises(plan, 0, live).length).toBe(step.rules.length);
  });

  it('is undone without what others made since', () => {
    const since = rule('tcp 22 10.0.0.0/8', 'sgr-x');
    const live = {
      ...DEFAULT,
      inbound: [...plan.after.inbound.map((each) => ({ ...each, ruleId: 'sgr-1' })), since],
      outbound: plan.after.outbound,
    };
    const answer = planUndo(plan, { group: live, lists: new Map(), rulesMax: 60 });
    if (answer.kind === 'refused') throw new Error('No undo');
    expect(answer.plan).toMatchObject({ intent: 'undo', table: null });
    expect(texts(answer.plan.keep)).toContain('tcp 22 10.0.0.0/8');
    expect(answer.plan.steps[0]?.kind).toBe('add');
    const values = (rules: Parameters<typeof texts>[0]) => [...texts(rules)].sort();
    expect(values(answer.plan.after.inbound)).toEqual(values([...DEFAULT.inbound, since]));
  });

  it('survives JSON unchanged', () => {
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });
});
