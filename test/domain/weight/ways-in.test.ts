import { describe, expect, it } from 'vitest';
import type { ExposureRow } from '../../../src/domain/net/exposure.ts';
import { letsInRdp, sessionCommand, windowsBehind } from '../../../src/domain/weight/ways-in.ts';
import { hostOf, known, surroundingsOf, unknown } from './surroundings-of.ts';

const RDP: ExposureRow = { protocol: 'tcp', fromPort: 3_389, toPort: 3_389, source: '0.0.0.0/0' };
const SMB: ExposureRow = { ...RDP, fromPort: 445, toPort: 445 };
const INBOUND = { direction: 'inbound', excess: [RDP] } as const;
const REGION = 'eu-central-1';

describe('letsInRdp()', () => {
  it.each([
    ['RDP over TCP', [RDP], true],
    ['RDP over UDP', [{ ...RDP, protocol: 'udp' as const }], true],
    ['RDP within a wide range', [{ ...RDP, fromPort: 1_024, toPort: 65_535 }], true],
    ['all traffic', [{ ...RDP, protocol: '-1' as const, fromPort: -1, toPort: -1 }], true],
    ['RDP from a group, beside SMB', [SMB, { ...RDP, source: 'sg-1' }], true],
    ['SMB alone', [SMB], false],
  ])('%s', (_, excess, answer) => {
    expect(letsInRdp({ direction: 'inbound', excess })).toBe(answer);
    expect(letsInRdp({ direction: 'outbound', excess })).toBe(false);
  });
});

describe('windowsBehind()', () => {
  it('names each Windows instance once, and nothing else', () => {
    const items = [hostOf(1), hostOf(2), hostOf(2), hostOf(3, { instanceId: null }), hostOf(4)];
    const surroundings = surroundingsOf({
      interfaces: known({ items, isWhole: true }),
      instances: known(
        new Map([
          ['i-1', { name: 'web-1', platform: 'windows' as const }],
          ['i-2', { name: null, platform: 'windows' as const }],
          ['i-4', { name: 'app-1', platform: 'other' as const }],
        ]),
      ),
    });
    const group = { weighable: INBOUND, surroundings };
    expect(windowsBehind([group, group], REGION)).toEqual([
      { instanceId: 'i-1', name: 'web-1', region: REGION },
      { instanceId: 'i-2', name: null, region: REGION },
    ]);
  });

  it('names none behind a group that lets in something else, or that is not known', () => {
    const smb = { direction: 'inbound', excess: [SMB] } as const;
    const of = (weighable: typeof INBOUND | typeof smb, surroundings = surroundingsOf()) =>
      windowsBehind([{ weighable, surroundings }], REGION);
    expect(of(INBOUND)).toHaveLength(2);
    expect(of(smb)).toEqual([]);
    expect(of(INBOUND, surroundingsOf({ instances: unknown() }))).toEqual([]);
    expect(of(INBOUND, surroundingsOf({ interfaces: unknown() }))).toEqual([]);
  });

  it('puts nothing into a command that a shell would read', () => {
    const instanceId = 'i-1; rm -rf /';
    const surroundings = surroundingsOf({
      interfaces: known({ items: [hostOf(1, { instanceId })], isWhole: true }),
      instances: known(new Map([[instanceId, { name: 'x', platform: 'windows' as const }]])),
    });
    expect(windowsBehind([{ weighable: INBOUND, surroundings }], REGION)).toEqual([]);
    const odd = [{ weighable: INBOUND, surroundings: surroundingsOf() }];
    expect(windowsBehind(odd, '$(id)')).toEqual([]);
  });
});

describe('sessionCommand()', () => {
  it('forwards RDP of the instance, in its Region, with one word for both parameters', () => {
    const way = { instanceId: 'i-0abc', name: 'web-1', region: REGION };
    expect(sessionCommand(way, 13_389)).toBe(
      'aws ssm start-session --target i-0abc --document-name AWS-StartPortForwardingSession ' +
        '--parameters "portNumber=3389,localPortNumber=13389" --region eu-central-1',
    );
  });
});
