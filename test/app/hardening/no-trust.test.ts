import { describe, expect, it } from 'vitest';
import { hardeningMessage } from '../../../src/adapters/slack/blocks/hardening.ts';
import { auditSections } from '../../../src/domain/audit/audit-sections.ts';
import { auditGroup } from '../../../src/domain/audit/group-audit.ts';
import { describeLockOut } from '../../../src/domain/lock-out/describe-lock-out.ts';
import type { Guard } from '../../../src/domain/policy/policy.ts';
import { choiceOf } from '../../../src/domain/scenario/scenario-choice.ts';
import { textOf } from '../../support/acts.ts';
import { GROUP, START } from '../../support/findings.ts';
import { hardenBench, ON_PREMISES, WITH_TRUST } from '../../support/harden-bench.ts';
import { CHOICE } from '../../support/hardenings.ts';

const NONE_TODAY = 'the directory has none today';
const TRUST = {
  trustId: 't-0123456789',
  remoteDomainName: 'hq.example.com',
  direction: 'Two-Way',
  type: 'Forest',
  state: 'Verified',
} as const;

describe('a plan for a scenario with trust', () => {
  it.each([
    ['that the directory has none', [], true],
    ['nothing of it where the directory has one', [TRUST], false],
  ])('says %s', async (_, trusts, isSaid) => {
    const bench = await hardenBench({ directory: { trusts } });
    const hardening = await bench.propose();
    const text = textOf(hardeningMessage({ hardening, isRepost: false }));
    expect(text.includes(`with trust: it is for a trust, and ${NONE_TODAY}`)).toBe(isSaid);
  });

  it('says nothing of it where trusts could not be looked at', async () => {
    const bench = await hardenBench();
    bench.aws.faults.deny({ action: 'DescribeTrusts' });
    const hardening = await bench.propose();
    expect(textOf(hardeningMessage({ hardening, isRepost: false }))).not.toContain(NONE_TODAY);
  });

  it('that cuts what a trust would need says that there is none', async () => {
    const bench = await hardenBench();
    const proposed = await bench.propose();
    await bench.desk.approveHardening(bench.touch(proposed));
    await bench.act(proposed);
    // The same scenario for other networks: who is on-premises is narrowed to nobody of before.
    const networks = { ...WITH_TRUST.networks, onPremises: `192.168.7.0/24` };
    const { plan } = await bench.propose({ ...WITH_TRUST, networks });
    expect(plan.closes.map(({ source }) => source)).toContain(ON_PREMISES.replace('/16', '/22'));
    expect(
      describeLockOut({
        kind: 'trust',
        direction: 'inbound',
        service: 'kerberos',
        network: 'onPremises',
        rows: [{ protocol: 'tcp', fromPort: 88, toPort: 88, source: ON_PREMISES }],
        hosts: [],
        isCertain: true,
        hasNoTrust: true,
      }),
    ).toContain(`which the scenario requires for a trust; ${NONE_TODAY}: `);
  });
});

describe('an audit against a scenario with trust', () => {
  function linesWith(trusts: readonly string[] | null): string {
    const scenario = choiceOf(CHOICE);
    const guard: Guard = {
      name: 'corp',
      kind: 'directory',
      match: [],
      approved: new Map(),
      scenario,
    };
    const facts = { groupName: 'd-0123456789_controllers', vpcId: 'vpc-1', tags: {} };
    const directory = {
      directoryId: 'd-0123456789',
      name: 'corp',
      type: 'microsoftAd',
      trusts,
    } as const;
    const audited = auditGroup({
      group: { ...GROUP, ...facts, inbound: [], outbound: [], observedAt: START },
      guard,
      ownGroupId: GROUP.groupId,
      beside: null,
      directory,
      tried: null,
      lists: new Map(),
      named: [],
      notKnown: [],
    });
    return auditSections(audited)
      .flatMap(({ lines }) => lines)
      .join('\n');
  }

  it('says of what a trust would need that the directory has none', () => {
    const text = linesWith([]);
    expect(text).toMatch(/from on-premises .*trusts would fail.*; the directory has none today/);
    expect(text).toContain(`The scenario is for a trust; ${NONE_TODAY}.`);
  });

  it.each([[['hq.example.com']], [null]])(
    'says nothing of it where it has, or may have, one',
    (trusts) => {
      expect(linesWith(trusts)).not.toContain(NONE_TODAY);
    },
  );
});
