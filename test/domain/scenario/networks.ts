import { cidr } from '../../../src/domain/net/cidr.ts';
import { NO_SOURCES, type SourceSet, sourceSet } from '../../../src/domain/net/source.ts';
import type { ScenarioChoice } from '../../../src/domain/scenario/scenario-choice.ts';
import type { NetworkRole } from '../../../src/domain/scenario/wanted-rule.ts';

/** The group of the directory. */
export const OWN = 'sg-1';

/** Senders, and every block of the tests that they are in: by hand, apart from the algebra. What
 * `storedChoice` may join blocks to stands here too. */
export const SENDERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['10.1.2.3', ['10.1.2.0/24', '10.1.0.0/16', '10.0.0.0/8']],
  ['10.1.3.3', ['10.1.0.0/16', '10.0.0.0/8']],
  ['10.2.0.1', ['10.2.0.0/16', '10.0.0.0/8']],
  ['10.3.0.1', ['10.0.0.0/8']],
  ['192.0.2.1', []],
  ['2001:db8::1', ['2001:db8::/56']],
  ['pl-1', []],
  ['sg-2', []],
  [OWN, []],
]);

/** CIDR blocks and ids as a set. */
export function textsOf(texts: readonly string[]): SourceSet {
  const blocks = texts.filter((text) => /[.:]/.test(text));
  const { addresses } = sourceSet(blocks.map((text) => ({ kind: 'cidr', cidr: cidr(text) })));
  return { addresses, ids: texts.filter((text) => !/[.:]/.test(text)).sort() };
}

/** Whom a choice names for a role. */
export function networkOf({ networks }: ScenarioChoice, role: NetworkRole): SourceSet {
  return networks.get(role) ?? NO_SOURCES;
}
