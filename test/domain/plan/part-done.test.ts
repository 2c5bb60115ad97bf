import { describe, expect, it } from 'vitest';
import { fold } from '../../../src/domain/finding/evolve.ts';
import { partDone } from '../../../src/domain/plan/part-done.ts';
import { attachmentOpened, placeOn } from '../../support/attachment-findings.ts';
import { opened, RDP_FROM_ALL, rdpFrom } from '../../support/findings.ts';

const OTHER = rdpFrom('203.0.113.0/24', 'sgr-2');

describe('partDone()', () => {
  const finding = fold([{ ...opened('f-1'), rules: [RDP_FROM_ALL, OTHER] }]);

  it.each([
    ['the rules that are gone', [OTHER], ['sgr-1']],
    ['not one that was made again', [OTHER, { ...RDP_FROM_ALL, ruleId: 'sgr-9' }], []],
    ['not one that was edited again', [OTHER, { ...RDP_FROM_ALL, source: '::/0' }], []],
  ])('names %s', (_, now, done) => {
    expect(partDone(finding, { now })).toEqual(done);
  });

  it('names the places where the group stands no more', () => {
    const before = fold([attachmentOpened('f-1', [placeOn('eni-1'), placeOn('eni-2')])]);
    const { door: left } = fold([attachmentOpened('f-1', [placeOn('eni-2')])]);
    expect(partDone(before, { now: [], left })).toEqual(['eni-1']);
  });
});
