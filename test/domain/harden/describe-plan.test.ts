import { describe, expect, it } from 'vitest';
import {
  describeDifference,
  describeNoHarden,
  planLines,
  planSummary,
  quotaLines,
  ruleText,
} from '../../../src/domain/harden/describe-plan.ts';
import type { NoHardenReason } from '../../../src/domain/harden/harden-plan.ts';
import { pageOf } from '../../../src/domain/harden/page-of.ts';
import { GROUP_ID, groupOf, planOf, requestOf, rule, SELF_ROWS, wantedIn } from './harden-of.ts';

const plan = planOf(
  requestOf(groupOf(['tcp 88 0.0.0.0/0', 'tcp 3389 0.0.0.0/0', `-1 ${GROUP_ID}`]), [
    wantedIn('tcp 88 10.0.0.0/8'),
    wantedIn('tcp 49152-65535 10.0.0.0/8', { service: 'rpcDynamic' }),
    ...SELF_ROWS,
  ]),
);

describe('planLines()', () => {
  it('shows what is added, narrowed, removed and kept', () => {
    expect(planLines(plan).map(({ mark, text }) => `${mark} ${text}`)).toEqual([
      '- inbound TCP 3389 (RDP) from 0.0.0.0/0',
      '~ inbound TCP 88 (Kerberos) from 0.0.0.0/0 becomes 10.0.0.0/8',
      '+ inbound TCP 49152-65535 (RPC dynamic ports) from 10.0.0.0/8',
      `+ outbound all traffic to ${GROUP_ID}`,
      `  inbound all traffic from ${GROUP_ID}`,
    ]);
  });

  it('names UDP 138 alone', () => {
    const one = { ...rule('udp 138 10.0.0.0/8'), direction: 'inbound' as const };
    expect(ruleText(one)).toBe('inbound UDP 138 (NetBIOS and DFSN/NetLogon) from 10.0.0.0/8');
  });

  it('gives the descriptions apart from the text', () => {
    const told = {
      ...plan,
      remove: [{ ...rule('tcp 22 0.0.0.0/0'), direction: 'inbound' as const, description: '<x>' }],
    };
    expect(planLines(told).find(({ mark }) => mark === '-')).toEqual({
      mark: '-',
      text: 'inbound TCP 22 from 0.0.0.0/0',
      description: '<x>',
    });
  });
});

describe('a plan in words', () => {
  it('sums up, and counts against the quota', () => {
    expect(planSummary(plan)).toBe('2 to add, 1 to narrow, 1 to remove, 1 stays');
    expect(quotaLines(plan)).toContain(
      'inbound IPv4: 3 rules now, 5 at the peak, 3 at the end, of 60',
    );
  });

  it('has a sentence for every reason, that says what to do or what is so', () => {
    const reasons: readonly NoHardenReason[] = [
      { kind: 'noScenario' },
      { kind: 'otherDirectoryType', table: 't', type: 'simpleAd', types: ['microsoftAd'] },
      { kind: 'trustsWithoutScenario', table: 't', trusts: ['corp.example'] },
      { kind: 'trustsNotKnown', table: 't', reason: 'AccessDenied' },
      { kind: 'foreignAccount', accountId: '1' },
      { kind: 'managedElsewhere', by: 'Somebody' },
      { kind: 'listsNotKnown', prefixListIds: ['pl-1'] },
      {
        kind: 'overQuota',
        when: 'atTheEnd',
        direction: 'inbound',
        family: 'ipv4',
        needed: 61,
        max: 60,
      },
      {
        kind: 'overQuota',
        when: 'onTheWay',
        direction: 'outbound',
        family: 'ipv6',
        needed: 62,
        max: 60,
      },
      { kind: 'nothingToDo' },
    ];
    const said = reasons.map(describeNoHarden);
    expect(new Set(said).size).toBe(reasons.length);
    expect(said.join(' ')).toContain('61 inbound IPv4 rules of 60');
    expect(said.join(' ')).toContain('corp.example');
  });

  it('says what is not as expected', () => {
    const told = { ...rule('tcp 88 10.0.0.0/8'), direction: 'inbound' as const };
    expect(describeDifference({ kind: 'gone', rule: told })).toBe(
      'gone: inbound TCP 88 (Kerberos) from 10.0.0.0/8',
    );
  });
});

describe('quotaLines()', () => {
  it('counts one rule as one', () => {
    const row = {
      direction: 'inbound',
      family: 'ipv6',
      before: 1,
      peak: 1,
      after: 1,
      max: 60,
    } as const;
    expect(quotaLines({ quota: [row] })[0]).toContain('1 rule now');
  });
});

describe('pageOf()', () => {
  it('gives the page asked for, or the nearest', () => {
    const items = [1, 2, 3, 4, 5];
    expect(pageOf(items, 2, 2)).toEqual({ items: [3, 4], page: 2, pages: 3 });
    expect(pageOf(items, 9, 2)).toEqual({ items: [5], page: 3, pages: 3 });
    expect(pageOf(items, 0, 2)).toEqual({ items: [1, 2], page: 1, pages: 3 });
    expect(pageOf(items, Number.NaN, 2).page).toBe(1);
    expect(pageOf([], 1, 2)).toEqual({ items: [], page: 1, pages: 1 });
  });
});
