import type { Admission } from '../net/exposure.ts';
import { type Source, sourceText } from '../net/source.ts';
import { type TrafficRange, trafficInterval } from '../net/traffic.ts';

/** One rule of a security group: one traffic range from (outbound: to) one source, as EC2 has kept rules
 * since July 2021. `ruleId` is null where a record or a call does not tell it; `description` is
 * text from outside, never to be trusted or formatted. Source: EC2 API `SecurityGroupRule`. */
export interface SecurityGroupRule extends Admission {
  readonly ruleId: string | null;
  readonly description: string | null;
}

/** A traffic range and a source as one text, equal for rules that open the same door whatever
 * their id, their description or the spelling of their ports. */
export function doorKey(rule: TrafficRange & { readonly source: Source }): string {
  const { start, end } = trafficInterval(rule);
  return `${start}-${end}:${sourceText(rule.source)}`;
}
