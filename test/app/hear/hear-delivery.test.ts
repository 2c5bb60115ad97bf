import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { hearDelivery } from '../../../src/app/hear/hear-delivery.ts';
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
    const heard = hearDelivery({ kind: 'records', records }, { id: 'm-1', receiveCount: 1 }, needs);
    await expect(heard).rejects.toThrow('throttled on');
    expect((await open()).map(({ rules }) => rules[0]?.ruleId)).toEqual(['sgr-2']);
  });

  it('reports a message that fails for the third time, and not before', async () => {
    const { needs, store, groups } = await hearing();
    groups.describeGroup = () => Promise.reject(new Error('EC2 is away'));
    const records = [decode(authorize([rdpFrom('203.0.113.1/32')]))];
    const hear = (receiveCount: number) =>
      hearDelivery({ kind: 'records', records }, { id: 'm-1', receiveCount }, needs);
    const notice = () => store.post(`unheard/m-1/${Math.floor(needs.clock.now() / 3_600_000)}`);
    await expect(hear(2)).rejects.toThrow('EC2 is away');
    expect(await notice()).toBeNull();
    await expect(hear(3)).rejects.toThrow('EC2 is away');
    expect((await notice())?.subject).toMatchObject({
      notice: { title: 'A queue message cannot be heard, time and again' },
    });
  });
});
