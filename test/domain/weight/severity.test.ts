import { describe, expect, it } from 'vitest';
import {
  SEVERITY_TABLE,
  type SeverityFacts,
  severityOf,
} from '../../../src/domain/weight/severity.ts';

const NOTHING: SeverityFacts = {
  kind: 'windows',
  direction: 'inbound',
  letIn: 'nobody',
  reaches: 'nobody',
  reachesGateway: 'nobody',
  isByOwnRole: false,
  isUnattached: false,
  isStaleOnly: false,
};

/** For each row of the table, in its order, facts that it decides. */
const EXAMPLES: readonly (readonly [string, Partial<SeverityFacts>])[] = [
  ['ownRole', { isByOwnRole: true }],
  ['disowned', { isDisowned: true }],
  ['internetReaches', { letIn: 'internet', reaches: 'internet' }],
  ['internetReachesGateway', { kind: 'gateway', letIn: 'internet', reachesGateway: 'internet' }],
  ['publicReaches', { letIn: 'internet', reaches: 'some' }],
  ['publicReachesGateway', { kind: 'gateway', letIn: 'some', reachesGateway: 'some' }],
  ['internetUnattached', { letIn: 'internet', isUnattached: true }],
  ['unattached', { letIn: 'some', isUnattached: true }],
  ['staleOnly', { kind: 'directory', isStaleOnly: true }],
  ['sendsToPublic', { direction: 'outbound', letIn: 'internet' }],
  ['sendsToPrivate', { direction: 'outbound' }],
  ['publicOutOfReach', { kind: 'directory', letIn: 'internet' }],
  ['privateToDirectory', { kind: 'domainController' }],
  ['private', {}],
];

describe('SEVERITY_TABLE', () => {
  it.each(EXAMPLES)('%s', (key, facts) => {
    const row = SEVERITY_TABLE.find((each) => each.key === key);
    expect(severityOf({ ...NOTHING, ...facts })).toBe(row);
  });

  it('has an example for every row', () => {
    expect(SEVERITY_TABLE.map(({ key }) => key)).toEqual(EXAMPLES.map(([key]) => key));
  });

  it.each<[string, Partial<SeverityFacts>, string]>([
    [
      'more of the internet outweighs less',
      { reaches: 'some', reachesGateway: 'internet' },
      'high',
    ],
    ['what is unattached is not out of reach', { letIn: 'some', isUnattached: true }, 'low'],
    [
      'outbound, unattached',
      { direction: 'outbound', letIn: 'internet', isUnattached: true },
      'low',
    ],
    ['a directory that sends to its network', { kind: 'directory', direction: 'outbound' }, 'low'],
    ['an unattached group of a directory', { kind: 'directory', isUnattached: true }, 'low'],
  ])('%s', (_, facts, severity) => {
    expect(severityOf({ ...NOTHING, ...facts }).severity).toBe(severity);
  });
});
