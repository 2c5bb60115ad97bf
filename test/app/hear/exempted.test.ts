import { describe, expect, it } from 'vitest';
import type { FindingEvent } from '../../../src/domain/finding/events.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import {
  answeredRule,
  authorize,
  editedRule,
  type Fields,
  GROUP_ID,
  modify,
  rdpFrom,
} from '../../fixtures/cloudtrail/records.ts';
import { recordKey } from '../../support/findings.ts';
import { type Hearing, hearing, NOW, POLICY } from './hearing.ts';

let events = 0;
function newEvent(): Fields {
  events += 1;
  return { eventID: `exempt-${events}` };
}

function openRdp(ruleId: string, cidrIpv4: string, overrides: Fields = {}): Fields {
  const answered = [answeredRule({ securityGroupRuleId: ruleId, cidrIpv4 })];
  return authorize([rdpFrom(cidrIpv4)], answered, { ...newEvent(), ...overrides });
}

async function happen(at: Hearing, findingId: string, ...list: readonly FindingEvent[]) {
  const outcome = { kind: 'finding', findingId, isNew: false } as const;
  const admission = { outcome, changes: [{ findingId, events: list }], notice: null, learnt: [] };
  await at.store.admit(recordKey(`happened-${newEvent().eventID}`), () => admission, NOW);
}

/** A bench whose finding `f-1`, RDP from 203.0.113.0/24, is exempted. */
async function exempted(until = NOW + DAY_MS): Promise<Hearing> {
  const at = await hearing();
  await at.hear(openRdp('sgr-1', '203.0.113.0/24'));
  const exemption = { reason: 'r', ticket: null, until, atEnd: 'revert' } as const;
  const approved = {
    kind: 'exemption.approved',
    exemption,
    requestedBy: 'U1',
    by: ['U2', 'U3'],
    at: NOW,
  } as const;
  await happen(at, 'f-1', approved);
  return at;
}

describe('trap 15: what is exempted is let through, exactly and for its time', () => {
  it('a narrower rule under another id is permitted, with the reason, and belongs to the finding', async () => {
    const at = await exempted();
    const outcome = await at.hear(openRdp('sgr-2', '203.0.113.128/25'));
    expect(outcome).toEqual({
      kind: 'permitted',
      reason: expect.stringMatching(/^Exempted until 2026-03-02 10:00 UTC, by f-1$/),
    });
    const [finding, ...others] = await at.open();
    expect(others).toEqual([]);
    expect(finding?.rules.map(({ ruleId }) => ruleId)).toEqual(['sgr-1', 'sgr-2']);
    expect(finding?.state.kind).toBe('exempted');
  });

  it('the same door opened again is permitted', async () => {
    const at = await exempted();
    expect(await at.hear(openRdp('sgr-9', '203.0.113.0/24'))).toMatchObject({
      kind: 'permitted',
      reason: expect.stringContaining('Exempted until'),
    });
  });

  it('a wider one is a finding of its own, with the part that is not exempted alone', async () => {
    const at = await exempted();
    expect(await at.hear(openRdp('sgr-2', '203.0.112.0/23'))).toMatchObject({ isNew: true });
    const [first, second] = await at.open();
    expect(first?.state.kind).toBe('exempted');
    expect(second?.excess.map(({ source }) => source)).toEqual(['203.0.112.0/24']);
  });

  it('an edit of its own rule into a wider one is a finding of its own, and the exemption is as it was', async () => {
    const at = await exempted();
    const widened = modify(editedRule({ CidrIpv4: '0.0.0.0/0' }, 'sgr-1'), newEvent());
    expect(await at.hear(widened)).toMatchObject({ kind: 'finding', isNew: true });
    const [first, second] = await at.open();
    expect(first?.excess.map(({ source }) => source)).toEqual(['203.0.113.0/24']);
    expect(second?.rules.map(({ source }) => source)).toEqual(['0.0.0.0/0']);
    expect(second?.excess.some(({ source }) => source === '203.0.113.0/24')).toBe(false);
  });

  it('another port, or another group, is not covered', async () => {
    const at = await exempted();
    const winrm = { ...rdpFrom('203.0.113.0/24'), fromPort: 5985, toPort: 5985 };
    const outcome = await at.hear(
      authorize(
        [winrm],
        [
          answeredRule({
            securityGroupRuleId: 'sgr-5',
            cidrIpv4: '203.0.113.0/24',
            fromPort: 5985,
            toPort: 5985,
          }),
        ],
        newEvent(),
      ),
    );
    expect(outcome).toMatchObject({ kind: 'finding', isNew: true });
  });

  it('an opening after its end is not covered, even before the clock was heard', async () => {
    const at = await exempted(NOW - 60_000);
    const outcome = await at.hear(openRdp('sgr-2', '203.0.113.128/25'));
    expect(outcome).toMatchObject({ kind: 'finding', isNew: true });
  });
});

describe('what policy exempts', () => {
  const rows = [
    { protocol: 'tcp', fromPort: 3389, toPort: 3389, source: '203.0.113.0/24' },
  ] as const;
  const policyUntil = (until: number) => ({
    ...POLICY,
    exemptions: {
      standing: [
        { groupId: GROUP_ID, direction: 'inbound', rows, until, reason: 'a migration' } as const,
      ],
    },
  });

  it('is permitted until its end, and no finding', async () => {
    const at = await hearing(policyUntil(NOW + DAY_MS));
    expect(await at.hear(openRdp('sgr-1', '203.0.113.0/25'))).toEqual({
      kind: 'permitted',
      reason: 'Exempted until 2026-03-02 10:00 UTC, by the policy: a migration',
    });
    expect(await at.open()).toEqual([]);
  });

  it('is a finding from its end on', async () => {
    const at = await hearing(policyUntil(NOW - DAY_MS));
    expect(await at.hear(openRdp('sgr-1', '203.0.113.0/25'))).toMatchObject({ isNew: true });
  });

  it('leaves what is wider: the rest is a finding', async () => {
    const at = await hearing(policyUntil(NOW + DAY_MS));
    await at.hear(openRdp('sgr-1', '203.0.112.0/23'));
    const [finding] = await at.open();
    expect(finding?.excess.map(({ source }) => source)).toEqual(['203.0.112.0/24']);
  });
});
