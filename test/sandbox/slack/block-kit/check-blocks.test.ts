import { describe, expect, it } from 'vitest';
import { checkBlocks } from '../../../../src/sandbox/slack/block-kit/check-blocks.ts';
import { LIMITS } from '../../../../src/sandbox/slack/block-kit/limits.ts';

const divider = { type: 'divider' };
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const section = (text: string, more = {}) => ({ type: 'section', text: mrkdwn(text), ...more });
const button = (more = {}) => ({ type: 'button', text: plain('Go'), action_id: 'go', ...more });
const actions = (...elements: readonly object[]) => ({ type: 'actions', elements });
const option = (value: string) => ({ text: plain(value), value });
const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

/** One of everything that an alert shows. */
const ALERT = [
  { type: 'header', text: plain('RDP opened to the world') },
  section('*web-1*', { fields: [mrkdwn('*Who*'), plain('terraform')], accessory: button() }),
  {
    type: 'context',
    elements: [mrkdwn('sg-1'), { type: 'image', image_url: 'https://x/y', alt_text: 'y' }],
  },
  divider,
  actions(
    button({
      value: '1',
      style: 'danger',
      confirm: { title: plain('Sure?'), text: mrkdwn('*Really*') },
    }),
    { type: 'static_select', action_id: 'select', options: [option('a')] },
    { type: 'overflow', action_id: 'more', options: [option('b')] },
  ),
  {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_section',
        elements: [{ type: 'text', text: '<b>', style: { bold: true } }],
      },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'aws ec2 …' }] },
    ],
  },
];

/** Each row: what is wrong, the blocks, where, and what the message says. */
const REFUSED: readonly (readonly [string, unknown, string, RegExp])[] = [
  ['too many blocks', many(51, () => divider), '/blocks', /no more than 50 items/],
  ['an unknown block type', [{ type: 'nope' }], '/blocks/0/type', /unsupported type: nope/],
  ['a block that is no object', ['text'], '/blocks/0', /must be an object/],
  [
    'an alert in a message',
    [{ type: 'alert', text: plain('x') }],
    '/blocks/0',
    /not allowed in a message/,
  ],
  ['a section without content', [{ type: 'section' }], '/blocks/0', /text or fields/],
  ['an empty text', [section('')], '/blocks/0/text/text', /more than 0 characters/],
  ['a long section', [section('x'.repeat(3001))], '/blocks/0/text/text', /less than 3001/],
  [
    'a long field',
    [{ type: 'section', fields: [plain('x'.repeat(2001))] }],
    '/blocks/0/fields/0/text',
    /less than 2001/,
  ],
  [
    'too many fields',
    [{ type: 'section', fields: many(11, () => plain('x')) }],
    '/blocks/0/fields',
    /no more than 10/,
  ],
  [
    'a long header',
    [{ type: 'header', text: plain('x'.repeat(151)) }],
    '/blocks/0/text/text',
    /less than 151/,
  ],
  [
    'a mrkdwn header',
    [{ type: 'header', text: mrkdwn('x') }],
    '/blocks/0/text/type',
    /unsupported type: mrkdwn/,
  ],
  ['a misspelt field', [{ ...divider, txt: 1 }], '/blocks/0', /additional property: txt/],
  [
    'too many buttons',
    [actions(...many(26, (n) => button({ action_id: `b${n}` })))],
    '/blocks/0/elements',
    /no more than 25/,
  ],
  [
    'a long button',
    [actions(button({ text: plain('x'.repeat(76)) }))],
    '/blocks/0/elements/0/text/text',
    /less than 76/,
  ],
  [
    'a long value',
    [actions(button({ value: 'x'.repeat(2001) }))],
    '/blocks/0/elements/0/value',
    /less than 2001/,
  ],
  [
    'a bad style',
    [actions(button({ style: 'red' }))],
    '/blocks/0/elements/0/style',
    /primary, danger/,
  ],
  [
    'a confirm without text',
    [actions(button({ confirm: { title: plain('x') } }))],
    '/blocks/0/elements/0/confirm',
    /missing required field: text/,
  ],
  [
    'a button in a context',
    [{ type: 'context', elements: [button()] }],
    '/blocks/0/elements/0/type',
    /unsupported type: button/,
  ],
  [
    'a repeated action_id',
    [actions(button(), button())],
    '/blocks/0/elements/1/action_id',
    /already exists/,
  ],
  [
    'a repeated block_id',
    [
      { ...divider, block_id: 'a' },
      { ...divider, block_id: 'a' },
    ],
    '/blocks/1/block_id',
    /already exists/,
  ],
  [
    'a select without options',
    [actions({ type: 'static_select', action_id: 's' })],
    '/blocks/0/elements/0',
    /options/,
  ],
  [
    'an overflow of six',
    [actions({ type: 'overflow', action_id: 'o', options: many(6, (n) => option(`${n}`)) })],
    '/blocks/0/elements/0/options',
    /no more than 5/,
  ],
  [
    'much markdown together',
    many(2, () => ({ type: 'markdown', text: 'x'.repeat(6_001) })),
    '/blocks',
    /less than 12001/,
  ],
];

describe('checkBlocks()', () => {
  it('takes one of everything that an alert shows', () => {
    expect(checkBlocks(ALERT, 'message')).toEqual({ problems: [], tooLong: false });
  });

  it.each(REFUSED)('refuses %s and says where', (_, blocks, pointer, message) => {
    const { problems } = checkBlocks(blocks, 'message');
    expect(problems).toContainEqual({ pointer, message: expect.stringMatching(message) });
  });

  it('takes what lies exactly at a limit', () => {
    const longest = [
      section('x'.repeat(LIMITS.sectionText.max)),
      { type: 'header', text: plain('x'.repeat(LIMITS.header.max)) },
      ...many(LIMITS.messageBlocks.max - 2, () => divider),
    ];
    expect(checkBlocks(longest, 'message').problems).toEqual([]);
  });

  it('allows the same action_id in two blocks', () => {
    expect(checkBlocks([actions(button()), actions(button())], 'message').problems).toEqual([]);
  });

  it('finds a message too long by the text of all its blocks together', () => {
    const at = (chars: number) => [
      ...many(3, () => section('x'.repeat(2_900))),
      section('x'.repeat(chars - 3 * 2_900)),
    ];
    expect(checkBlocks(at(9_000), 'message')).toEqual({ problems: [], tooLong: false });
    expect(checkBlocks(at(9_001), 'message')).toEqual({ problems: [], tooLong: true });
    expect(checkBlocks(at(9_001), 'modal').tooLong).toBe(false);
  });

  it('takes twice as many blocks in a modal, and an alert', () => {
    const alert = { type: 'alert', text: plain('careful'), level: 'warning' };
    expect(checkBlocks([alert, ...many(99, () => divider)], 'modal').problems).toEqual([]);
  });
});
