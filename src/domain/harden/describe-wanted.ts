import { SERVICES } from '../guard/services.ts';
import type { ExposureRow } from '../net/exposure.ts';
import { intersection, isEmpty } from '../net/exposure.ts';
import type { WantedRule } from '../scenario/wanted-rule.ts';
import { namedReach } from './reach.ts';

/** The longest description of a rule, in characters. EC2 API, `IpRange.Description`. */
const DESCRIPTION_CHARS_MAX = 255;
/** What a description may not hold, by the same page (which permits `&` for blocks alone). */
const NOT_PERMITTED_REGEXP = /[^a-zA-Z0-9 ._\-:/()#,@[\]+=;{}!$*]/g;

const NETWORK_WORDS = {
  self: 'the group itself',
  clients: 'clients',
  onPremises: 'on-premises',
  certificateAuthority: 'certificate authority',
} as const satisfies Record<WantedRule['network'], string>;

/** The description that a rule is made with: the port table, the services and the networks for which
 * it is there. `AWS applications and native AD workloads: Kerberos from clients`. */
export function describeWanted(
  row: ExposureRow,
  wanted: readonly WantedRule[],
  tableTitle: string,
): string {
  const for_ = wanted.filter((rule) => isAboutSame(rule, row));
  const services = eachOnce(
    for_.map(({ service }) => (service === null ? 'all traffic' : SERVICES[service].title)),
  );
  const networks = eachOnce(for_.map(({ network }) => NETWORK_WORDS[network]));
  const word = for_[0]?.direction === 'outbound' ? 'to' : 'from';
  return permitted(`${tableTitle}: ${services.join(', ')} ${word} ${networks.join(' and ')}`);
}

function isAboutSame(rule: WantedRule, row: ExposureRow): boolean {
  return !isEmpty(intersection(namedReach([rule]), namedReach([row])));
}

function eachOnce(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

function permitted(text: string): string {
  return text.replace(NOT_PERMITTED_REGEXP, '-').slice(0, DESCRIPTION_CHARS_MAX).trimEnd();
}
