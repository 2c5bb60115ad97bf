import { partsToDiscover } from '../domain/guard/behind.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { describeGuarded, describeLeftOut } from '../domain/scope/describe-scope.ts';
import type { Scope } from '../domain/scope/scope.ts';
import { plainText } from './plain-text.ts';
import type { SurveyedRegion } from './survey-region.ts';

/** What is printed of a Region. Text from outside is made fit for a terminal; in JSON it is escaped. Pure. */
export function scopeLines(
  surveyed: Pick<SurveyedRegion, 'place' | keyof Scope>,
  policy: Policy,
  format: 'table' | 'ndjson',
): readonly string[] {
  const { place, guarded, leftOut } = surveyed;
  const parts = partsToDiscover(policy);
  if (format === 'ndjson') {
    return [
      ...guarded.map((group) => JSON.stringify({ kind: 'guarded', ...place, ...group })),
      ...leftOut.map((left) => {
        const { kind: why, ...rest } = left;
        const text = describeLeftOut(left, parts);
        return JSON.stringify({ kind: 'leftOut', ...place, why, text, ...rest });
      }),
    ];
  }
  return [
    `${place.accountId}, ${place.region}`,
    `  Guarded: ${guarded.length === 0 ? 'nothing' : guarded.length}`,
    ...guarded.map((group) => `    ${plainText(describeGuarded(group))}`),
    `  Left out: ${leftOut.length === 0 ? 'nothing' : leftOut.length}`,
    ...leftOut.map((left) => `    ${plainText(describeLeftOut(left, parts))}`),
  ];
}
