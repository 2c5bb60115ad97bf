import { describe, expect, it } from 'vitest';
import {
  type FlowFacts,
  isTrackedWay,
  TRACKING_TABLE,
  trackingOf,
} from '../../../src/domain/tracking/tracking-table.ts';

/** A flow that is not tracked; each case changes what its row asks for. */
const UNTRACKED: FlowFacts = {
  protocol: 'tcp',
  isByTrackedWay: false,
  isOpenToAll: 'yes',
  isAnsweredToAll: 'yes',
};

/** One example a row, in the table's order. */
const EXAMPLES: readonly (readonly [string, FlowFacts])[] = [
  ['ICMP', { ...UNTRACKED, protocol: 'icmp' }],
  ['by address and protocol number alone', { ...UNTRACKED, protocol: 'other' }],
  ['by a way that is always tracked', { ...UNTRACKED, isByTrackedWay: true }],
  ['not open to all addresses', { ...UNTRACKED, isOpenToAll: 'no', isAnsweredToAll: 'unknown' }],
  [
    'not answered to all addresses on all ports',
    { ...UNTRACKED, isOpenToAll: 'unknown', isAnsweredToAll: 'no' },
  ],
  ['all addresses both ways, and all ports back', { ...UNTRACKED, protocol: 'udp' }],
  ['it hangs on what is not known', { ...UNTRACKED, isAnsweredToAll: 'unknown' }],
];

describe('TRACKING_TABLE', () => {
  it.each(EXAMPLES)('has a row for: %s', (name, facts) => {
    expect(TRACKING_TABLE.find(({ when }) => when(facts))?.name).toBe(name);
  });

  it('has an example of every row', () => {
    expect(TRACKING_TABLE.map(({ name }) => name)).toEqual(EXAMPLES.map(([name]) => name));
  });

  it('says untracked of one row only, and not known of the last', () => {
    expect(EXAMPLES.map(([, facts]) => trackingOf(facts))).toEqual([
      ...Array.from({ length: 5 }, () => 'tracked'),
      'untracked',
      'notKnown',
    ]);
  });
});

describe('isTrackedWay()', () => {
  it('is so for what AWS always tracks, and for no other service or interface', () => {
    expect(['network_load_balancer', 'vpc_endpoint', 'nat_gateway'].every(isTrackedWay)).toBe(true);
    expect([null, 'amazon-elb', '111122223333', 'lambda'].some(isTrackedWay)).toBe(false);
  });
});
