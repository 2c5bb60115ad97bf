import type { EstatePart } from '../../domain/guard/behind.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Notice } from '../../domain/notice.ts';
import { describePart } from '../../domain/scope/describe-thing.ts';
import type { PartAddress, Place } from '../ports.ts';
import { EXAMPLES_MAX } from './sweep-cursor.ts';

/** A part of the estate that could not be looked at, said once. */
export function notLookedNotice(
  { accountId, region, part: text }: PartAddress,
  part: EstatePart,
  reason: string,
  now: Instant,
): Notice {
  return {
    id: `not-looked/${accountId}/${region}/${text}/${now}`,
    title: `Portcullis cannot look for ${describePart(part)} in ${accountId}, ${region}`,
    detail:
      `${reason}. What it found before stays guarded; what is new there is not known, so that a change which ` +
      'only that could make a guarded one is told with a doubt. This is said once, until it can look again.',
    count: 1,
  };
}

/** What was guarded and is no more, each in words; null where nothing was. */
export function shrunkNotice(
  { accountId, region }: Place,
  lines: readonly string[],
  startedAt: Instant,
): Notice | null {
  if (lines.length === 0) return null;
  const shown = lines.slice(0, EXAMPLES_MAX);
  const rest = lines.length - shown.length;
  const more = rest === 0 ? '' : `; and ${rest} more`;
  return {
    id: `shrunk/${accountId}/${region}/${startedAt}`,
    title:
      lines.length === 1
        ? `Something that was guarded is so no more in ${accountId}, ${region}`
        : `${lines.length} things that were guarded are so no more in ${accountId}, ${region}`,
    detail: `${shown.join('; ')}${more}. If that was not meant, put it back, or change the policy.`,
    count: 1,
  };
}

/** A VPC that the policy approves has more blocks than before. */
export function vpcGrownNotice(
  { accountId, region, vpcId }: Place & { readonly vpcId: string },
  blocks: readonly string[],
  now: Instant,
): Notice {
  const shown = blocks.slice(0, EXAMPLES_MAX).join(', ');
  return {
    id: `vpc-grown/${accountId}/${region}/${vpcId}/${now}`,
    title: `The policy approves more: ${vpcId} has got further CIDR blocks`,
    detail:
      `In ${accountId}, ${region}: ${shown}. Whoever has these addresses is approved wherever the policy ` +
      `approves ${vpcId}. If that is not meant, name the blocks as a network instead.`,
    count: 1,
  };
}
