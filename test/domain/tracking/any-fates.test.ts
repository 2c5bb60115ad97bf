import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnownLists } from '../../../src/domain/inventory/known-lists.ts';
import { cidr } from '../../../src/domain/net/cidr.ts';
import { exposureOf } from '../../../src/domain/net/exposure.ts';
import { sourceText } from '../../../src/domain/net/source.ts';
import { asAdmission, type PlannedRule } from '../../../src/domain/plan/planned-rule.ts';
import { type Fates, fatesOf } from '../../../src/domain/tracking/fates.ts';
import { anyRange, anySource, PACKETS, type Packet, packets } from '../net/tiny-universe.ts';

type Answer = 'yes' | 'no' | 'unknown';
type Fate = keyof Fates | null;

/** Rules of one group; a door's own rules are told by their ids. */
interface Group {
  readonly inbound: readonly PlannedRule[];
  readonly outbound: readonly PlannedRule[];
}

const ALL_IPV4 = '0.0.0.0/0';

/** Often all addresses, else flows that are not tracked are too rare to say anything. */
const anyText = fc.oneof(anySource.map(sourceText), fc.constantFrom(ALL_IPV4, '::/0'));
const anyRule: fc.Arbitrary<PlannedRule> = fc
  .tuple(anyRange, anyText, fc.constantFrom('own', 'other'))
  .map(([range, source, ruleId]) => ({ ...range, source, ruleId }));
/** Answers are often let out on all ports. */
const anyAnswer: fc.Arbitrary<PlannedRule> = fc.oneof(
  anyRule,
  fc.constantFrom('tcp' as const, '-1' as const).map((protocol) => {
    return { ruleId: 'other', protocol, fromPort: -1, toPort: -1, source: ALL_IPV4 };
  }),
);
const anyGroup: fc.Arbitrary<Group> = fc.record({
  inbound: fc.array(anyRule, { maxLength: 3 }),
  outbound: fc.array(anyAnswer, { maxLength: 2 }),
});
const anyLists: fc.Arbitrary<KnownLists> = fc
  .constantFrom(null, ['10.0.0.0/30'], ['10.0.0.2/31'], [ALL_IPV4], ['::/0', '10.0.0.0/31'])
  .map((blocks) => new Map(blocks === null ? [] : [['pl-1', blocks.map(cidr)]]));

/** What a packet's connection comes to, asked of each rule by itself. */
function fateOf(packet: Packet, groups: readonly Group[], lists: KnownLists): Fate {
  const inbound = groups.flatMap((group) => group.inbound).filter((rule) => packet.isIn(rule));
  const own = inbound.filter(({ ruleId }) => ruleId === 'own');
  const others = inbound.filter(({ ruleId }) => ruleId !== 'own');
  const admits = (rule: PlannedRule): boolean => isFrom(packet.from, rule.source, lists);
  if (!own.some(admits) || others.some(admits)) return null;
  if (packet.protocol !== 'tcp' && packet.protocol !== 'udp') return 'livesOn';
  const all = packet.from.includes(':') ? '::/0' : ALL_IPV4;
  const open = best(inbound.map((rule) => names(rule, all, lists)));
  const answers = groups
    .flatMap(({ outbound }) => outbound)
    .filter((rule) => isWhole(rule, packet.protocol))
    .map((rule) => names(rule, all, lists));
  if (open === 'no' || best(answers) === 'no') return 'livesOn';
  const mayStay = others.some(({ source }) => source === 'pl-1' && !lists.has('pl-1'));
  return open === 'yes' && best(answers) === 'yes' && !mayStay ? 'cutAtOnce' : 'notKnown';
}

function isFrom(from: string, source: string, lists: KnownLists): boolean {
  const blocks = source.startsWith('pl-') ? lists.get(source)?.map(({ text }) => text) : undefined;
  return (blocks ?? [source]).some((text) => {
    if (!/[.:]/.test(text)) return false;
    const { kind, interval } = cidr(text);
    const host = cidr(`${from}/${from.includes(':') ? 128 : 32}`);
    const { start } = host.interval;
    return kind === host.kind && interval.start <= start && start < interval.end;
  });
}

function names({ source }: PlannedRule, all: string, lists: KnownLists): Answer {
  if (source === all) return 'yes';
  if (source !== 'pl-1') return 'no';
  const blocks = lists.get('pl-1');
  return (blocks?.some(({ text }) => text === all) ?? true) ? 'unknown' : 'no';
}

function isWhole({ protocol, fromPort, toPort }: PlannedRule, wanted: string): boolean {
  if (protocol === '-1') return true;
  return protocol === wanted && (fromPort === -1 || (fromPort === 0 && toPort === 65_535));
}

function best(answers: readonly Answer[]): Answer {
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') ? 'unknown' : 'no';
}

/** Each packet of the tiny universe that has an address, with the fate that `found` gives it. */
function toldOf(found: Fates): readonly Fate[] {
  const sets = (['cutAtOnce', 'livesOn', 'notKnown'] as const).map((fate) => {
    return [fate, setOf(found[fate])] as const;
  });
  return ADDRESSED.map((packet) => {
    const fates = sets.flatMap(([fate, set]) => (set.has(packet) ? [fate] : []));
    expect(fates.length).toBeLessThanOrEqual(1);
    return fates[0] ?? null;
  });
}

function setOf(rows: Fates[keyof Fates]): ReadonlySet<Packet> {
  return new Set(packets(exposureOf(rows.map(asAdmission))));
}

const NAMED = PACKETS.filter(({ from }) => !/[.:]/.test(from));
const ADDRESSED = PACKETS.filter(({ from }) => /[.:]/.test(from));

function found(groups: readonly Group[], lists: KnownLists): Fates {
  const inbound = groups.flatMap((group) => group.inbound);
  return fatesOf({
    direction: 'inbound',
    excess: inbound.filter(({ ruleId }) => ruleId === 'own'),
    before: { inbound, outbound: groups.flatMap(({ outbound }) => outbound) },
    after: inbound.filter(({ ruleId }) => ruleId !== 'own'),
    listsBefore: lists,
    listsAfter: lists,
    isWhole: true,
    isByTrackedWay: false,
  });
}

describe('fatesOf(), for any groups on one interface', () => {
  it('gives every packet the fate that asking each rule by itself gives', () => {
    const seen = new Set<Fate>();
    fc.assert(
      fc.property(fc.array(anyGroup, { minLength: 1, maxLength: 3 }), anyLists, (groups, lists) => {
        const expected = ADDRESSED.map((packet) => fateOf(packet, groups, lists));
        for (const fate of expected) seen.add(fate);
        expect(toldOf(found(groups, lists))).toEqual(expected);
      }),
      { numRuns: 200 },
    );
    expect([...seen].sort()).toEqual(['cutAtOnce', 'livesOn', 'notKnown', null].sort());
  });

  it('says something of every group and list that is let in no more, and of each once', () => {
    fc.assert(
      fc.property(fc.array(anyGroup, { minLength: 1, maxLength: 3 }), (groups) => {
        const fates = found(groups, new Map());
        const sets = Object.values(fates).map((rows) => setOf(rows));
        const inbound = groups.flatMap((group) => group.inbound);
        for (const packet of NAMED) {
          const told = sets.filter((set) => set.has(packet));
          const by = inbound.filter((rule) => packet.isIn(rule));
          const isTold = by.some(
            ({ ruleId, source }) => ruleId === 'own' && source === packet.from,
          );
          const stays = by.some(
            ({ ruleId, source }) =>
              ruleId !== 'own' && (source === packet.from || source === ALL_IPV4),
          );
          // Parts that come to all addresses together let them in, too.
          if (!isTold || stays) expect(told).toEqual([]);
          else expect(told.length).toBeLessThanOrEqual(1);
          if (isTold && by.every(({ ruleId }) => ruleId === 'own')) expect(told).toHaveLength(1);
        }
      }),
      { numRuns: 100 },
    );
  });
});
