import type { Direction } from '../change/exposure-change.ts';
import type { KnownLists } from '../inventory/known-lists.ts';
import { cidr } from '../net/cidr.ts';
import { type Exposure, NO_EXPOSURE, openTo, unionOf } from '../net/exposure.ts';
import * as stretches from '../net/intervals.ts';
import type { Source } from '../net/source.ts';
import { ANY_PORT, type Traffic, traffic } from '../net/traffic.ts';
import type { PlannedRule } from '../plan/planned-rule.ts';
import type { Answer } from '../weight/known.ts';
import { type Tracking, trackingOf } from './tracking-table.ts';

/** The rules of all groups on one interface. */
export type RulesOnInterface = Readonly<Record<Direction, readonly PlannedRule[]>>;

/** What of all flows is not tracked, and of what that is not known; the rest is tracked. */
export interface Untracked {
  readonly untracked: Exposure;
  readonly notKnown: Exposure;
}

/** All addresses of each family, as a rule names them. */
const ALL_ADDRESSES = ['0.0.0.0/0', '::/0'] as const;
type AllOfFamily = (typeof ALL_ADDRESSES)[number];

/** All of both families. */
export const EVERYBODY: readonly Source[] = ALL_ADDRESSES.map(everybodyOf);

/** The protocols that may go untracked. */
const PROTOCOLS = ['tcp', 'udp'] as const;
type Protocol = (typeof PROTOCOLS)[number];

/** An interface, as far as tracking goes. Lists that are not in `lists` may hold all addresses. */
export interface OnInterface {
  readonly rules: RulesOnInterface;
  readonly lists: KnownLists;
  /** AWS tracks whatever comes to it. */
  readonly isByTrackedWay: boolean;
}

/** Which flows of a direction are untracked on an interface: of each family and protocol by itself, as
 * the table says. Pure, total. */
export function untrackedOf(direction: Direction, on: OnInterface): Untracked {
  const cells = ALL_ADDRESSES.flatMap((all) =>
    PROTOCOLS.map((protocol) => cellOf({ direction, all, protocol }, on)),
  );
  return {
    untracked: unionOf(cells.map(({ untracked }) => untracked)),
    notKnown: unionOf(cells.map(({ notKnown }) => notKnown)),
  };
}

/** All flows that may be untracked, whatever the rules say. */
export const ANY_UNTRACKED: Exposure = exposureOn(
  traffic(...PROTOCOLS.map((protocol) => wholeOf(protocol))),
  EVERYBODY,
);

interface Cell {
  readonly direction: Direction;
  readonly all: AllOfFamily;
  readonly protocol: Protocol;
}

function cellOf(
  { direction, all, protocol }: Cell,
  { rules, lists, isByTrackedWay }: OnInterface,
): Untracked {
  const own = traffic(wholeOf(protocol));
  const named = (wanted: Answer): Traffic => {
    const naming = rules[direction].filter((rule) => namesAll(rule, all, lists) === wanted);
    return stretches.intersection(traffic(...naming), own);
  };
  const sure = named('yes');
  const unsure = stretches.difference(named('unknown'), sure);
  const isAnsweredToAll = answered(rules[opposite(direction)], { all, protocol, lists });
  const isWanted = (isOpenToAll: Answer, wanted: Tracking): boolean =>
    trackingOf({ protocol, isByTrackedWay, isOpenToAll, isAnsweredToAll }) === wanted;
  const as = (wanted: Tracking): Exposure =>
    exposureOn(
      stretches.union(
        isWanted('yes', wanted) ? sure : [],
        isWanted('unknown', wanted) ? unsure : [],
      ),
      [everybodyOf(all)],
    );
  return { untracked: as('untracked'), notKnown: as('notKnown') };
}

/** Whether a rule names all addresses of a family. AWS says nothing of a list that holds them. */
function namesAll({ source }: PlannedRule, all: AllOfFamily, lists: KnownLists): Answer {
  if (source === all) return 'yes';
  if (!source.startsWith('pl-')) return 'no';
  const blocks = lists.get(source);
  return blocks === undefined || blocks.some(({ text }) => text === all) ? 'unknown' : 'no';
}

/** Whether one rule lets answers go to all addresses of a family, on all ports. */
function answered(
  rules: readonly PlannedRule[],
  { all, protocol, lists }: Pick<Cell, 'all' | 'protocol'> & { readonly lists: KnownLists },
): Answer {
  const whole = traffic(wholeOf(protocol));
  const answers = rules
    .filter((rule) => stretches.covers(traffic(rule), whole))
    .map((rule) => namesAll(rule, all, lists));
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') ? 'unknown' : 'no';
}

function wholeOf(protocol: Protocol) {
  return { protocol, fromPort: ANY_PORT, toPort: ANY_PORT };
}

function everybodyOf(all: AllOfFamily): Source {
  return { kind: 'cidr', cidr: cidr(all) };
}

/** The other direction. */
function opposite(direction: Direction): Direction {
  return direction === 'inbound' ? 'outbound' : 'inbound';
}

/** Some traffic, open to some sources. */
export function exposureOn(on: Traffic, sources: readonly Source[]): Exposure {
  if (sources.length === 0) return NO_EXPOSURE;
  return unionOf(on.map((stretch) => openTo(stretch, sources)));
}
