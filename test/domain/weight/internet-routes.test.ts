import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addresses, covers, isEmpty, toCidrs } from '../../../src/domain/net/address-set.ts';
import { cidr } from '../../../src/domain/net/cidr.ts';
import { type Route, sentToInternet } from '../../../src/domain/weight/internet-routes.ts';
import { route } from './surroundings-of.ts';

const BLOCKS = [
  '0.0.0.0/0',
  '0.0.0.0/1',
  '10.0.0.0/8',
  '10.0.0.0/30',
  '10.0.0.1/32',
  '::/0',
  '::/127',
];
const HOSTS = [
  '0.0.0.1',
  '10.0.0.0',
  '10.0.0.1',
  '10.0.0.3',
  '10.0.0.4',
  '200.0.0.0',
  '::1',
  '::5',
];

/** Routes of different destinations: EC2 keeps one of each. */
const anyRoutes = fc.uniqueArray(fc.constantFrom(...BLOCKS)).chain((blocks) =>
  fc
    .array(fc.constantFrom('internet' as const, 'elsewhere' as const), {
      minLength: blocks.length,
      maxLength: blocks.length,
    })
    .map((targets) => blocks.map((block, index) => route(block, targets[index] ?? 'elsewhere'))),
);

/** The target of the route with the longest prefix that holds the address. */
function targetOf(host: string, routes: readonly Route[]): Route['target'] | undefined {
  const bits = host.includes(':') ? 128 : 32;
  for (let length = bits; length >= 0; length -= 1) {
    const found = routes.find(
      ({ destination }) =>
        destination.kind === 'block' && destination.block.text === cidr(`${host}/${length}`).text,
    );
    if (found !== undefined) return found.target;
  }
  return undefined;
}

describe('sentToInternet()', () => {
  it('is decided by the longest prefix, address by address', () => {
    fc.assert(
      fc.property(anyRoutes, (routes) => {
        const sent = sentToInternet(routes);
        const held = HOSTS.filter((host) => {
          const block = addresses(`${host}/${host.includes(':') ? 128 : 32}`);
          return sent !== null && covers(sent, block);
        });
        expect(held).toEqual(HOSTS.filter((host) => targetOf(host, routes) === 'internet'));
      }),
      { numRuns: 300 },
    );
  });

  it('may be a part of the internet only', () => {
    const sent = sentToInternet([
      route('198.18.0.0/15', 'internet'),
      route('0.0.0.0/0', 'elsewhere'),
    ]);
    expect(sent === null ? null : toCidrs(sent).map(({ text }) => text)).toEqual(['198.18.0.0/15']);
  });

  it('is not known where a list goes there, or a machine that may pass on', () => {
    expect(sentToInternet([route('pl-1', 'internet')])).toBeNull();
    expect(sentToInternet([route('0.0.0.0/0', 'appliance')])).toBeNull();
  });

  it('takes no notice of a list that goes elsewhere, such as that of S3', () => {
    const sent = sentToInternet([route('pl-1', 'appliance'), route('10.0.0.0/16', 'elsewhere')]);
    expect(sent !== null && isEmpty(sent)).toBe(true);
  });
});
