import { describe, expect, it } from 'vitest';
import { checkView } from '../../../../src/sandbox/slack/block-kit/check-view.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const input = {
  type: 'input',
  label: plain('Why'),
  element: { type: 'plain_text_input', action_id: 'text', multiline: true },
};
const modal = { type: 'modal', title: plain('Exempt'), submit: plain('Ask'), blocks: [input] };

const REFUSED: readonly (readonly [string, unknown, string, RegExp])[] = [
  ['no object', 'modal', '/view', /must be an object/],
  ['an unknown kind', { ...modal, type: 'sheet' }, '/view/type', /unsupported type: sheet/],
  ['a modal without title', { ...modal, title: undefined }, '/view', /required field: title/],
  ['a long title', { ...modal, title: plain('x'.repeat(25)) }, '/view/title/text', /less than 25/],
  [
    'long metadata',
    { ...modal, private_metadata: 'x'.repeat(3001) },
    '/view/private_metadata',
    /less than 3001/,
  ],
  ['an input without submit', { ...modal, submit: undefined }, '/view', /required field: submit/],
  [
    'markdown in a modal',
    { ...modal, blocks: [{ type: 'markdown', text: 'x' }] },
    '/view/blocks/0',
    /not allowed in a modal/,
  ],
  [
    'an alert at Home',
    { type: 'home', blocks: [{ type: 'alert', text: plain('x') }] },
    '/view/blocks/0',
    /not allowed in a home/,
  ],
  [
    'a title at Home',
    { type: 'home', title: plain('x'), blocks: [] },
    '/view',
    /additional property: title/,
  ],
];

describe('checkView()', () => {
  it('takes a modal with an input, and a Home', () => {
    expect(checkView(modal)).toEqual([]);
    expect(checkView({ type: 'home', blocks: [{ type: 'divider' }] })).toEqual([]);
  });

  it.each(REFUSED)('refuses %s and says where', (_, view, pointer, message) => {
    expect(checkView(view)).toContainEqual({ pointer, message: expect.stringMatching(message) });
  });
});
