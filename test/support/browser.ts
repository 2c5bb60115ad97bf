import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

/** Debian's Chromium; `.ci/run` installs it. */
const CHROMIUM = '/usr/bin/chromium';
/** Where there is none, browser tests are skipped, and say so. */
export const HAS_CHROMIUM = existsSync(CHROMIUM);
export const SKIPPED_WITHOUT_CHROMIUM = HAS_CHROMIUM
  ? ''
  : ` (skipped: no ${CHROMIUM} here, apt-get install chromium)`;

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const SCREENSHOTS = fileURLToPath(
  new URL('../../test-output/screenshots/', import.meta.url),
);

/** The widths that the page is made for, in px. */
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

/** How long an element may take to show, in ms: two cores are shared with other tests. */
const SHOW_DEADLINE_MS = 60_000;

export interface Browser {
  readonly page: Page;
  /** What the browser complained about: errors of scripts, of loading, of the security policy. */
  readonly complaints: readonly string[];
  /** Writes `name` at both widths. `pane` is what a narrow screen shows. */
  shoot(name: string, pane: 'slack' | 'aws'): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a browser with a new profile and opens `url`. */
export async function openBrowser(
  url: string,
  { colorScheme = 'light' }: { readonly colorScheme?: 'light' | 'dark' } = {},
): Promise<Browser> {
  await mkdir(SCREENSHOTS, { recursive: true });
  const profile = await mkdtemp(join(tmpdir(), 'portcullis-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    args: ARGUMENTS,
    viewport: WIDE,
    colorScheme,
  });
  context.setDefaultTimeout(SHOW_DEADLINE_MS);
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints = listen(page);
  await page.goto(url);
  return {
    page,
    complaints,
    shoot: (name, pane) => shoot(page, name, pane),
    [Symbol.asyncDispose]: () => close(context, profile),
  };
}

function listen(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('dialog', (dialog) => {
    complaints.push(`a script opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return complaints;
}

async function shoot(page: Page, name: string, pane: 'slack' | 'aws'): Promise<void> {
  await page.screenshot({ path: join(SCREENSHOTS, `${name}-1280.png`), animations: 'disabled' });
  await page.setViewportSize(NARROW);
  // Not a click: an open modal covers the switch.
  await page.locator(`[data-show-pane="${pane}"]`).dispatchEvent('click');
  await page.screenshot({ path: join(SCREENSHOTS, `${name}-390.png`), animations: 'disabled' });
  await page.setViewportSize(WIDE);
}

async function close(context: BrowserContext, profile: string): Promise<void> {
  await context.close();
  await rm(profile, { recursive: true, force: true });
}
