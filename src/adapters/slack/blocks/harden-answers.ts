import type { FormProblem, HardenRefused } from '../../../app/ports.ts';
import { describeNoHarden } from '../../../domain/harden/describe-plan.ts';
import type { HardeningRefusal } from '../../../domain/hardening/commands.ts';
import { TYPED_ENTRIES_MAX } from '../../../domain/hardening/typed-networks.ts';
import { COMMAND, HARDEN_INPUTS } from '../ids.ts';
import { refusedAnswer } from './answers.ts';
import { ROLE_TITLES } from './hardening-text.ts';
import { type Line, outsideText } from './text.ts';

/** Directories that an answer lists. */
const DIRECTORIES_LISTED_MAX = 10;

/** The answer to somebody whose asking for a hardening, or touch of one, does nothing: why, and what to do. */
export function hardenRefusedAnswer(refused: HardenRefused): readonly Line[] {
  switch (refused.kind) {
    case 'refused':
      return [refusedAnswer(refused)];
    case 'notPostedYet':
      return [
        [{ text: 'The message is still being posted. Nothing was done: press again in a moment.' }],
      ];
    case 'staleCopy':
      return [
        [
          {
            text: 'That was an old copy of the message. Nothing was done; the copy now points to the live one.',
          },
        ],
      ];
    case 'noSuchHardening':
      return [[{ text: 'There is no such plan. Nothing was done.' }]];
    case 'noSuchDirectory':
      return noSuchDirectory(refused);
    case 'ownedElsewhere': {
      const { directoryId, name, ownerAccountId, ownerDirectoryId } = refused.directory;
      const who = `${directoryId} (${outsideText(name)}) belongs to account ${ownerAccountId}, where it is ${ownerDirectoryId}`;
      return [[{ text: `${who}: its group is there, and is hardened there. Nothing was done.` }]];
    }
    case 'noTable': {
      const { directoryId, type } = refused.directory;
      return [[{ text: `No port table is known for ${directoryId}, which is of type ${type}.` }]];
    }
    case 'couldNotLook':
      return [[{ text: `Nothing was done: ${outsideText(refused.reason, 400)}.` }]];
    case 'noPlan':
      return [[{ text: outsideText(describeNoHarden(refused.reason), 600) }]];
    case 'underWay': {
      const { id, state } = refused.hardening;
      const how =
        state.kind === 'proposed'
          ? 'is proposed already: approve or decline it first'
          : 'is under way: wait for its end';
      return [[{ text: `The plan ${id} for this group ${how}. Nothing was done.` }]];
    }
    case 'notPossible':
      return [[{ text: REFUSALS[refused.refusal.kind] }]];
  }
}

function noSuchDirectory({
  known,
}: HardenRefused & { readonly kind: 'noSuchDirectory' }): readonly Line[] {
  const named = known.slice(0, DIRECTORIES_LISTED_MAX);
  const rest = known.length - named.length;
  return [
    [
      { text: 'Name a directory, such as ' },
      { text: `${COMMAND} harden d-…`, style: 'code' },
      { text: known.length === 0 ? '. There is none in this account and Region.' : '. There are:' },
    ],
    ...named.map(
      ({ directoryId, name }): Line => [
        { text: directoryId, style: 'code' },
        { text: ` ${outsideText(name)}` },
      ],
    ),
    ...(rest === 0 ? [] : [[{ text: `and ${rest} more` }]]),
  ];
}

const REFUSALS = {
  notProposed: 'This plan cannot be decided on any more; its message says why. Nothing was done.',
  votedAlready: 'You have approved this plan already. Each person counts once.',
  planSuperseded: 'This is not the plan that you were shown. Look at it again. Nothing was done.',
  expired: 'The proposal is too old. Propose it again. Nothing was done.',
  notExecuting: 'Nothing is under way. Nothing was done.',
  notUndoable: 'This cannot be undone from here any more. Nothing was done.',
} as const satisfies Record<HardeningRefusal['kind'], string>;

/** What is wrong with a form, for whoever filled it in. */
export function formProblemLine({ role, problem }: FormProblem): Line {
  return [{ text: `${ROLE_TITLES[role]}: `, style: 'bold' }, { text: problemText(problem) }];
}

/** What is wrong with a form, by the id of the block in which it is. */
export function fieldErrors(problems: readonly FormProblem[]): Record<string, string> {
  return Object.fromEntries(
    problems.map(({ role, problem }) => {
      const text = problemText(problem);
      return [HARDEN_INPUTS[role].blockId, `${text.charAt(0).toUpperCase()}${text.slice(1)}`];
    }),
  );
}

function problemText(problem: FormProblem['problem']): string {
  switch (problem.kind) {
    case 'missing':
      return 'the scenario needs this network. Name it, or choose another scenario.';
    case 'tooMany':
      return `at most ${TYPED_ENTRIES_MAX} entries. Use a prefix list for more.`;
    case 'notUnderstood':
      return `expected a network of the policy, a CIDR block, sg-…, pl-… or vpc-…, got “${outsideText(problem.text)}”.`;
    case 'hostBits':
      return `“${outsideText(problem.text)}” has host bits set: write ${problem.meant} if you mean that whole block.`;
  }
}
