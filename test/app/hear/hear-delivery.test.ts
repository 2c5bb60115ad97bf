import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { hearDelivery } from '../../../src/app/hear-delivery.ts';
import { answeredRule, authorize, rdpFrom } from '../../fixtures/cloudtrail/records.ts';
import { hearing } from './hearing.ts';

describe('hearDelivery()', () => {
  it('hears the records after one that could not be heard, and is not heard', async () => {
    const { needs, open, groups } = await hearing();
    const { describeGroup } = groups;
    groups.describeGroup = (address) => {
      groups.describeGroup = describeGroup;
      return Promise.reject(new Error(`throttled on ${address.groupId}`));
    };
    const records = ['sgr-1', 'sgr-2'].map((securityGroupRuleId, i) => {
      const cidr = `203.0.113.${i}/32`;
      const answered = [answeredRule({ securityGroupRuleId, cidrIpv4: cidr })];
      return decode(authorize([rdpFrom(cidr)], answered, { eventID: `e-${i}` }));
    });
    const heard = hearDelivery({ kind: 'records', records }, 'm-1', needs);
    await expect(heard).rejects.toThrow('throttled on');
    expect((await open()).map(({ rules }) => rules[0]?.ruleId)).toEqual(['sgr-2']);
  });
});
