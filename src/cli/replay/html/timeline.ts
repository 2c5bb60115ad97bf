import { type Door, instantOf, openForMs } from '../../../domain/backtest/door.ts';
import { toRows } from '../../../domain/net/exposure.ts';
import { type Html, html } from '../../html/html.ts';
import { durationText } from '../duration-text.ts';
import { exposureText } from '../exposure-text.ts';
import { DOOR_WIDTHS, type DoorWidth, doorWidth } from './door-width.ts';
import { type Period, ticksOf } from './time-axis.ts';

/** Groups that the picture shows; the list below it has all. */
const LANES_MAX = 48;

/** The measures of the picture, in SVG units. */
const WIDTH = 1160;
const LABEL_WIDTH = 190;
/** Room for the point of a door that stands open, and for half a date. */
const RIGHT_WIDTH = 34;
const AXIS_HEIGHT = 28;
const LANE_HEIGHT = 17;
/** A door that was open for moments is still to be seen. */
const BAR_WIDTH_MIN = 3;

/** How high a door is drawn: the wider it was, the higher. */
const BAR_HEIGHTS: Readonly<Record<DoorWidth, number>> = {
  world: 13,
  wide: 9,
  narrow: 5,
  named: 5,
};

/** Doors of one group. */
interface Lane {
  readonly name: string;
  readonly doors: readonly Door[];
}

/** The picture of doors over time: a lane per group, a bar per door from its opening to its
 * closing. The groups that stood open widest and longest come first. */
export function timeline(doors: readonly Door[], period: Period): Html {
  const lanes = lanesOf(doors, period);
  const shown = lanes.slice(0, LANES_MAX);
  const height = AXIS_HEIGHT + shown.length * LANE_HEIGHT + 4;
  const rest = lanes.length - shown.length;
  return html`<figure>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Doors over time, a line for each security group">
${axis(period, height)}
${shown.map((lane, i) => laneMarkup(lane, i, period))}
</svg>
<figcaption>${legend()}${rest > 0 ? html`<span>${rest} more groups are in the list below</span>` : html``}</figcaption>
</figure>`;
}

function lanesOf(doors: readonly Door[], period: Period): readonly Lane[] {
  const byGroup = Map.groupBy(doors, ({ group }) => group.groupId ?? group.groupName ?? '');
  const lanes = [...byGroup].map(([name, together]) => ({ name, doors: together }));
  return lanes.toSorted((a, b) => weight(b.doors, period) - weight(a.doors, period));
}

/** Worst first: a door to the world outweighs any number of narrow ones. */
function weight(doors: readonly Door[], period: Period): number {
  return doors.reduce((sum, door) => {
    const [start, end] = spanOf(door, period);
    return sum + WEIGHTS[doorWidth(door.excess)] * (end - start + 1);
  }, 0);
}

const WEIGHTS: Readonly<Record<DoorWidth, number>> = { world: 1e6, wide: 1e3, narrow: 1, named: 1 };

function spanOf({ opening, closing }: Door, { from, until }: Period): readonly [number, number] {
  const start = Math.max(from, instantOf(opening) ?? from);
  const end = closing === null ? until : (instantOf(closing.record) ?? until);
  return [start, Math.max(start, Math.min(until, end))];
}

function xOf(at: number, { from, until }: Period): number {
  const share = (at - from) / Math.max(1, until - from);
  return LABEL_WIDTH + share * (WIDTH - LABEL_WIDTH - RIGHT_WIDTH);
}

function axis(period: Period, height: number): Html {
  const ticks = ticksOf(period).map(({ at, text }) => {
    const x = xOf(at, period).toFixed(1);
    return html`<line class="tick" x1="${x}" x2="${x}" y1="${AXIS_HEIGHT - 6}" y2="${height}"/><text class="date" x="${x}" y="14">${text}</text>`;
  });
  return html`<g>${ticks}</g>`;
}

function laneMarkup({ name, doors }: Lane, index: number, period: Period): Html {
  const middle = AXIS_HEIGHT + index * LANE_HEIGHT + LANE_HEIGHT / 2;
  const facts = doors.find(({ facts }) => facts?.groupName)?.facts;
  return html`<g><line class="lane" x1="0" x2="${WIDTH}" y1="${middle + LANE_HEIGHT / 2}" y2="${middle + LANE_HEIGHT / 2}"/>
<text class="label" x="0" y="${middle + 4}">${facts?.groupName || name}<title>${name}</title></text>
${doors.map((door) => bar(door, middle, period))}</g>`;
}

function bar(door: Door, middle: number, period: Period): Html {
  const width = doorWidth(door.excess);
  const [start, end] = spanOf(door, period);
  const x = xOf(start, period);
  const height = BAR_HEIGHTS[width];
  const length = Math.max(BAR_WIDTH_MIN, xOf(end, period) - x);
  const isOpen = door.closing === null;
  const edge = isOpen
    ? html`<path class="${width} open" d="M${(x + length).toFixed(1)} ${middle - 6} l6 6 l-6 6 z"/>`
    : html``;
  return html`<g><title>${doorText(door)}</title><rect class="${width}" x="${x.toFixed(1)}" y="${middle - height / 2}" width="${length.toFixed(1)}" height="${height}" rx="1.5"/>${edge}</g>`;
}

/** What a door lets through, and by which list. */
export function doorExcessText({ excess, direction, prefixListId }: Door): string {
  const text = exposureText(toRows(excess), direction);
  const way = direction === 'inbound' ? text : `out: ${text}`;
  return prefixListId === null ? way : `${way}, by ${prefixListId}`;
}

/** What a door was, in one sentence. */
export function doorText(door: Door): string {
  const time = openForMs(door);
  const what = doorExcessText(door);
  const opened = `opened by ${door.opening.actor.name} at ${door.opening.eventTime}`;
  if (door.closing === null) return `${what}, ${opened}, open at the end`;
  const howLong = time === null ? '' : ` after ${durationText(time)}`;
  return `${what}, ${opened}, shut by ${closerName(door)}${howLong}`;
}

/** Who shut a door: nobody in the archive, where its closing was only seen by its opening again. */
export function closerName({ closing }: Door): string {
  if (closing === null) return '';
  return closing.kind === 'unseen'
    ? 'a call that is not in the archive'
    : closing.record.actor.name;
}

function legend(): Html {
  const items = DOOR_WIDTHS.map(({ width, text }) => {
    const height = BAR_HEIGHTS[width];
    return html`<span><svg class="key" viewBox="0 0 22 14" aria-hidden="true"><rect class="${width}" x="0" y="${7 - height / 2}" width="22" height="${height}" rx="1.5"/></svg> ${text}</span>`;
  });
  return html`${items}<span>▸ still open at the end</span>`;
}
