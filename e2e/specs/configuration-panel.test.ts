import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigHistory } from '#contract';
import { type GantryProcess, makeHome, startGantry, waitFor } from '../gantry-process.ts';
import { chromiumPath, findSerious, listenForMistakes } from '../pages/browser.ts';
import { PanelPage } from '../pages/panel-page.ts';
import { look, visit } from '../pages/visit.ts';
import { freePorts } from '../stack-home.ts';

const settings = '# Notes of mine stay.\nstack:\n  engine: none # no containers here\n\nsearch:\n  chunkTokens: 120 # short ones\n';

describe.skipIf(chromiumPath === undefined)('the configuration in the panel', () => {
  let home: string;
  let remove: () => Promise<void>;
  let file: string;
  let gantry: GantryProcess;
  let browser: Browser;
  let page: Page;
  let panel: PanelPage;
  let mistakes: string[];

  beforeAll(async () => {
    ({ home, remove } = await makeHome());
    file = join(home, 'config', 'config.yaml');
    await writeFile(file, settings);
    gantry = await startGantry(home);
    ({ browser, page, panel, mistakes } = await visit(gantry));
  });
  afterAll(async () => {
    await browser?.close();
    await gantry?.stop();
    await remove?.();
  });

  const onDisk = () => readFile(file, 'utf8');
  const entry = async (key: string) => (await gantry.client.call('config.explain', { key })).entry;
  const steps = async (): Promise<ConfigHistory[]> => (await gantry.client.call('config.history', {})).steps;
  const goTo = async (name: string) => {
    await panel.goTo('Configuration');
    await page.getByRole('navigation', { name: 'Views of the configuration' }).getByRole('link', { name }).click();
  };
  const row = (key: string) => page.getByRole('button', { name: key, exact: false }).filter({ hasText: key });
  const field = (key: string) => page.getByLabel(`${key} in your file`);
  const bar = () => page.getByRole('region', { name: /^Draft of / });
  const focused = () => page.evaluate('document.activeElement.innerText || document.activeElement.getAttribute("aria-label") || ""');
  const isFocusInPage = async () => (await page.evaluate('document.activeElement !== document.body')) === true;
  /** Goes on by Tab until the focus is on what bears these words. */
  async function tabTo(words: string | RegExp): Promise<void> {
    const label = 'document.activeElement.labels?.[0]?.innerText ?? ""';
    for (let presses = 0; presses < 80; presses += 1) {
      await page.keyboard.press('Tab');
      const text = `${await focused()} ${await page.evaluate(label)}`;
      if (typeof words === 'string' ? text.includes(words) : words.test(text)) return;
    }
    throw new Error(`nothing that can have the focus says ${words}`);
  }
  /** Sets a text area as an editor does; its events are those of typing. */
  const editor = () => page.getByRole('textbox', { name: /^Text of / });
  /** The selected text of the field with the focus. */
  const selected = () =>
    page.evaluate('document.activeElement.value?.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)');
  async function applied(): Promise<void> {
    await waitFor(async () => (await steps())[0]?.state === 'kept' || (await steps())[0]?.state === 'applied');
  }

  it('changes a value by keyboard alone: refused in place while it is wrong, reviewed, applied, in force, comments kept', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await panel.heading('Configuration').waitFor();
    await row('search.chunkTokens').waitFor();
    await look(page, 'configuration');
    await tabTo('Filter by key');
    await page.keyboard.type('candidates longer');
    await page.getByText(/^1 of \d+ fits/).waitFor();
    await tabTo('search.hnswEfSearch');
    await page.keyboard.press('Enter');
    await page.getByText('Never changed since').waitFor();
    await tabTo('search.hnswEfSearch in your file');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('5000');
    await page.getByText('Must be a whole number from 1 to 1,000.').waitFor();
    expect(await bar().getByRole('button', { name: 'Review…' }).count()).toBe(0);
    await bar().getByText('1 mistake').waitFor();
    await look(page, 'configuration-wrong');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('150');
    await page.getByText('Must be a whole number').waitFor({ state: 'hidden' });
    await tabTo('Review…');
    await page.keyboard.press('Enter');
    await page.getByText('May be applied: 1 value changes').waitFor();
    expect(await focused()).toContain('Review of the changes to config.yaml');
    await look(page, 'configuration-review');
    await tabTo('Reason');
    await page.keyboard.type('finds more');
    await tabTo('Watch for seconds');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('2');
    await tabTo(/^Apply/);
    expect(await onDisk()).toBe(settings);
    await page.keyboard.press('Enter');
    await page.getByRole('list').getByText('kept', { exact: true }).waitFor();
    expect(await focused()).toContain('search.hnswEfSearch');
    await look(page, 'configuration-kept');
    expect(await entry('search.hnswEfSearch')).toMatchObject({ value: 150, running: 150, origin: { layer: 'user' } });
    expect(await onDisk()).toBe(`${settings}  hnswEfSearch: 150\n`);
    expect((await steps())[0]).toMatchObject({ author: 'panel', reason: 'finds more', state: 'kept' });
  });

  it('keeps a draft over a reload, says so, counts it, and discards it only after asking', async () => {
    await goTo('Gantry’s settings');
    await row('search.chunkTokens').click();
    await field('search.chunkTokens').fill('99');
    await bar().getByText('1 change to config.yaml, not applied').waitFor();
    await row('search.hnswEfSearch').click();
    await page
      .getByRole('listitem')
      .filter({ has: row('search.hnswEfSearch') })
      .getByRole('button', { name: 'Reset to default' })
      .click();
    expect(await focused()).toBe('Undo this change');
    await bar().getByText('2 changes to config.yaml, not applied').waitFor();
    await page.reload();
    await bar().getByText('2 changes to config.yaml, not applied').waitFor();
    await bar().getByText('Kept from before; last changed').waitFor();
    await look(page, 'configuration-draft');
    await row('search.chunkTokens').click();
    expect(await field('search.chunkTokens').inputValue()).toBe('99');
    await bar().getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('dialog').getByText('search.chunkTokens').waitFor();
    await page.keyboard.press('Escape');
    await bar().getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await bar().waitFor({ state: 'hidden' });
    expect(await isFocusInPage()).toBe(true);
    expect(await field('search.chunkTokens').inputValue()).toBe('120');
  });

  it('tells the line of a mistake in the text, goes to it, and refuses to apply it', async () => {
    await goTo('Gantry’s settings');
    await page.getByRole('link', { name: 'Edit as text' }).click();
    await editor().fill(`${await onDisk()}log:\n  level: loud\n`);
    await page.getByText('1 mistake: it cannot be applied').waitFor();
    await page.getByRole('main').getByText('must be one of trace, debug, info').waitFor();
    await look(page, 'configuration-text');
    await page.getByRole('button', { name: 'Line 9' }).click();
    expect(await selected()).toBe('  level: loud');
    await page.reload();
    await page.getByText('1 mistake: it cannot be applied').waitFor();
    expect(await editor().inputValue()).toContain('level: loud');
    await bar().getByRole('button', { name: 'Review…' }).click();
    await page.getByText('1 mistake: it cannot be applied').waitFor();
    expect(await page.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
    await page.getByRole('link', { name: 'Line 9' }).click();
    await editor().fill(await onDisk());
    await bar().waitFor({ state: 'hidden' });
  });

  it('shows both sides where two edit at once, loses nothing, and writes both', async () => {
    const other = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
    const otherPage = await other.newPage();
    const otherMistakes = listenForMistakes(otherPage);
    await new PanelPage(otherPage).open((await gantry.client.call('session.link', {})).url);
    const before = await onDisk();
    await goTo('Gantry’s settings');
    await page.getByRole('link', { name: 'Edit as text' }).click();
    await editor().fill(before.replace('chunkTokens: 120', 'chunkTokens: 64'));
    await bar().getByText('1 change').waitFor();

    await otherPage.getByRole('link', { name: 'Configuration' }).click();
    await otherPage.getByRole('button', { name: /search\.chunkTokens/ }).click();
    await otherPage.getByLabel('search.chunkTokens in your file').fill('200');
    await otherPage.getByRole('button', { name: /search\.maxFileBytes/ }).click();
    await otherPage.getByLabel('search.maxFileBytes in your file').fill('2 MiB');
    await otherPage.getByRole('button', { name: 'Review…' }).click();
    await otherPage.getByLabel('Watch for seconds').fill('0');
    await otherPage.getByRole('button', { name: 'Apply' }).click();
    await waitFor(async () => (await steps())[0]?.changed.length === 2 && (await steps())[0]?.state === 'kept');
    await other.close();
    expect(otherMistakes).toEqual([]);

    await bar().getByText('config.yaml was changed since').waitFor();
    await bar().getByRole('button', { name: 'Review…' }).click();
    await page.getByText('The file was changed by panel since you began.').waitFor();
    for (const side of ['Base: what you began from', 'Theirs: the file now', 'Yours'])
      await page.getByRole('region', { name: side }).waitFor();
    const use = page.getByRole('button', { name: 'Review merged' });
    expect(await use.isDisabled()).toBe(true);
    await look(page, 'configuration-conflict');
    const merged = page.getByRole('textbox', { name: 'Merged' });
    const text = await merged.inputValue();
    expect(text).toContain('<<<<<<<');
    await merged.fill(text.replace(/<<<<<<<[^\n]*\n([\s\S]*?)=======\n[\s\S]*?>>>>>>>[^\n]*\n/, '$1'));
    await use.click();
    await page.getByText('May be applied: 1 value changes').waitFor();
    await page.getByLabel('Watch for seconds').fill('0');
    await page.getByRole('button', { name: 'Apply merged' }).click();
    await page.getByRole('list').getByText('kept', { exact: true }).first().waitFor();
    expect(await onDisk()).toContain('chunkTokens: 64 # short ones');
    expect(await onDisk()).toContain('maxFileBytes: 2097152');
    expect(await onDisk()).toContain('# Notes of mine stay.');
    await bar().waitFor({ state: 'hidden' });
  });

  it('undoes a step and leaves the later ones, and explains where that cannot be', async () => {
    await goTo('History');
    const first = page.getByRole('listitem').filter({ hasText: 'finds more' });
    await first.getByRole('button', { name: /finds more/ }).click();
    await look(page, 'configuration-history');
    await first.getByRole('button', { name: 'Undo', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Undo this step?' });
    await dialog.getByText('Goes back to').waitFor();
    await look(page, 'configuration-undo');
    await dialog.getByRole('button', { name: 'Undo', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await waitFor(async () => !(await onDisk()).includes('hnswEfSearch'));
    await first.getByText('undone', { exact: true }).waitFor({ timeout: 60_000 });
    await applied();
    expect(await onDisk()).toContain('chunkTokens: 64 # short ones');
    expect(await isFocusInPage()).toBe(true);
    const theirs = (await steps()).find(({ changed }) => changed.some(({ key }) => key === 'search.maxFileBytes'));
    await page.goto(`${gantry.url}/#/configuration/history/${theirs?.id}`);
    await page.getByRole('listitem').filter({ hasText: 'search.maxFileBytes' }).getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByRole('dialog').getByText('A later step changed the same lines').waitFor();
    expect(await findSerious(page)).toEqual([]);
    await page.keyboard.press('Escape');
    // The one refusal there was so far, as the browser notes it.
    expect(mistakes.splice(0)).toEqual([expect.stringContaining('409 (Conflict)')]);
  });

  it('tells a person who may only read, and lets nothing be pressed', async () => {
    const token = (await readFile(join(home, 'config', 'secrets', 'gantry_token'), 'utf8')).trim();
    const other = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
    const reader = await other.newPage();
    await reader.goto(gantry.url);
    await reader.getByLabel('Token', { exact: true }).fill(token);
    await reader.getByRole('button', { name: 'Sign in' }).click();
    await reader.getByRole('link', { name: 'Configuration' }).click();
    await reader.getByText('You may read the configuration and not change it').waitFor();
    await reader.getByRole('button', { name: /search\.chunkTokens/ }).click();
    expect(await reader.getByLabel('search.chunkTokens in your file').isDisabled()).toBe(true);
    expect(await findSerious(reader)).toEqual([]);
    await reader.getByRole('link', { name: 'Edit as text' }).click();
    await reader.getByText('scope_missing').first().waitFor();
    await other.close();
  });

  it('finds what another program wrote: as drift, as a mistake with its line, in the history', async () => {
    const good = await onDisk();
    await goTo('Drift');
    await page.getByRole('button', { name: 'Look now' }).click();
    await page.getByText(/values compared are as the files say/).waitFor();
    await writeFile(file, good.replace('engine: none', 'engine: none\n  restartBudget: 9'));
    await page.getByRole('button', { name: 'Look now' }).click();
    await page.getByRole('row').filter({ hasText: 'stack.restartBudget' }).getByText('9', { exact: true }).waitFor();
    await page.getByText('1 setting waits for a restart').waitFor();
    await look(page, 'configuration-drift');
    await writeFile(file, `${good}log:\n  level: loud\n`);
    await goTo('Gantry’s settings');
    await page.reload();
    await page.getByRole('alert').getByText('has a mistake').waitFor();
    await look(page, 'configuration-broken');
    await page
      .getByRole('alert')
      .getByRole('link', { name: /^Line / })
      .click();
    await editor().waitFor();
    await waitFor(async () => (await selected()) === '  level: loud');
    await writeFile(file, good);
    await page.reload();
    await page.getByText('No mistakes').waitFor();
    await goTo('History');
    await page.getByText('changed outside').first().waitFor();
    expect(mistakes).toEqual([]);
  });

  it('says what waits for a restart, restarts, and goes on by itself with the value in force', async () => {
    await goTo('Gantry’s settings');
    await page.getByRole('searchbox').fill('sessionHours');
    await row('server.sessionHours').click();
    await field('server.sessionHours').fill('7');
    await bar().getByRole('button', { name: 'Review…' }).click();
    await page.getByText('Gantry starts again for').waitFor();
    await page.getByLabel('Restart now: Gantry').uncheck();
    await page.getByRole('button', { name: 'Apply' }).click();
    const notice = page.getByRole('region', { name: 'A restart is waiting' });
    await notice.getByText('1 setting counts after a restart of Gantry').waitFor();
    expect((await entry('server.sessionHours')).running).toBe(12);
    await look(page, 'configuration-waiting');
    await notice.getByRole('button', { name: 'Restart Gantry' }).click();
    const dialog = page.getByRole('dialog', { name: 'Restart Gantry?' });
    await dialog.getByText('containers of the stack keep running').waitFor();
    await look(page, 'configuration-restart');
    await dialog.getByRole('button', { name: 'Restart Gantry' }).click();
    await notice.waitFor({ state: 'hidden' });
    await panel.overallState('All 6 parts healthy').waitFor();
    expect(await isFocusInPage()).toBe(true);
    expect((await entry('server.sessionHours')).running).toBe(7);
  });

  it('restarts by itself for a change that needs it, and says why it was taken back', async () => {
    const before = await onDisk();
    const [nothing] = await freePorts(1);
    await goTo('Gantry’s settings');
    await page.getByRole('link', { name: 'Edit as text' }).click();
    const external = `storage:\n  provider: external\n  externalHost: 127.0.0.1\n  externalPort: ${nothing}\n  externalTls: "off"\n`;
    await editor().fill(`${before}${external}`);
    await bar().getByText('4 changes').waitFor();
    await bar().getByRole('button', { name: 'Review…' }).click();
    await page.getByText('If the health of anything drops').waitFor();
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('What needs it restarts and is watched').waitFor();
    expect(await isFocusInPage()).toBe(true);
    await look(page, 'configuration-watching');
    await page.getByText('Taken back by itself').waitFor({ timeout: 90_000 });
    await page
      .getByText(/Database was ok and is down/)
      .first()
      .waitFor();
    await look(page, 'configuration-taken-back');
    expect(await onDisk()).toBe(before);
    await panel.overallState('All 6 parts healthy').waitFor({ timeout: 60_000 });
  });

  it('is as whole in German at 900 pixels, and stays while the host is away', async () => {
    const german = await browser.newContext({ viewport: { width: 900, height: 700 }, locale: 'de-DE' });
    const seite = await german.newPage();
    await new PanelPage(seite).page.goto((await gantry.client.call('session.link', {})).url);
    await seite.getByRole('link', { name: 'Konfiguration' }).click();
    await seite.getByRole('button', { name: /search\.chunkTokens/ }).click();
    await seite.getByText('search.chunkTokens in Ihrer Datei').waitFor();
    expect(await seite.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await findSerious(seite)).toEqual([]);
    await gantry.stop();
    await seite.getByText('Gantry antwortet nicht').waitFor();
    await seite.getByText('search.chunkTokens in Ihrer Datei').waitFor();
    expect(await seite.getByText('host_unreachable').count()).toBe(0);
    await german.close();
  });
});
