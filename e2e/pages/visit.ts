import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright';
import { expect } from 'vitest';
import { projectRoot } from '#platform/paths';
import type { GantryProcess } from '../gantry-process.ts';
import { findSerious, launchBrowser, listenForMistakes } from './browser.ts';
import { PanelPage } from './panel-page.ts';

/** Where the pictures of a test run lie. */
export const pictures = join(projectRoot(), 'e2e/output/pictures');

export interface Visit {
  browser: Browser;
  context: BrowserContext;
  page: Page;
  panel: PanelPage;
  /** What the page said to its console or broke by. */
  mistakes: string[];
}

/** A browser of its own with the panel of this host open. */
export async function visit(gantry: GantryProcess): Promise<Visit> {
  await mkdir(pictures, { recursive: true });
  const browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'light', locale: 'en-GB' });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const mistakes = listenForMistakes(page);
  const panel = new PanelPage(page);
  // A new link each time, for each works once.
  await panel.open((await gantry.client.call('session.link', {})).url);
  return { browser, context, page, panel, mistakes };
}

/** A picture in light and in dark, and at 900 pixels; each clean and without sideways scrolling. */
export async function look(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // Colours fade from one scheme to the other.
    await page.waitForTimeout(300);
    expect(await findSerious(page), `${name} ${colorScheme}`).toEqual([]);
    await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 900, height: 700 });
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${name} at 900 pixels`).toBe(true);
  await page.screenshot({ path: join(pictures, `${name}-900.png`) });
  await page.setViewportSize({ width: 1280, height: 800 });
}
