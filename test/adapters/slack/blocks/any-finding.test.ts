import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertMessage } from '../../../../src/adapters/slack/blocks/alert.ts';
import { refusedAnswer } from '../../../../src/adapters/slack/blocks/answers.ts';
import {
  acknowledgeModal,
  answerModal,
  revertModal,
  waitingModal,
} from '../../../../src/adapters/slack/blocks/modals.ts';
import { noticeMessage } from '../../../../src/adapters/slack/blocks/notice.ts';
import { historyLine } from '../../../../src/adapters/slack/blocks/outcome.ts';
import {
  findingsBlocks,
  helpBlocks,
  showBlocks,
  statusBlocks,
} from '../../../../src/adapters/slack/blocks/overview.ts';
import { lines } from '../../../../src/adapters/slack/blocks/text.ts';
import { FINDINGS_LISTED_MAX } from '../../../../src/app/desk/open-desk.ts';
import { checkBlocks } from '../../../../src/sandbox/slack/block-kit/check-blocks.ts';
import { checkView } from '../../../../src/sandbox/slack/block-kit/check-view.ts';
import {
  alertView,
  connections,
  expectEscaped,
  expectLiteral,
  finding,
  findingEvent,
  outside,
} from './outside-texts.ts';

const memory = { findingId: 'f-1', planHash: 'a'.repeat(64), channelId: 'C1', messageTs: '1.2' };

function expectPostable(blocks: unknown): void {
  expect(checkBlocks(blocks, 'message')).toEqual({ problems: [], tooLong: false });
  expectLiteral(blocks);
}

function expectOpenable(view: { readonly blocks: unknown }): void {
  expect(checkView(view)).toEqual([]);
  expectLiteral(view);
}

/** A property takes so long at most, and what it found is made smaller for what is left of that: nothing else
 * runs meanwhile. A machine that is too busy for all runs makes fewer. */
const LIMITED = { interruptAfterTimeLimit: 20_000 };

describe('whatever is in a finding, Slack takes it and formats none of it:', () => {
  it('alerts', () => {
    fc.assert(
      fc.property(alertView, (view) => {
        const { text, blocks } = alertMessage(view);
        expectPostable(blocks);
        expectEscaped(text);
      }),
      { ...LIMITED, numRuns: 300 },
    );
  });

  it('lines of the thread', () => {
    fc.assert(
      fc.property(findingEvent, (event) => {
        const line = historyLine(event);
        if (line !== null) expectPostable([lines([line])]);
      }),
      LIMITED,
    );
  });

  it('the modal of a revert', () => {
    fc.assert(
      fc.property(alertView, fc.option(connections, { nil: undefined }), (view, foreseen) => {
        if (typeof view.plan === 'string') return;
        const looked = foreseen === undefined ? {} : { connections: foreseen };
        expectOpenable(revertModal(view.finding, view.plan, memory, looked));
      }),
      LIMITED,
    );
  });

  it('the modal of a note, with the note that is there', () => {
    fc.assert(
      fc.property(finding, (shown) => expectOpenable(acknowledgeModal(shown, memory))),
      LIMITED,
    );
  });

  it('notices', () => {
    const notice = fc.record({
      id: outside,
      title: outside,
      detail: outside,
      count: fc.integer({ min: 1 }),
    });
    fc.assert(
      fc.property(notice, (shown) => {
        const { text, blocks } = noticeMessage(shown);
        expectPostable(blocks);
        expectEscaped(text);
      }),
      LIMITED,
    );
  });

  it('the list of findings', () => {
    const list = fc.array(finding, { maxLength: FINDINGS_LISTED_MAX });
    fc.assert(
      fc.property(list, fc.nat(), (findings, others) =>
        expectPostable(findingsBlocks(findings, findings.length + others)),
      ),
      { ...LIMITED, numRuns: 30 },
    );
  });

  it('one finding, for the one who asked', () => {
    fc.assert(
      fc.property(alertView, fc.option(fc.constant('https://example.slack.com/p1')), (view, link) =>
        expectPostable(showBlocks(view, link)),
      ),
      LIMITED,
    );
  });
});

it('the other answers are what Slack takes', () => {
  const records = { ignored: 1, permitted: 2, finding: 3, undecodable: 4 };
  const summary = { byOutcome: records, lastAt: null };
  const openReviews = ['f-1', 'f-2', 'f-3', 'f-4', 'f-5', 'f-6'];
  const told = { openReviews, channelProblem: 'Slack refused chat.postMessage: is_archived' };
  const findings = { open: 1, closed: 2 };
  const status = { findings, ...told, records: summary, startedAt: 0 };
  expectPostable(statusBlocks(status));
  expectPostable(helpBlocks());
  expectOpenable(waitingModal('Approve revert'));
  for (const kind of ['noSuchFinding', 'staleCopy', 'notPostedYet'] as const) {
    expectOpenable(answerModal('Acknowledge', [refusedAnswer({ kind })]));
  }
});
