import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { choiceOf } from '../../src/domain/scenario/scenario-choice.ts';
import { wantedRules } from '../../src/domain/scenario/wanted-rules.ts';
import { OPEN_DIRECTORY_ID as directoryId } from '../../src/sandbox/stories/seed-estate.ts';
import { HAS_CHROMIUM, openBrowser, SKIPPED_WITHOUT_CHROMIUM } from '../support/browser.ts';
import { sandboxPage } from '../support/sandbox-page.ts';
import { startSandboxProcess } from '../support/sandbox-process.ts';

/** A start, a directory, a hardening and its undoing, each read back, in ms. */
const JOB_TIMEOUT_MS = 300_000;

/** How long the page may take to show the rules as they are, in ms: two cores are shared with other tests. */
const RULES_TIMEOUT_MS = 60_000;

const ON_PREMISES = '192.168.0.0/16';
const CLIENTS = '10.0.0.0/16';
const CHOICE = choiceOf({
  name: 'nativeWorkloadsWithTrust',
  networks: { onPremises: [ON_PREMISES], clients: [CLIENTS] },
  isLdapsUsed: true,
  isTrustCreated: false,
});

/** The rules of a group's card that are there, each as one text, sorted; without descriptions. */
async function rules(group: Locator): Promise<readonly string[]> {
  const texts = await group.locator('tr').allTextContents();
  const plain = texts.map((text) =>
    text
      .replace(/sgr-\w+/, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  return plain.flatMap((text) => RULE_REGEXP.exec(text)?.[1] ?? []).sort();
}

/** `added TCP 88 10.0.0.0/16 …`; what was removed shows for a while, and is not there. */
const RULE_REGEXP = /^(?:added )?((?:TCP|UDP|ICMP|all) \S+ (?:\S+\/\d+|this group itself))(?: |$)/;

/** The rules of the scenario, and the group's references to itself, as the page writes them. */
const SCENARIO = wantedRules(CHOICE, 'this group itself')
  .map(({ protocol, fromPort, toPort, source }) => {
    const ports = fromPort === toPort ? `${fromPort}` : `${fromPort}–${toPort}`;
    return protocol === '-1' ? `all all ${source}` : `${protocol.toUpperCase()} ${ports} ${source}`;
  })
  .sort();

describe.skipIf(!HAS_CHROMIUM)(`hardening in a browser${SKIPPED_WITHOUT_CHROMIUM}`, () => {
  it(
    'narrows the group that AWS opened to everywhere to the scenario, and gives it back',
    async () => {
      await using sandbox = await startSandboxProcess();
      await using browser = await openBrowser(sandbox.url);
      const { page, shoot } = browser;
      const { be, alerts, modal, group: groupNamed } = sandboxPage(page);
      const group = groupNamed(`${directoryId}_controllers`);
      await group.waitFor();
      const before = await rules(group);
      expect(before.join()).toContain('0.0.0.0/0');

      await be('Alice');
      await page.getByLabel('Slash command').fill(`/portcullis harden ${directoryId}`);
      await page.getByLabel('Slash command').press('Enter');
      await modal.getByText('Make the plan').waitFor();
      // Another scenario asks for other networks; what was typed stays.
      await modal.locator('select').selectOption('awsApplicationsWithTrust');
      await modal.locator('[data-block-id="onPremises"]').first().fill(ON_PREMISES);
      await modal.locator('[data-block-id="clients"]').first().waitFor({ state: 'detached' });
      await shoot('harden-0-other-scenario', 'slack');
      await modal.locator('select').selectOption('nativeWorkloadsWithTrust');
      await modal.locator('[data-block-id="clients"]').first().waitFor();
      expect(await modal.locator('[data-block-id="onPremises"]').first().inputValue()).toBe(
        ON_PREMISES,
      );
      await modal.locator('[data-block-id="clients"]').first().fill(CLIENTS);
      await shoot('harden-1-form', 'slack');
      await modal.getByRole('button', { name: 'Make the plan' }).click();
      await modal.getByText('is in the channel').waitFor();
      await modal.getByRole('button', { name: 'Close' }).click();
      await modal.waitFor({ state: 'hidden' });

      const plan = alerts.filter({ hasText: 'Plan to harden' });
      await plan.getByText('1 approval to go').waitFor();
      await shoot('harden-2-plan', 'slack');
      await plan.getByRole('button', { name: 'Show the whole plan' }).click();
      await modal.getByText('Page').waitFor();
      await modal.getByRole('button', { name: 'Close' }).click();
      await plan.getByRole('button', { name: 'Approve' }).click();
      await modal.getByText('AuthorizeSecurityGroupIngress').waitFor();
      await shoot('harden-3-calls', 'slack');
      await modal.getByRole('button', { name: 'Approve' }).click();
      await plan.getByText('Done at').waitFor();
      await modal.getByRole('button', { name: 'Close' }).click();
      await shoot('harden-4-done', 'slack');
      await shoot('harden-4-rules', 'aws');
      await expect.poll(() => rules(group), { timeout: RULES_TIMEOUT_MS }).toEqual(SCENARIO);

      await plan.getByRole('button', { name: 'Undo' }).click();
      await modal.getByText('is in the channel').waitFor();
      await modal.getByRole('button', { name: 'Close' }).click();
      const undo = alerts.filter({ hasText: 'Plan to undo' });
      await undo.getByRole('button', { name: 'Approve' }).click();
      await modal.getByRole('button', { name: 'Approve' }).click();
      await undo.getByText('Done at').waitFor();
      await modal.getByRole('button', { name: 'Close' }).click();
      await expect.poll(() => rules(group), { timeout: RULES_TIMEOUT_MS }).toEqual(before);
      expect(browser.complaints).toEqual([]);
    },
    JOB_TIMEOUT_MS,
  );
});
