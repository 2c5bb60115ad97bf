import { describe, expect, it } from 'vitest';
import { fitted, MESSAGE_CHARS_MAX } from '../../../../src/adapters/slack/blocks/fit.ts';
import { lines, preformatted } from '../../../../src/adapters/slack/blocks/text.ts';

function charsOf(blocks: unknown): number {
  return [...JSON.stringify(blocks).matchAll(/"text":"([^"]*)"/g)].reduce(
    (sum, [, text = '']) => sum + text.length,
    0,
  );
}

describe('fitted()', () => {
  it('leaves what Slack takes as it is', () => {
    const blocks = [lines([[{ text: 'a'.repeat(MESSAGE_CHARS_MAX) }]])];
    expect(fitted(blocks)).toEqual(blocks);
  });

  it('cuts the longest runs, all to one length, and no others', () => {
    const short = 'b'.repeat(100);
    const blocks = [
      lines([[{ text: 'a'.repeat(8_000) }], [{ text: short }]]),
      lines([[{ text: 'c'.repeat(6_000) }]]),
    ];
    const cut = fitted(blocks);
    expect(charsOf(cut)).toBeLessThanOrEqual(MESSAGE_CHARS_MAX);
    const text = JSON.stringify(cut);
    expect(text).toContain(short);
    expect(text).toContain(`${'a'.repeat(4_398)}…`);
    expect(text).toContain(`${'c'.repeat(4_398)}…`);
  });

  it('cuts no command', () => {
    const command = 'd'.repeat(2_000);
    const cut = fitted([lines([[{ text: 'a'.repeat(9_000) }]]), preformatted(command)]);
    expect(JSON.stringify(cut)).toContain(command);
    expect(charsOf(cut)).toBeLessThanOrEqual(MESSAGE_CHARS_MAX);
  });
});
