import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GantryProcess, makeHome, startGantry, waitFor } from '../gantry-process.ts';
import { chromiumPath, findSerious } from '../pages/browser.ts';
import { focused, tabTo } from '../pages/by-key.ts';
import type { PanelPage } from '../pages/panel-page.ts';
import { look, visit } from '../pages/visit.ts';

describe.skipIf(chromiumPath === undefined)('who may come in, in the panel', () => {
  let home: string;
  let remove: () => Promise<void>;
  let gantry: GantryProcess;
  let browser: Browser;
  let page: Page;
  let panel: PanelPage;
  let mistakes: string[];
  let secret: string;

  beforeAll(async () => {
    ({ home, remove } = await makeHome());
    gantry = await startGantry(home);
    ({ browser, page, panel, mistakes } = await visit(gantry));
  });
  afterAll(async () => {
    await browser?.close();
    await gantry?.stop();
    await remove?.();
  });

  const row = (name: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
  const cell = (name: string, label: string) => row(name).locator(`[data-label="${label}"]`);
  const statusWith = async (token: string, path: string) =>
    (await fetch(`${gantry.url}${path}`, { headers: { authorization: `Bearer ${token}` } })).status;

  it('makes a token by key alone, shows its secret once, and gives the focus back', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await panel.heading('Access').waitFor();
    await page.getByText('There are only the tokens Gantry keeps in files').waitFor();
    await look(page, 'access-few');
    await tabTo(page, 'New token…');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'New token' });
    await dialog.waitFor();
    await page.keyboard.press('Enter');
    expect(await dialog.isVisible()).toBe(true);
    await page.keyboard.type('backup script');
    await dialog.getByText("token create 'backup script' --scope read --scope search --days 90").waitFor();
    await look(page, 'access-new');
    await page.keyboard.press('Enter');
    const made = page.getByRole('dialog', { name: 'Secret of backup script', exact: true });
    await made.getByText('it is not shown again').waitFor();
    expect(await focused(page)).toBe('Copy the secret');
    secret = (await made.locator('code').first().textContent()) ?? '';
    expect(secret).toMatch(/^gty_/);
    const line = (await made.locator('code').nth(1).textContent()) ?? '';
    expect(line).toContain('$GANTRY_TOKEN');
    expect(line).not.toContain(secret);
    await look(page, 'access-secret');
    await page.keyboard.press('Escape');
    await made.waitFor({ state: 'hidden' });
    await waitFor(async () => (await focused(page)) === 'New token…');
    expect(await page.content()).not.toContain(secret);
  });

  it('counts what the token does and is refused', async () => {
    expect(await statusWith(secret, '/health')).toBe(200);
    expect(await statusWith(secret, '/documents')).toBe(200);
    expect(await statusWith(secret, '/tokens')).toBe(403);
    await cell('backup script', 'Requests').getByText('3', { exact: true }).waitFor();
    await cell('backup script', 'Errors').getByText('1', { exact: true }).waitFor();
    expect(await cell('backup script', 'Last used').textContent()).toMatch(/sec\. ago|now/);
    expect(await cell('backup script', 'Expires').textContent()).toBe('in 90\u00a0d');
    await look(page, 'access');
  });

  it('changes name and limit and warns before the end', async () => {
    await page.getByRole('button', { name: 'Edit backup script' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit backup script' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('nightly backup');
    await dialog.getByRole('combobox', { name: 'Expires' }).selectOption('in 7 days');
    await dialog.getByRole('textbox', { name: 'Requests per minute' }).fill('many');
    await dialog.getByText('A whole number from 1 to 1,000,000').waitFor();
    expect(await dialog.getByRole('button', { name: 'Save' }).getAttribute('aria-disabled')).toBe('true');
    await dialog.getByRole('textbox', { name: 'Requests per minute' }).fill('120');
    expect(await findSerious(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await cell('nightly backup', 'Per minute').getByText('120').waitFor();
    await cell('nightly backup', 'Expires').locator('[data-near]').waitFor();
    expect(await statusWith(secret, '/health')).toBe(200);
  });

  it('replaces a secret: the old one stops at once', async () => {
    await page.getByRole('button', { name: 'Replace the secret of nightly backup' }).click();
    const dialog = page.getByRole('dialog', { name: 'Replace the secret of nightly backup' });
    await dialog.getByText('It was last used').waitFor();
    await look(page, 'access-replace');
    await dialog.getByRole('button', { name: 'Replace', exact: true }).click();
    const made = page.getByRole('dialog', { name: 'Secret of nightly backup', exact: true });
    const next = (await made.locator('code').first().textContent()) ?? '';
    expect(await statusWith(secret, '/health')).toBe(401);
    expect(await statusWith(next, '/health')).toBe(200);
    secret = next;
    await made.getByRole('button', { name: 'Done' }).click();
    await made.waitFor({ state: 'hidden' });
    expect(await page.content()).not.toContain(secret);
  });

  it('lets a browser in by a link and sends it out again', async () => {
    await page.getByRole('button', { name: 'Make a panel link' }).click();
    const link = (await page.getByRole('status').locator('code').textContent()) ?? '';
    await page.getByText('Lets one browser in, once').waitFor();
    const other = await browser.newContext({ locale: 'en-GB' });
    const visitor = await other.newPage();
    await visitor.goto(link);
    await visitor.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    const end = page.getByRole('button', { name: 'End the session of panel' });
    await end.waitFor();
    await page.getByText('this browser', { exact: true }).waitFor();
    await look(page, 'access-sessions');
    await end.click();
    await end.waitFor({ state: 'hidden' });
    expect(await focused(page)).toBe('Make a panel link');
    await visitor.reload();
    await visitor.getByText('Sign in to Gantry').waitFor();
    await other.close();
  });

  it('lets who may only read look at the secrets and change none, and shows no tokens', async () => {
    const reader = await gantry.client.call('tokens.create', { name: 'reader', scopes: ['read'] });
    const other = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
    const visitor = await other.newPage();
    await visitor.goto(gantry.url);
    await visitor.getByRole('textbox', { name: 'Token' }).fill(reader.secret);
    await visitor.getByRole('button', { name: 'Sign in' }).click();
    await visitor.getByRole('link', { name: 'Access' }).click();
    await visitor.getByText('You may not see who has access').waitFor();
    await look(visitor, 'access-read-only');
    await visitor.getByRole('link', { name: 'Credentials' }).click();
    await visitor.getByText('You may look, not change').waitFor();
    const rotate = visitor.getByRole('button', { name: 'Rotate all…' });
    expect(await rotate.getAttribute('aria-disabled')).toBe('true');
    expect(await rotate.getAttribute('title')).toBe('Needs the scope admin');
    await rotate.click({ force: true });
    expect(await visitor.getByRole('dialog').count()).toBe(0);
    await look(visitor, 'credentials-read-only');
    await other.close();
  });

  it('revokes a token after naming what it ends, and it is refused', async () => {
    await page.getByRole('button', { name: 'Revoke nightly backup' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Revoke nightly backup' });
    await dialog.getByText('This cannot be undone').waitFor();
    await look(page, 'access-revoke');
    expect(await focused(page)).toBe('Cancel');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await row('nightly backup').waitFor({ state: 'hidden' });
    await waitFor(async () => (await focused(page)) === 'New token…');
    expect(await statusWith(secret, '/health')).toBe(401);
  });

  it('says what the tokens in files are for, and revokes none of them', async () => {
    const revoke = row('api-token').getByRole('button', { name: /^Revoke/ });
    expect(await revoke.getAttribute('title')).toContain('it can be replaced, not revoked');
    await revoke.click({ force: true });
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(mistakes).toEqual([]);
  });

  it('signs this browser out', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Sign in to Gantry').waitFor();
  });
});
