import { describe, expect, test } from 'vitest';
import { audit } from '../../../src/domain/audit/audit.ts';
import type { Matrix } from '../../../src/domain/audit/audited.ts';
import type { KnownRule } from '../../../src/domain/inventory/group-state.ts';
import { cidr } from '../../../src/domain/net/cidr.ts';
import { choiceOf } from '../../../src/domain/scenario/scenario-choice.ts';
import { wantedRules } from '../../../src/domain/scenario/wanted-rules.ts';

const GROUP_ID = 'sg-0123456789abcdef0';
const LIST_ID = 'pl-0123456789abcdef0';
const VPC_ID = 'vpc-0123456789abcdef0';
const LISTS = new Map([
  [LIST_ID, [cidr('10.2.0.0/24')]],
  [VPC_ID, [cidr('10.3.0.0/16')]],
]);
const CHOICE = choiceOf({
  name: 'nativeWorkloads',
  networks: { clients: [LIST_ID, VPC_ID] },
  isLdapsUsed: true,
  isTrustCreated: false,
});
const GUARD = { name: 'corp', kind: 'directory', match: [], approved: new Map() } as const;

const WANTED = wantedRules(CHOICE, GROUP_ID, LISTS).map((rule, i) => {
  const { direction, protocol, fromPort, toPort, source } = rule;
  return { direction, ruleId: `sgr-${i}`, protocol, fromPort, toPort, source, description: null };
});

function audited(inbound: readonly KnownRule[], outbound: readonly KnownRule[]) {
  const facts = { accountId: '1', region: 'r', groupId: GROUP_ID, groupName: 'd', vpcId: null };
  const group = { ...facts, tags: {}, inbound, outbound, observedAt: 0 };
  return { group, guard: GUARD, choice: CHOICE, lists: LISTS };
}

function cell(matrices: readonly Matrix[], direction: string, service: string, kind: string) {
  const matrix = matrices.find((each) => each.direction === direction);
  const at = matrix?.columns.findIndex((column) => column.kind === kind) ?? -1;
  return matrix?.rows.find((row) => row.service === service)?.cells[at];
}

describe('a matrix', () => {
  test('shows what lists and VPCs let through as wholly open, by their blocks', () => {
    const ofDirection = (direction: string) =>
      WANTED.filter((rule) => rule.direction === direction);
    const found = audit(audited(ofDirection('inbound'), ofDirection('outbound')));
    expect(found.missing).toEqual([]);
    expect(cell(found.matrices, 'inbound', 'dns', 'role')).toEqual({
      open: 'all',
      beyond: 'none',
      isMissing: false,
      isClosable: false,
    });
  });

  const ANYWHERE: KnownRule = {
    ruleId: 'sgr-x',
    protocol: '-1',
    fromPort: -1,
    toPort: -1,
    source: '0.0.0.0/0',
    description: null,
  };

  test('shows the members of the group as let through by all addresses', () => {
    const found = audit(audited([ANYWHERE], [ANYWHERE]));
    expect(cell(found.matrices, 'inbound', 'rdp', 'self')).toMatchObject({ open: 'all' });
    expect(cell(found.matrices, 'inbound', 'rdp', 'self')).toMatchObject({ isMissing: false });
    expect(cell(found.matrices, 'inbound', 'rdp', 'public')).toMatchObject({ beyond: 'all' });
  });

  test('shows where only a part of what is open is too much', () => {
    const found = audit(audited([ANYWHERE], []));
    // The clients may use NetBIOS on UDP 138, and here 137 as well.
    expect(cell(found.matrices, 'inbound', 'netbiosDatagram', 'role')).toMatchObject({
      open: 'all',
      beyond: 'part',
    });
  });

  test('has no row for traffic of which policy says nothing', () => {
    const rest = (choice: typeof CHOICE | null) =>
      audit({ ...audited([ANYWHERE], []), choice }).matrices[0]?.rows.filter(
        ({ service }) => service === null,
      );
    expect(rest(CHOICE)).toHaveLength(1);
    expect(rest(null)).toEqual([]);
  });
});
