import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from '../setup/chromium.ts';

/** As root there is no sandbox; and nothing that Chromium does of itself goes to the network. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starting takes a second; on a machine that others use, too, it may take much longer. */
const START_MS = 60_000;
const STEP_MS = 30_000;

const HEIGHT = 900;

export interface View {
  readonly scheme: 'light' | 'dark';
  readonly width: number;
}

export const views: readonly View[] = [
  { scheme: 'light', width: 1280 },
  { scheme: 'dark', width: 1280 },
  { scheme: 'light', width: 360 },
  { scheme: 'dark', width: 360 },
];

/** A page that is open, at first in light and 1280 pixels wide, with all that went wrong and all that was asked of the network so far. */
export interface OpenPage {
  readonly page: Page;
  /** Lets a person with another taste or another screen look at it. */
  readonly show: (view: View) => Promise<void>;
  /** Console errors and warnings, errors of scripts, and breaches of the page's policy. */
  readonly troubles: readonly string[];
  /** What was requested, the file itself left out. */
  readonly requests: readonly string[];
}

export interface TestBrowser {
  /**
   * Opens HTML as a file, as a person would who got it from CI.
   * @param script what is there before the page's own scripts
   */
  open(html: string, script?: string): Promise<OpenPage>;
  close(): Promise<void>;
}

/** Debian's Chromium without a window and with a profile of its own, which goes with it. */
export async function startBrowser(): Promise<TestBrowser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no Chromium: `npm run test:all` installs it');
  // The driver makes a new folder for the profile and ends the browser with this process, however that ends.
  const browser = await chromium.launch({ executablePath, args: FLAGS, timeout: START_MS });
  const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-browser-'));
  let pages = 0;
  return {
    open: (html, script = '') => {
      const path = join(folder, `${(pages += 1)}.html`);
      writeFileSync(path, html);
      return openFile(browser, path, script);
    },
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openFile(browser: Browser, path: string, script: string): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: HEIGHT }, colorScheme: 'light' });
  page.setDefaultTimeout(STEP_MS);
  const [troubles, requests]: [string[], string[]] = [[], []];
  const url = pathToFileURL(path).href;
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`script: ${error.message}`));
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== url) requests.push(request.url());
  });
  // The driver puts this in as a debugger would, so the policy of the page does not concern it.
  if (script !== '') await page.addInitScript({ content: script });
  await page.goto(url, { waitUntil: 'load', timeout: STEP_MS });
  const show = async ({ scheme, width }: View): Promise<void> => {
    await page.setViewportSize({ width, height: HEIGHT });
    await page.emulateMedia({ colorScheme: scheme });
  };
  return { page, show, troubles, requests };
}
