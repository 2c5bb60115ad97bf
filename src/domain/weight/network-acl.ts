import * as exposures from '../net/exposure.ts';
import { type Exposure, NO_EXPOSURE } from '../net/exposure.ts';
import type { Source } from '../net/source.ts';
import { type TrafficRange, trafficInterval } from '../net/traffic.ts';

/** An inbound entry of a network ACL. Source: EC2 API `NetworkAclEntry`. */
export interface NetworkAclEntry extends TrafficRange {
  /** 1 to 32,767; the lowest is looked at first. */
  readonly ruleNumber: number;
  readonly action: 'allow' | 'deny';
  readonly source: Source & { readonly kind: 'cidr' };
}

/** A network ACL, as far as it says who may send into a subnet. */
export interface NetworkAcl {
  readonly networkAclId: string;
  /** In any order. */
  readonly inbound: readonly NetworkAclEntry[];
}

/** What an ACL lets into its subnets, exactly: the first entry that matches a packet decides, and what
 * none matches is denied. What it lets out again is not looked at. Pure, total.
 * Source: Amazon VPC User Guide, "Network ACL rules". */
export function letInBy({ inbound }: NetworkAcl): Exposure {
  let admitted = NO_EXPOSURE;
  let decided = NO_EXPOSURE;
  for (const entry of inbound.toSorted((a, b) => a.ruleNumber - b.ruleNumber)) {
    const matched = exposures.openTo(trafficInterval(entry), [entry.source]);
    if (entry.action === 'allow') {
      admitted = exposures.union(admitted, exposures.difference(matched, decided));
    }
    decided = exposures.union(decided, matched);
  }
  return admitted;
}
