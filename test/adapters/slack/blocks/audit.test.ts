import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AUDIT_GROUPS_MAX,
  AUDIT_LINES_MAX,
  auditBlocks,
  auditWhichBlocks,
} from '../../../../src/adapters/slack/blocks/audit.ts';
import { auditGroup, type GroupAudit } from '../../../../src/domain/audit/group-audit.ts';
import { choiceOf } from '../../../../src/domain/scenario/scenario-choice.ts';
import { textOf } from '../../../support/acts.ts';
import { outside } from './outside-texts.ts';

/** Blocks of one message. Source: Slack, Block Kit reference. */
const BLOCKS_MAX = 50;

interface Hostile {
  readonly name: string;
  readonly rules: number;
  readonly known: readonly string[];
}

function groupOf({ name, rules, known }: Hostile, groupId = 'sg-00000000'): GroupAudit {
  return auditGroup({
    group: {
      accountId: '111122223333',
      region: 'eu-central-1',
      groupId,
      groupName: name,
      vpcId: null,
      tags: {},
      inbound: Array.from({ length: rules }, (_, i) => ({
        ruleId: `sgr-${i}`,
        protocol: 'tcp',
        fromPort: 3389,
        toPort: 3389,
        source: `198.51.100.${i}/32`,
        description: name,
      })),
      outbound: [],
      observedAt: 0,
    },
    guard: null,
    ownGroupId: null,
    beside: null,
    directory: { directoryId: 'd-926714e2b0', name, type: 'microsoftAd', trusts: [name] },
    tried: choiceOf({
      name: 'nativeWorkloadsWithTrust',
      networks: { onPremises: ['192.168.0.0/16'], clients: ['10.0.0.0/16'] },
      isLdapsUsed: false,
      isTrustCreated: true,
    }),
    lists: new Map(),
    named: known.map((text) => ({ id: 'pl-1', text })),
    notKnown: known,
  });
}

const hostile: fc.Arbitrary<Hostile> = fc.record({
  name: outside,
  rules: fc.integer({ min: 0, max: 60 }),
  known: fc.array(outside, { maxLength: 30 }),
});

/** Every block type and element type in blocks. */
function types(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(types);
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'type' && typeof inner === 'string' ? [inner] : types(inner),
  );
}

describe('auditBlocks()', () => {
  it('shows text from outside as literal text, within the limits, whatever comes', () => {
    const reports = fc.record({
      groups: fc.array(hostile, { maxLength: 40 }),
      left: fc.array(outside, { maxLength: 40 }),
      remarks: fc.array(outside, { maxLength: 40 }),
    });
    fc.assert(
      fc.property(reports, ({ groups, left, remarks }) => {
        const audited = groups.map((each) => groupOf(each));
        const blocks = auditBlocks({ groups: audited, left, remarks });
        expect(blocks.length).toBeLessThanOrEqual(BLOCKS_MAX);
        expect(new Set(types(blocks))).toEqual(
          new Set(blocks.length === 0 ? [] : ['rich_text', 'rich_text_section', 'text']),
        );
        expect(JSON.stringify(blocks).length).toBeLessThan(40_000);
        expect(textOf({ blocks }).replaceAll('\n', '')).not.toMatch(/[\p{Cf}\p{Cc}]/u);
      }),
      { numRuns: 40 },
    );
  });

  it('of one group tells every part, the first lines of each, and where the rest is', () => {
    const group = groupOf({ name: 'd-926714e2b0_controllers', rules: 20, known: [] });
    const text = textOf({ blocks: auditBlocks({ groups: [group], left: [], remarks: [] }) });
    expect(text).toContain('20 rules beyond');
    expect(text.match(/by rule sgr-/g)).toHaveLength(AUDIT_LINES_MAX);
    expect(text).toContain(`and ${20 - AUDIT_LINES_MAX} more`);
    expect(text).toContain('Required, and shut');
    expect(text).toContain('logons would fail');
    expect(text).toContain('trusts would fail');
    expect(text).toContain('portcullis audit d-926714e2b0 --report audit.html');
  });

  it('of many tells a line each, and how many more there are', () => {
    const groups = Array.from({ length: AUDIT_GROUPS_MAX + 3 }, (_, i) =>
      groupOf({ name: `win-${i}`, rules: 1, known: [] }, `sg-${10_000_000 + i}`),
    );
    const text = textOf({ blocks: auditBlocks({ groups, left: ['the rest'], remarks: [] }) });
    expect(text).toContain(`${AUDIT_GROUPS_MAX + 3} groups audited, 0 as they should be`);
    expect(text.match(/win-\d+ /g)).toHaveLength(AUDIT_GROUPS_MAX);
    expect(text).toContain('and 3 more groups');
    expect(text).toContain('Could not be looked at, and counts as exposed\n• the rest');
  });

  it('of nothing says why', () => {
    const text = textOf({ blocks: auditBlocks({ groups: [], left: [], remarks: ['not there'] }) });
    expect(text).toBe('Not audited\n• not there');
  });

  it('repeats what is neither a directory nor a group as literal text', () => {
    expect(textOf({ blocks: auditWhichBlocks('<!channel>') })).toContain('"<!channel>" is neither');
  });
});
