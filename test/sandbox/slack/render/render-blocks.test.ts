import { describe, expect, it } from 'vitest';
import { namesOf } from '../../../../src/sandbox/slack/render/names.ts';
import { renderBlocks } from '../../../../src/sandbox/slack/render/render-blocks.ts';
import { renderMessage } from '../../../../src/sandbox/slack/render/render-message.ts';
import { renderView } from '../../../../src/sandbox/slack/render/render-view.ts';
import { DEFAULT_SEED } from '../../../../src/sandbox/slack/seed.ts';
import { Workspace } from '../../../../src/sandbox/slack/workspace.ts';
import { alice } from '../support.ts';

const NAMES = namesOf(new Workspace(DEFAULT_SEED, () => new Date(0), String));
const ATTACK = `<script>alert('x')</script>"><img src=x onerror=alert(1)>`;
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const render = (...blocks: readonly Record<string, unknown>[]) =>
  renderBlocks(
    blocks.map((block) => ({ block_id: 'b', ...block })),
    NAMES,
  );
const actions = (element: object) => render({ type: 'actions', elements: [element] });

const message = {
  channelId: 'C',
  ts: '1.1',
  threadTs: undefined,
  userId: 'U',
  metadata: undefined,
  editedTs: undefined,
};

describe('renderBlocks()', () => {
  it('draws formatting and names in mrkdwn', () => {
    const html = render({ type: 'section', text: mrkdwn(`*open* by <@${alice.id}>`) });
    expect(html).toContain('<span class="slack_bold">open</span>');
    expect(html).toContain('@alice');
  });

  it('draws a button with its ids and style, and its confirmation as a closed dialog', () => {
    const html = actions({
      type: 'button',
      action_id: 'approve',
      text: plain('Revert'),
      style: 'danger',
      confirm: { title: plain('Sure?'), text: mrkdwn('*gone*'), confirm: plain('Revert') },
    });
    expect(html).toContain(
      '<button type="button" class="slack-button slack-button-danger" data-type="button" data-action-id="approve" data-block-id="b">Revert</button>',
    );
    expect(html).toContain('<dialog class="slack-confirm"><h4>Sure?</h4>');
    expect(html).toContain('<span class="slack_bold">gone</span>');
  });

  it('draws a select with its initial option chosen', () => {
    const options = ['an hour', 'a day'].map((text) => ({ text: plain(text), value: text }));
    const element = { type: 'static_select', action_id: 's', options, initial_option: options[1] };
    expect(actions(element)).toContain('<option value="a day" selected>a day</option>');
  });

  it('draws every option of an overflow menu as something to touch', () => {
    const options = [{ text: plain('Acknowledge'), value: 'ack' }];
    expect(actions({ type: 'overflow', action_id: 'more', options })).toContain(
      'data-action-id="more" data-block-id="b" data-option="ack">Acknowledge</button>',
    );
  });

  it('draws rich text literally, lists and preformatted text included', () => {
    const text = (words: string, style = {}) => ({ type: 'text', text: words, style });
    const section = (...elements: readonly object[]) => ({ type: 'rich_text_section', elements });
    const html = render({
      type: 'rich_text',
      elements: [
        section(text('*not bold*'), text('bold', { bold: true })),
        { type: 'rich_text_list', style: 'bullet', elements: [section(text('one'))] },
        { type: 'rich_text_preformatted', elements: [text('aws <ec2>')] },
      ],
    });
    expect(html).toContain('<p class="slack-rich">*not bold*<strong>bold</strong></p>');
    expect(html).toContain('<li>one</li>');
    expect(html).toContain('<pre class="slack-rich">aws &lt;ec2&gt;</pre>');
  });

  it('says so where it cannot draw', () => {
    expect(render({ type: 'carousel' })).toContain('unsupported block: carousel');
    expect(actions({ type: 'datepicker' })).toContain('unsupported element: datepicker');
  });

  it('draws no link to a script', () => {
    const link = { type: 'link', url: 'javascript:alert(1)', text: 'x' };
    const elements = [{ type: 'rich_text_section', elements: [link] }];
    expect(render({ type: 'rich_text', elements })).not.toContain('javascript:');
    const text = mrkdwn('<javascript:alert(1)|x>');
    expect(render({ type: 'section', text })).not.toContain('<a ');
  });

  it.each([
    ['header', { type: 'header', text: plain(ATTACK) }],
    ['mrkdwn section', { type: 'section', text: mrkdwn(ATTACK), fields: [mrkdwn(ATTACK)] }],
    ['context', { type: 'context', elements: [mrkdwn(ATTACK), plain(ATTACK)] }],
    ['image', { type: 'image', image_url: ATTACK, alt_text: ATTACK, title: plain(ATTACK) }],
    ['markdown', { type: 'markdown', text: ATTACK }],
    [
      'rich text',
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: ATTACK },
              { type: 'user', user_id: ATTACK },
            ],
          },
        ],
      },
    ],
    [
      'ids',
      {
        type: 'actions',
        block_id: ATTACK,
        elements: [{ type: 'button', action_id: ATTACK, text: plain(ATTACK), style: ATTACK }],
      },
    ],
    [
      'input',
      {
        type: 'input',
        label: plain(ATTACK),
        element: { type: 'plain_text_input', action_id: 'a', initial_value: ATTACK },
      },
    ],
    ['unknown type', { type: ATTACK }],
  ])('lets no markup through from a %s', (_, block) => {
    const html = render(block);
    expect(html).not.toMatch(/<script|<img/i);
    // Outside of tags the attack may only appear escaped: no attribute was broken out of.
    expect(html.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*onerror/i);
  });

  it('uses no inline script or style', () => {
    const html = actions({ type: 'button', action_id: 'a', text: plain('x') });
    expect(html).not.toMatch(/ style=| on\w+=/);
  });
});

describe('renderMessage()', () => {
  it('shows the text of a message without blocks, with an injected mention as a mention', () => {
    const html = renderMessage({ ...message, text: 'tag <!channel>', blocks: [] }, NAMES);
    expect(html).toContain('tag @channel');
  });

  it('shows the blocks and not the text of a message that has both', () => {
    const html = renderMessage(
      { ...message, text: 'fallback', blocks: [{ type: 'divider' }] },
      NAMES,
    );
    expect(html).toContain('<hr');
    expect(html).not.toContain('fallback');
  });
});

describe('renderView()', () => {
  it('shows a modal with its title, its inputs, their errors and its buttons', () => {
    const input = {
      type: 'input',
      block_id: 'reason',
      label: plain('Why'),
      element: { type: 'plain_text_input', action_id: 'text', multiline: true },
    };
    const html = renderView(
      {
        id: 'V1',
        kind: 'modal',
        userId: alice.id,
        hash: 'h',
        callbackId: 'c',
        rootViewId: 'V1',
        previousViewId: undefined,
        body: { type: 'modal', title: plain('Exempt'), submit: plain('Ask'), blocks: [input] },
        errors: { reason: 'say more' },
      },
      NAMES,
    );
    expect(html).toContain('data-view-id="V1"');
    expect(html).toContain('<label><span class="slack-label">Why</span><textarea');
    expect(html).toContain(
      '<textarea class="slack-text-input" data-type="plain_text_input" data-action-id="text" data-block-id="reason"',
    );
    expect(html).toContain('<p class="slack-error" role="alert">say more</p>');
    expect(html).toContain(
      '<button type="submit" class="slack-button slack-button-primary">Ask</button>',
    );
  });
});
