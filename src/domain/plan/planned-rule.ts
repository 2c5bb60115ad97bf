import type { SecurityGroupRule } from '../change/security-group-rule.ts';
import { doorKey } from '../change/security-group-rule.ts';
import { cidr } from '../net/cidr.ts';
import type { ExposureRow } from '../net/exposure.ts';
import type { IpProtocol } from '../net/protocol.ts';
import type { Source } from '../net/source.ts';
import { sourceText } from '../net/source.ts';

/** A rule as plain data: what a finding keeps and a plan revokes. `source` is a CIDR block or a
 * `pl-…` or `sg-…` id. */
export interface PlannedRule {
  readonly ruleId: string | null;
  readonly protocol: IpProtocol;
  readonly fromPort: number;
  readonly toPort: number;
  readonly source: string;
}

/** A rule as plain data. */
export function plannedRule(rule: SecurityGroupRule): PlannedRule {
  const { ruleId, protocol, fromPort, toPort } = rule;
  return { ruleId, protocol, fromPort, toPort, source: sourceText(rule.source) };
}

/** The source that a rule's text names. @throws RangeError for a text that {@link sourceText}
 * never writes. */
export function sourceOf(text: string): Source {
  if (text.startsWith('pl-')) return { kind: 'prefixList', prefixListId: text };
  if (text.startsWith('sg-')) return { kind: 'referencedGroup', groupId: text };
  return { kind: 'cidr', cidr: cidr(text) };
}

/** The {@link doorKey} of a rule as plain data. */
export function plannedDoorKey(rule: PlannedRule): string {
  return doorKey(asAdmission(rule));
}

/** A rule's id and values, without whatever else is known of it. */
export function bareRule({ ruleId, protocol, fromPort, toPort, source }: PlannedRule): PlannedRule {
  return { ruleId, protocol, fromPort, toPort, source };
}

/** A range whose source is a text, as the algebra takes it; what else is known of it stays. */
export function asAdmission<Row extends ExposureRow>(
  row: Row,
): Omit<Row, 'source'> & { readonly source: Source } {
  return { ...row, source: sourceOf(row.source) };
}
