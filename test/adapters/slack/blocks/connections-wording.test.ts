import { describe, expect, it } from 'vitest';
import { foreseenRuns } from '../../../../src/adapters/slack/blocks/connections.ts';
import { historyLine, outcomeLine } from '../../../../src/adapters/slack/blocks/outcome.ts';
import type { Line } from '../../../../src/adapters/slack/blocks/text.ts';
import type {
  ConnectedHost,
  Connections,
  ConnectionsOn,
} from '../../../../src/domain/tracking/connections.ts';
import { connectionsNotKnown } from '../../../../src/domain/tracking/connections.ts';
import { findingOf, OPENED_AT, RDP_FROM_ANYWHERE } from '../../../domain/finding/finding-of.ts';

const BY = { kind: 'revert', approvedBy: 'U1', requestId: 'r-1' } as const;
const WEB: ConnectedHost = { kind: 'instance', id: 'i-1' };
const CONTROLLER: ConnectedHost = { kind: 'directoryController', id: 'eni-9' };
const OFFICE = { ...RDP_FROM_ANYWHERE, source: '203.0.113.0/24' };

function on(fates: Partial<ConnectionsOn>): ConnectionsOn {
  const none = { cutAtOnce: [], livesOn: [], notKnown: [] };
  return { hosts: [WEB], direction: 'inbound', reason: null, ...none, ...fates };
}

function plain(line: Line | null): string {
  return (line ?? [])
    .map((run) => ('text' in run ? run.text : 'userId' in run ? `@${run.userId}` : ''))
    .join('');
}

/** What the alert says after its ordinary words. */
function alertTail(connections: Connections): string {
  const state = { kind: 'closed', at: OPENED_AT, by: BY, leftOpen: null, connections } as const;
  return plain(outcomeLine(findingOf({ state }))).split('the door is shut.')[1] ?? 'missing';
}

function threadTail(connections: Connections): string {
  const event = { kind: 'door.seenClosed', by: BY, leftOpen: null, connections } as const;
  return plain(historyLine({ ...event, at: OPENED_AT })).split('the door is shut.')[1] ?? 'missing';
}

function both(connections: Connections): string {
  const alert = alertTail(connections);
  expect(threadTail(connections)).toBe(alert);
  return alert;
}

describe('what becomes of established connections, in words', () => {
  it('cut at once', () => {
    const parts = [on({ cutAtOnce: [RDP_FROM_ANYWHERE] })];
    expect(both({ on: parts, notKnown: [] })).toMatchInlineSnapshot(
      `" Established connections were cut at once: AWS did not track them. Connections by way of a Network Load Balancer, a NAT or transit gateway or the like are always tracked, and live on."`,
    );
  });

  it('living on, to instances', () => {
    const hosts = [WEB, { ...WEB, id: 'i-2' }];
    expect(both({ on: [on({ hosts, livesOn: [OFFICE] })], notKnown: [] })).toMatchInlineSnapshot(
      `" Established connections live on: AWS tracks them. To cut them, deny their addresses in the network ACL of the hosts' subnets, or restart i-1, i-2."`,
    );
  });

  it('living on, to controllers of a directory: no word of a restart', () => {
    const said = both({ on: [on({ hosts: [CONTROLLER], livesOn: [OFFICE] })], notKnown: [] });
    expect(said).toMatchInlineSnapshot(
      `" Established connections live on: AWS tracks them. To cut them, deny their addresses in the network ACL of the hosts' subnets."`,
    );
    expect(said).not.toMatch(/restart/i);
  });

  it('living on, to instances and what cannot be restarted', () => {
    const parts = [on({ hosts: [WEB, CONTROLLER], livesOn: [OFFICE] })];
    expect(both({ on: parts, notKnown: [] })).toMatchInlineSnapshot(
      `" Established connections live on: AWS tracks them. To cut them, deny their addresses in the network ACL of the hosts' subnets; a restart of i-1 cuts those that end there."`,
    );
  });

  it('not known', () => {
    const reason = 'the rules of sg-2 could not be read';
    const parts = [on({ notKnown: [OFFICE], reason })];
    expect(both({ on: parts, notKnown: [] })).toMatchInlineSnapshot(
      `" Whether established connections live on is not known: the rules of sg-2 could not be read. To cut any that do, deny their addresses in the network ACL of the hosts' subnets, or restart i-1."`,
    );
  });

  it('could not look', () => {
    const connections = connectionsNotKnown('EC2 took longer than 5 s');
    expect(both(connections)).toMatchInlineSnapshot(
      `" Could not look whether established connections live on: EC2 took longer than 5 s. To cut any that do, deny their addresses in the network ACL of the hosts' subnets."`,
    );
  });

  it('partly so and partly so: the alert says what is what, the thread points to it', () => {
    const hosts = [{ ...WEB, id: 'i-2' }];
    const mixed = {
      on: [
        on({ cutAtOnce: [RDP_FROM_ANYWHERE], livesOn: [{ ...OFFICE, protocol: 'udp' }] }),
        on({ hosts, livesOn: [RDP_FROM_ANYWHERE] }),
      ],
      notKnown: ['only the first 50 interfaces were looked at'],
    };
    expect(alertTail(mixed)).toMatchInlineSnapshot(
      `" Established connections of RDP (TCP 3389) from 0.0.0.0/0 to i-1 were cut at once: AWS did not track them. Established connections of RDP (UDP 3389) from 203.0.113.0/24 to i-1 live on: AWS tracks them. Established connections to i-2 live on: AWS tracks them. Connections by way of a Network Load Balancer, a NAT or transit gateway or the like are always tracked, and live on. To cut them, deny their addresses in the network ACL of the hosts' subnets, or restart i-1, i-2. Could not look at all hosts: only the first 50 interfaces were looked at."`,
    );
    expect(threadTail(mixed)).toMatchInlineSnapshot(
      `" Not all established connections were cut, see the alert."`,
    );
  });

  it('nothing, where nothing stood behind the door or other rules let it in still', () => {
    expect(both({ on: [], notKnown: [] })).toBe('');
  });
});

describe('what would become of established connections, in the form of a revert', () => {
  function foreseen(connections: Connections): string {
    return plain(foreseenRuns(connections, findingOf()));
  }

  it('cut at once', () => {
    const parts = [on({ cutAtOnce: [RDP_FROM_ANYWHERE] })];
    expect(foreseen({ on: parts, notKnown: [] })).toMatchInlineSnapshot(
      `" Established connections will be cut at once: AWS does not track them. Connections by way of a Network Load Balancer, a NAT or transit gateway or the like are always tracked, and live on."`,
    );
  });

  it('living on: what to do about them comes with the outcome', () => {
    expect(foreseen({ on: [on({ livesOn: [OFFICE] })], notKnown: [] })).toMatchInlineSnapshot(
      `" Established connections will live on: AWS tracks them."`,
    );
  });

  it('different by host, and not known of one', () => {
    const reason = 'the rules of sg-2 could not be read';
    const parts = [
      on({ livesOn: [OFFICE] }),
      on({ hosts: [CONTROLLER], notKnown: [OFFICE], reason }),
    ];
    expect(foreseen({ on: parts, notKnown: [] })).toMatchInlineSnapshot(
      `" Established connections to i-1 will live on: AWS tracks them. Whether established connections to eni-9 live on is not known: the rules of sg-2 could not be read."`,
    );
  });

  it('of more hosts than are named: the others are counted', () => {
    const parts = Array.from({ length: 6 }, (_, i) =>
      on({ hosts: [{ ...WEB, id: `i-${i}` }], livesOn: [OFFICE] }),
    );
    expect(foreseen({ on: parts, notKnown: ['only the first 50'] })).toContain(
      'to i-3 will live on: AWS tracks them. 2 more of other hosts and services. ' +
        'Could not look at all hosts: only the first 50.',
    );
  });

  it('that could not be looked at', () => {
    expect(foreseen(connectionsNotKnown('EC2 took longer than 3 s'))).toMatchInlineSnapshot(
      `" Could not look whether established connections will live on; they may: EC2 took longer than 3 s."`,
    );
  });

  it('none, where nobody is connected by this door alone', () => {
    expect(foreseen({ on: [], notKnown: [] })).toBe('');
  });
});
