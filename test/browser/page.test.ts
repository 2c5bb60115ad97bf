import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  HOSTILE_DESCRIPTION,
  HOSTILE_GROUP_NAME,
} from '../../src/sandbox/stories/hostile-names.ts';
import {
  type Browser,
  HAS_CHROMIUM,
  openBrowser,
  SKIPPED_WITHOUT_CHROMIUM,
} from '../support/browser.ts';
import { sandboxPage } from '../support/sandbox-page.ts';
import { type SandboxProcess, startSandboxProcess } from '../support/sandbox-process.ts';

/** With a start of the product and of a browser, in ms. */
const TIMEOUT_MS = 300_000;
/** More presses of Tab than the page has things to reach, beyond which something traps the focus. */
const TABS_MAX = 80;

describe.skipIf(!HAS_CHROMIUM)(`the page of the sandbox${SKIPPED_WITHOUT_CHROMIUM}`, () => {
  let sandbox: SandboxProcess;

  beforeAll(async () => {
    sandbox = await startSandboxProcess();
  }, TIMEOUT_MS);
  afterAll(() => sandbox?.interrupt());

  const open = (options?: Parameters<typeof openBrowser>[1]): Promise<Browser> =>
    openBrowser(sandbox.url, options);

  it(
    'is worked by keyboard alone, and gives the focus back',
    async () => {
      await using browser = await open();
      const { page } = browser;
      const { alerts, modal, group } = sandboxPage(page);
      await tabTo(page, 'Open RDP to the world (IPv6)');
      await page.keyboard.press('Enter');
      const alert = alerts.filter({ hasText: '::/0' });
      await alert.getByRole('button', { name: 'Acknowledge' }).waitFor();

      await page.keyboard.press('Shift+Tab');
      await tabTo(page, 'Acknowledge', 'Shift+Tab');
      await page.keyboard.press('Enter');
      const note = modal.getByLabel('Note');
      await note.waitFor();
      await page.keyboard.press('Escape');
      await modal.waitFor({ state: 'hidden' });
      expect(await focused(page)).toBe('Acknowledge');

      await page.keyboard.press('Enter');
      await note.waitFor();
      await note.focus();
      await page.keyboard.type('known, for a test');
      await tabTo(page, 'Acknowledge');
      await page.keyboard.press('Enter');
      await modal.getByText('Noted on the alert').waitFor();
      await page.keyboard.press('Escape');
      await alert.locator('.slack-content').getByText('known, for a test').first().waitFor();
      expect(await group('win-web').getByText('::/0').count()).toBe(1);
      expect(browser.complaints).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'keeps what is typed, and the focus, while the page changes',
    async () => {
      await using browser = await open();
      const { page } = browser;
      const { alerts } = sandboxPage(page);
      const before = await alerts.count();
      const command = page.getByLabel('Slash command');
      await command.fill('/portcullis fin');
      // Somebody else, elsewhere.
      await page.evaluate(() =>
        fetch('/act/story', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ story: 'open-ldap', as: 'terraform', userId: '' }),
        }),
      );
      await alerts.nth(before).waitFor();
      expect(await command.inputValue()).toBe('/portcullis fin');
      await command.press('d');
      await command.pressSequentially('ings');
      await page.keyboard.press('Enter');
      await alerts
        .filter({ hasText: 'Only visible to you' })
        .getByText(/LDAP opened/)
        .waitFor();
      expect(browser.complaints).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'shows hostile names as text, on both sides',
    async () => {
      await using browser = await open({ colorScheme: 'dark' });
      const { page, shoot } = browser;
      const { play, alerts, group } = sandboxPage(page);
      await play('Open RDP on a group whose name is markup');
      const alert = alerts.filter({ hasText: HOSTILE_GROUP_NAME }).last();
      await alert.getByRole('button', { name: 'Approve revert' }).waitFor();
      expect(await alert.getByRole('heading').textContent()).toContain(HOSTILE_GROUP_NAME);
      const card = group(HOSTILE_GROUP_NAME);
      await card.getByText(HOSTILE_DESCRIPTION).waitFor();
      expect(await page.locator('.card script, .card img, #channel script').count()).toBe(0);
      // Those whom the alert calls are the policy's, never somebody whom a name would call.
      expect(await alert.locator('.slack-content a').count()).toBe(0);
      const called = await alert.locator('.user-mention').allTextContents();
      expect(called.every((text) => !HOSTILE_GROUP_NAME.includes(text))).toBe(true);
      await shoot('6-hostile-names-dark', 'slack');
      expect(browser.complaints).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'says that the product crashed, with its last words, and starts it again',
    async () => {
      await using browser = await open();
      const { page, shoot } = browser;
      const state = page.locator('.product');
      const [, pid] = /pid (\d+)/.exec((await state.textContent()) ?? '') ?? [];
      process.kill(Number(pid), 'SIGKILL');
      await state.getByText('was ended by SIGKILL').waitFor();
      expect(sandbox.output()).toContain('Portcullis was ended by SIGKILL');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByText("Portcullis didn't respond").waitFor();
      await shoot('7-crashed', 'slack');
      await state.getByRole('button', { name: 'Start again' }).click();
      await state.getByText('Portcullis runs').waitFor();
      expect(await state.textContent()).not.toContain(`pid ${pid})`);
      expect(browser.complaints).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

/** Presses Tab (or another key) until the focus is on what is called `name`. */
async function tabTo(page: Page, name: string, key = 'Tab'): Promise<void> {
  for (let pressed = 0; pressed < TABS_MAX; pressed += 1) {
    if ((await focused(page)) === name) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${TABS_MAX} presses of ${key} did not reach "${name}"`);
}

/** The text of what has the focus. */
function focused(page: Page): Promise<string> {
  return page
    .locator(':focus')
    .first()
    .textContent({ timeout: 1_000 })
    .then(
      (text) => (text ?? '').trim(),
      () => '',
    );
}
