import type { Locator, Page } from 'playwright-core';

/** The page of the sandbox, in the words of whoever uses it. */
export interface SandboxPage {
  /** Presses one of the things to do. */
  play(label: string): Promise<void>;
  /** Becomes another Slack user, by the beginning of the name. */
  be(name: string): Promise<void>;
  /** The messages of the channel, without the replies. */
  readonly alerts: Locator;
  readonly modal: Locator;
  /** The card of a security group, by its name. */
  group(name: string): Locator;
}

export function sandboxPage(page: Page): SandboxPage {
  const user = page.getByLabel('You are');
  return {
    play: (label) => page.getByRole('button', { name: label, exact: true }).click(),
    be: async (name) => {
      const option = user.locator('option').filter({ hasText: new RegExp(`^${name}`) });
      await user.selectOption(await option.getAttribute('value'));
    },
    alerts: page.locator('#channel > .post'),
    modal: page.getByRole('dialog', { name: 'Modal' }),
    group: (name) => page.getByRole('article', { name: `Security group ${name}`, exact: true }),
  };
}
