import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { claims } from '../../../src/domain/finding/wanted.ts';
import {
  answeredRule,
  authorize,
  editedRule,
  type Fields,
  modify,
  rdpFrom,
  revoke,
} from '../../fixtures/cloudtrail/records.ts';
import { hearing } from './hearing.ts';

const cidr = fc.constantFrom('0.0.0.0/0', '203.0.113.0/24', '10.9.8.1/32');
const ruleId = fc.constantFrom('sgr-1', 'sgr-2', 'sgr-3');

const make: fc.Arbitrary<(eventID: string) => Fields> = fc.oneof(
  fc.tuple(ruleId, cidr).map(([id, cidrIpv4]) => (eventID: string) => {
    const answered = [answeredRule({ securityGroupRuleId: id, cidrIpv4 })];
    return authorize([rdpFrom(cidrIpv4)], answered, { eventID });
  }),
  fc.tuple(ruleId, cidr).map(([id, CidrIpv4]) => (eventID: string) => {
    return modify(editedRule({ CidrIpv4 }, id), { eventID });
  }),
  fc.tuple(ruleId, cidr).map(([id, cidrIpv4]) => (eventID: string) => {
    const asked = { ipPermissions: { items: [rdpFrom(cidrIpv4)] } };
    return revoke(asked, [answeredRule({ securityGroupRuleId: id, cidrIpv4 })], { eventID });
  }),
  fc.constant((eventID: string) => authorize([{ ipProtocol: 7.5 }], undefined, { eventID })),
  cidr.map((from) => (eventID: string) => {
    return authorize([rdpFrom(from)], undefined, { eventID, errorCode: 'Client.DryRunOperation' });
  }),
);

/** Records, and the order in which they are heard: any of them again and again, late and early. */
const deliveries = fc.array(make, { minLength: 1, maxLength: 8 }).chain((makers) => {
  const records = makers.map((maker, i) => maker(`e-${i}`));
  const again = fc.array(fc.nat(records.length - 1), { maxLength: 8 });
  return fc
    .tuple(
      fc.shuffledSubarray(
        records.map((_, i) => i),
        { minLength: records.length },
      ),
      again,
    )
    .map(([once, more]) => ({ records, order: [...once, ...more] }));
});

it('every record has exactly one outcome, however often and in whatever order it is heard', async () => {
  const property = fc.asyncProperty(deliveries, async ({ records, order }) => {
    const { hear, store, open } = await hearing();
    const outcomes = new Map<number, string>();
    for (const index of order) {
      const outcome = JSON.stringify(await hear(records[index]));
      expect(outcomes.get(index) ?? outcome).toBe(outcome);
      outcomes.set(index, outcome);
    }
    const { byOutcome } = await store.recordSummary();
    expect(Object.values(byOutcome).reduce((sum, count) => sum + count, 0)).toBe(records.length);
    const doors = (await open()).flatMap(claims);
    expect(new Set(doors).size).toBe(doors.length);
    expect(await store.verifyLog()).toMatchObject({ kind: 'verified' });
  });
  await fc.assert(property, { numRuns: 60 });
});
