import type { Locator, Page } from 'playwright-core';
import { OPEN_AT_START } from './open-at-start.ts';

/** The page of the sandbox, in the words of whoever uses it. */
export interface SandboxPage {
  /** Presses one of the things to do. */
  play(label: string): Promise<void>;
  /** Becomes another Slack user, by the beginning of the name. */
  be(name: string): Promise<void>;
  /** The messages of the channel, without the replies and without what was open at the start. */
  readonly alerts: Locator;
  readonly modal: Locator;
  /** The card of a security group, by its name. */
  group(name: string): Locator;
  /** The card of a prefix list, by its name. */
  list(name: string): Locator;
  /** The row of a host's interface, by the host's name. */
  host(name: string): Locator;
}

export function sandboxPage(page: Page): SandboxPage {
  const user = page.getByLabel('You are');
  return {
    play: async (label) => {
      const words = { name: label, exact: true };
      const story = page.getByRole('button', { ...words, includeHidden: true });
      const chapter = page.locator('[data-chapter]').filter({ has: story });
      const name = (await chapter.getAttribute('data-chapter')) ?? 'a chapter';
      await page.getByRole('button', { name, exact: true }).click();
      await page.getByRole('button', words).click();
    },
    be: async (name) => {
      const option = user.locator('option').filter({ hasText: new RegExp(`^${name}`) });
      await user.selectOption(await option.getAttribute('value'));
    },
    alerts: page.locator('#channel > .post').filter({ hasNotText: OPEN_AT_START }),
    modal: page.getByRole('dialog', { name: 'Modal' }),
    list: (name) => page.getByRole('article', { name: `Prefix list ${name}`, exact: true }),
    host: (name) => page.locator(`[data-host="${name}"]`),
    group: (name) => page.getByRole('article', { name: `Security group ${name}`, exact: true }),
  };
}
