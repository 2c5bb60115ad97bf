import { describe, expect, it } from 'vitest';
import { ChangeFeed } from '../../../src/sandbox/slack/change-feed.ts';

describe('waitFor()', () => {
  it('resolves at once when the probe is already satisfied', async () => {
    expect(await new ChangeFeed().waitFor(() => 'there', 1_000)).toBe('there');
  });

  it('asks again after each change, and no more once satisfied', async () => {
    const feed = new ChangeFeed();
    let asked = 0;
    const waiting = feed.waitFor(() => {
      asked += 1;
      return asked === 2 ? asked : undefined;
    }, 1_000);
    feed.emit();
    feed.emit();
    expect(await waiting).toBe(2);
    expect(asked).toBe(2);
  });

  it('rejects after its deadline, and with what the probe throws', async () => {
    const feed = new ChangeFeed();
    await expect(feed.waitFor(() => undefined, 10)).rejects.toThrow(/within 10 ms/);
    const broken = feed.waitFor(() => {
      throw new Error('no such field');
    }, 1_000);
    await expect(broken).rejects.toThrow('no such field');
  });
});

describe('onChange()', () => {
  it('calls the listener until it is told to stop', () => {
    const feed = new ChangeFeed();
    let heard = 0;
    const stop = feed.onChange(() => {
      heard += 1;
    });
    feed.emit();
    stop();
    feed.emit();
    expect(heard).toBe(1);
  });
});
