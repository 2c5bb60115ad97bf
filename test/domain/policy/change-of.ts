import type { RuleChange } from '../../../src/domain/change/exposure-change.ts';
import type { SecurityGroupRule } from '../../../src/domain/change/security-group-rule.ts';
import { parseCidr } from '../../../src/domain/net/cidr.ts';
import type { Admission } from '../../../src/domain/net/exposure.ts';
import { type IpProtocol, parseProtocol } from '../../../src/domain/net/protocol.ts';
import { type Source, sourceSet } from '../../../src/domain/net/source.ts';
import type { Guard } from '../../../src/domain/policy/policy.ts';

/** The group that every change of these tests is on. */
export const OWN_GROUP = 'sg-1';

/** A change of {@link OWN_GROUP}. */
export function changeOf(
  admissions: readonly Admission[],
  kind: RuleChange['kind'] = 'rulesAdded',
): RuleChange {
  return {
    kind,
    direction: 'inbound',
    record: {
      eventId: 'e1',
      eventTime: '2026-11-21T12:00:00Z',
      eventName: 'AuthorizeSecurityGroupIngress',
      accountId: '111122223333',
      region: 'eu-central-1',
      requestId: 'r1',
      actor: {
        kind: 'IAMUser',
        arn: 'arn:aws:iam::111122223333:user/alice',
        name: 'alice',
        accountId: '111122223333',
        invokedBy: null,
        sourceIp: '192.0.2.7',
        userAgent: null,
      },
    },
    group: { groupId: OWN_GROUP, groupName: null, ownerId: '111122223333' },
    rules: admissions.map(ruleOf),
    ruleIds: [],
  };
}

function ruleOf(admission: Admission, i: number): SecurityGroupRule {
  return { ...admission, ruleId: `sgr-${i}`, description: null };
}

/** A source by its text: a CIDR block, or a `pl-…` or `sg-…` id. */
export function source(text: string): Source {
  if (text.startsWith('pl-')) return { kind: 'prefixList', prefixListId: text };
  if (text.startsWith('sg-')) return { kind: 'referencedGroup', groupId: text };
  const cidr = parseCidr(text);
  if (cidr.kind === 'problem') throw new RangeError(cidr.message);
  return { kind: 'cidr', cidr };
}

/** `open('tcp', '3389', '10.0.0.0/8')`: ports as `3000-4000`, or `-1` for none. */
export function open(protocol: IpProtocol | number, ports: string, from: string): Admission {
  const [fromPort = '', toPort = fromPort] = ports === '-1' ? ['-1'] : ports.split('-');
  const parsed = parseProtocol(protocol) ?? '-1';
  return {
    protocol: parsed,
    fromPort: Number(fromPort),
    toPort: Number(toPort),
    source: source(from),
  };
}

/** A Windows guard that approves the given sources for RDP, and nothing else. */
export function windowsGuard(...rdpFrom: readonly string[]): Guard {
  const approved = new Map([['rdp' as const, sourceSet(rdpFrom.map(source))]]);
  return { name: 'hosts', kind: 'windows', match: [], approved };
}
