import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#platform/paths';
import { writeCollection } from '../collection.ts';
import { type GantryProcess, makeHome, startGantry, waitFor } from '../gantry-process.ts';
import { chromiumPath, findSerious, launchBrowser, listenForMistakes } from '../pages/browser.ts';
import { PanelPage } from '../pages/panel-page.ts';

describe.skipIf(chromiumPath === undefined)('the panel in Chromium', () => {
  let home: string;
  let remove: () => Promise<void>;
  let gantry: GantryProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let panel: PanelPage;
  let mistakes: string[];
  const pictures = join(projectRoot(), 'e2e/output/pictures');
  const picture = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });

  beforeAll(async () => {
    await mkdir(pictures, { recursive: true });
    ({ home, remove } = await makeHome());
    gantry = await startGantry(home);
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'light', locale: 'en-GB' });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    mistakes = listenForMistakes(page);
    panel = new PanelPage(page);
  });
  afterAll(async () => {
    await browser?.close();
    await gantry?.stop();
    await remove?.();
  });

  it('opens by the printed link, shows every part, and takes the code out of the address', async () => {
    await panel.open(gantry.link);
    await panel.overallState('All 6 parts healthy').waitFor();
    for (const part of ['Local API', 'Database', 'Cache', 'Embedding model', 'Search', 'Tasks']) {
      await page.getByRole('main').getByText(part, { exact: true }).first().waitFor();
    }
    expect(page.url()).not.toContain(new URL(gantry.link).hash.replace('#open=', ''));
    await page.reload();
    await panel.overallState('All 6 parts healthy').waitFor();
    await picture('overview-light');
  });

  it('does not open twice by the same link', async () => {
    const other = await browser.newContext({ locale: 'en-GB' });
    const visitor = await other.newPage();
    await visitor.goto(gantry.link);
    await visitor.getByText('npm run gantry -- open').first().waitFor();
    expect(await findSerious(visitor)).toEqual([]);
    await visitor.screenshot({ path: join(pictures, 'sign-in.png') });
    await other.close();
  });

  it('teaches while there is nothing', async () => {
    await panel.goTo('Documents');
    await page.getByText('Documents you add will be here').waitFor();
    await page
      .getByText(/gantry -- index/)
      .first()
      .waitFor();
    expect(await findSerious(page)).toEqual([]);
    await picture('documents-empty');
    await panel.goTo('Search');
    await page.getByText('There are no documents yet').waitFor();
    expect(await findSerious(page)).toEqual([]);
  });

  it('indexes a folder by a task that shows its progress, and lists what came of it', async () => {
    const folder = join(home, 'notes');
    await writeCollection(folder, 64);
    await panel.indexFolder(folder);
    await page.getByText('64 documents').first().waitFor();
    await panel.goTo('Tasks');
    await page
      .getByText(/Index .*notes/)
      .first()
      .waitFor();
    await page.getByText('done', { exact: true }).first().waitFor();
    expect(await findSerious(page)).toEqual([]);
    await picture('tasks');
  });

  it('finds passages by meaning and shows where', async () => {
    await panel.search('who are the great violinists');
    const titles = await panel.resultTitles();
    expect(titles.length).toBeGreaterThan(0);
    expect(titles[0]).toContain('string quartets');
    expect(await page.locator('mark').count()).toBeGreaterThan(0);
    await page.getByText(/embedding .* search .* highlighting/).waitFor();
    expect(await findSerious(page)).toEqual([]);
    await picture('search-light');
  });

  it('shows figures that move by what was done', async () => {
    const value = async () => {
      await panel.goTo('Overview');
      return page.getByRole('main').getByText('Passages', { exact: true }).locator('xpath=..').textContent();
    };
    const before = await value();
    const extra = join(home, 'more');
    await writeCollection(extra, 10);
    await gantry.client.call('documents.index-folder', { path: extra, collection: 'more' });
    await waitFor(async () => (await value()) !== before);
    const { values } = await gantry.client.call('figures.read', { seconds: 300 });
    expect(values.requests_per_second?.some((rate) => rate !== null && rate > 0)).toBe(true);
    expect(await page.locator('.recharts-surface').count()).toBeGreaterThan(3);
    expect(await findSerious(page)).toEqual([]);
  });

  it('deletes a document after saying what goes and how to get it back', async () => {
    await panel.goTo('Documents');
    await page.getByPlaceholder('Filter by title or path').fill('notes/0/note-7.md');
    await page.getByText('1 document fits').first().waitFor();
    await page.getByText('Note 7: string quartets').first().click();
    const drawer = page.getByRole('dialog', { name: /Note 7/ }).first();
    await drawer.getByRole('button', { name: 'Delete…' }).click();
    await page.getByText('This cannot be undone here').waitFor();
    await page.getByText('Index its folder again').waitFor();
    expect(await findSerious(page)).toEqual([]);
    await page.getByRole('button', { name: 'Delete for good' }).click();
    const gone = async () => (await gantry.client.call('documents.list', { contains: 'notes/0/note-7.md' })).total === 0;
    await waitFor(gone);
  });

  it('works by keyboard alone', async () => {
    await panel.goTo('Overview');
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await panel.heading('Documents').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Keys').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('/');
    await panel.heading('Search').waitFor();
    await page.keyboard.type('bread');
    await page.keyboard.press('Enter');
    await page.getByText(/passages? in /).waitFor();
    expect(page.url()).toContain('bread');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Go to, do, or search for…').fill('tasks');
    await page.keyboard.press('Enter');
    await panel.heading('Tasks').waitFor();
  });

  it('is as whole in the dark, in German, and at 900 pixels', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const name of ['Overview', 'Stack', 'Search', 'Documents', 'Tasks'] as const) {
      await panel.goTo(name);
      expect(await findSerious(page), `${name} in the dark`).toEqual([]);
      await picture(`${name.toLowerCase()}-dark`);
    }
    await page.setViewportSize({ width: 900, height: 700 });
    const german = await browser.newContext({
      viewport: { width: 900, height: 700 },
      locale: 'de-DE',
      storageState: await context.storageState(),
    });
    const seite = await german.newPage();
    await seite.goto(gantry.url);
    await seite.getByText('Alle 6 Teile').first().waitFor();
    expect(await seite.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await findSerious(seite)).toEqual([]);
    await german.close();
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('says when the host is gone, and goes on by itself when it is back, on pages not yet loaded too', async () => {
    await panel.goTo('Overview');
    expect(mistakes).toEqual([]);
    const fresh = await browser.newContext({ locale: 'en-GB' });
    const visitor = new PanelPage(await fresh.newPage());
    await visitor.open((await gantry.client.call('session.link', {})).url);
    const { port } = new URL(gantry.url);
    await gantry.stop();
    await panel.overallState('Not connected').waitFor();
    await picture('host-gone');
    await visitor.page.getByRole('link', { name: 'Tasks' }).click();
    await visitor.page.getByText('host_unreachable').waitFor();
    gantry = await startGantry(home, { env: { GANTRY_PORT: port } });
    await panel.overallState('All 6 parts healthy').waitFor();
    await visitor.heading('Tasks').waitFor();
    await fresh.close();
  });
});
