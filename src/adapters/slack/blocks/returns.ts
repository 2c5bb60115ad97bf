import { describeTool } from '../../../domain/change/describe-tool.ts';
import { type Finding, openingCall } from '../../../domain/finding/finding.ts';
import { keepsComingBack } from '../../../domain/finding/returns.ts';
import { timesText } from './decided-line.ts';
import { type Line, labelled, outsideText } from './text.ts';

/** A sentence of our own with the name of a stack or service in it, in characters. */
const TOOL_CHARS_MAX = 300;

/** How often an open door was opened again, and once that is too often, what to do instead. */
export function returnLines(finding: Finding): readonly Line[] {
  const { returns, state } = finding;
  if (returns === 0) return [];
  const text = `opened again ${timesText(returns)}, each time within a week of its closing.`;
  const line = labelled('Came back', text);
  if (!keepsComingBack(finding) || state.kind !== 'open') return [line];
  return [
    line,
    [
      { text: 'A revert alone is no remedy', style: 'bold' },
      { text: `: ${comesBackText(finding)}` },
    ],
  ];
}

/** Why a revert will not last, and where it would be changed for good. */
export function comesBackText({ returns, opening, door }: Finding): string {
  const often = `it has come back ${timesText(returns)} already.`;
  const tool = openingCall(opening)?.actor.tool;
  if (tool === undefined || tool.kind === 'other') {
    return `${often} Find out who or what opens it, and change it there.`;
  }
  const made = outsideText(describeTool(tool, door.managedBy), TOOL_CHARS_MAX);
  return `${often} It was made ${made}.`;
}
