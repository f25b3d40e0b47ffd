import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTaskOver } from '#contract';
import { type GantryProcess, makeHome, startGantry, waitFor } from '../gantry-process.ts';
import { chromiumPath, findSerious } from '../pages/browser.ts';
import { focused, tabTo } from '../pages/by-key.ts';
import type { PanelPage } from '../pages/panel-page.ts';
import { look, visit } from '../pages/visit.ts';
import { hasImages, makeStackHome, type StackHome } from '../stack-home.ts';
import { stackLogins } from '../stack-logins.ts';

describe.skipIf(chromiumPath === undefined || !hasImages)('the secrets of a running stack in the panel', () => {
  let home: StackHome;
  let gantry: GantryProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let panel: PanelPage;
  let mistakes: string[];
  const nasty = `it's "$HOME" #1 ünï 漢 \`id\` \\n`;

  beforeAll(async () => {
    home = await makeStackHome();
    gantry = await startGantry(home.home);
    ({ browser, context, page, panel, mistakes } = await visit(gantry));
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await gantry.client.call('stack.up', { services: ['postgres', 'redis'], pull: 'never' });
    await waitFor(async () => {
      const { services } = await gantry.client.call('stack.read', {});
      return ['postgres', 'redis'].every((name) => services.find((each) => each.name === name)?.state === 'ok');
    });
  });
  afterAll(async () => {
    await browser?.close();
    await gantry?.stop();
    await home?.remove();
  });

  const logsIn = (password: string) => stackLogins(home).redis({ password });
  const row = (title: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: title }) });
  const file = (name: string) => join(home.home, 'config', 'secrets', name);
  const secretOf = async (name: string) => (await gantry.client.call('credentials.reveal', { name })).value;
  const conditionOf = async (name: string) =>
    (await gantry.client.call('credentials.list', {})).credentials.find((each) => each.name === name)?.state;

  /** Waits until no task runs any more. */
  const settled = () => waitFor(async () => (await gantry.client.call('tasks.list', {})).tasks.every(({ state }) => isTaskOver(state)));

  it('says how secrets are kept and how each is, and holds none of them', async () => {
    await panel.goTo('Credentials');
    await page.getByText('plain files, only for your user').waitFor();
    await row('Redis password').getByText('ok', { exact: true }).waitFor();
    await row('Postgres password').getByText('ok', { exact: true }).waitFor();
    await look(page, 'credentials');
    for (const name of ['redis_password', 'postgres_password']) expect(await page.content()).not.toContain(await secretOf(name));
    await row('Redis password').getByRole('link', { name: 'redis' }).click();
    await panel.heading('redis').waitFor();
  });

  it('makes what is missing', async () => {
    await panel.goTo('Credentials');
    const button = page.getByRole('button', { name: /^Generate \d+ missing$/ });
    if ((await button.count()) > 0) await button.click();
    await waitFor(async () => (await gantry.client.call('credentials.list', {})).credentials.every(({ exists }) => exists));
    const rest = page.getByRole('button', { name: 'Generate missing' });
    await rest.waitFor();
    expect(await rest.getAttribute('aria-disabled')).toBe('true');
  });

  it('gives a running service a nasty value of ones own, by key alone', async () => {
    const former = await secretOf('redis_password');
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await panel.heading('Tasks').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('k');
    await panel.heading('Credentials').waitFor();
    await row('Redis password').waitFor();
    await tabTo(page, 'More: Redis password');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Set a value…' }).waitFor();
    await waitFor(async () => (await focused(page)) === 'Set a value…');
    expect(await findSerious(page)).toEqual([]);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Set a value: Redis password' });
    const submit = dialog.getByRole('button', { name: 'Set the value' });
    await dialog.waitFor();
    await page.keyboard.type(' redis123 ');
    await dialog.getByText('No space at the beginning or end').waitFor();
    for (let presses = 0; presses < 10; presses++) await page.keyboard.press('Backspace');
    await page.keyboard.type('redis123');
    const consent = dialog.getByRole('checkbox', { name: 'Take it although it is weak' });
    await consent.waitFor();
    expect(await submit.getAttribute('aria-disabled')).toBe('true');
    await look(page, 'credentials-weak');
    for (let presses = 0; presses < 8; presses++) await page.keyboard.press('Backspace');
    await page.keyboard.insertText(nasty);
    await dialog.getByText(/^Strong:/).waitFor();
    expect(await consent.count()).toBe(0);
    await page.keyboard.press('Tab');
    await page.keyboard.insertText('something else');
    await dialog.getByText('The two are not alike').waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(nasty);
    expect(await dialog.getByRole('button', { name: 'Copy as command' }).locator('..').textContent()).not.toContain(nasty);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await waitFor(async () => (await focused(page)) === 'More: Redis password');
    await settled();
    expect(await logsIn(nasty)).toBe(true);
    expect(await logsIn(former)).toBe(false);
    await waitFor(async () => (await conditionOf('redis_password')) === 'ok');
    await row('Redis password').getByText('ok', { exact: true }).waitFor();
    expect(await page.content()).not.toContain(nasty);
  });

  it('copies a value without showing it, and shows one for half a minute', async () => {
    await page.getByRole('button', { name: 'Copy without showing: Redis password' }).click();
    await waitFor(async () => (await page.evaluate('navigator.clipboard.readText()')) === nasty);
    expect(await page.content()).not.toContain('ünï 漢');
    const reveal = page.getByRole('button', { name: 'Reveal for 30 s: Redis password' });
    await reveal.click();
    await page.getByText(nasty, { exact: true }).waitFor();
    await look(page, 'credentials-revealed');
    await reveal.click();
    await page.getByText(nasty, { exact: true }).waitFor({ state: 'hidden' });
    const other = await browser.newContext({ storageState: await context.storageState(), locale: 'en-GB' });
    const visitor = await other.newPage();
    await visitor.clock.install();
    await visitor.goto(`${gantry.url}/#/credentials`);
    await visitor.getByRole('button', { name: 'Reveal for 30 s: Redis password' }).click();
    await visitor.getByText(nasty, { exact: true }).waitFor();
    await visitor.clock.fastForward(29_000);
    expect(await visitor.content()).toContain('ünï 漢');
    await visitor.clock.fastForward(2000);
    await visitor.getByText(nasty, { exact: true }).waitFor({ state: 'hidden' });
    expect(await visitor.content()).not.toContain('ünï 漢');
    await other.close();
  });

  it('rotates a secret while its owner runs, after saying what that means', async () => {
    const former = await secretOf('redis_password');
    await page.getByRole('button', { name: 'Rotate: Redis password' }).click();
    const dialog = page.getByRole('dialog', { name: 'Rotate: Redis password' });
    await dialog.getByText('no service restarts').waitFor();
    await dialog.getByText('credentials rotate redis_password').waitFor();
    await look(page, 'credentials-rotate');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await settled();
    expect(await conditionOf('redis_password')).toBe('ok');
    expect(await logsIn(await secretOf('redis_password'))).toBe(true);
    expect(await logsIn(former)).toBe(false);
    await waitFor(async () => (await focused(page)) === 'Rotate: Redis password');
    await page.getByRole('button', { name: 'Rotate all…' }).click();
    await page
      .getByRole('dialog')
      .getByText(/These \d+ services restart: /)
      .waitFor();
    await look(page, 'credentials-rotate-all');
    await page.keyboard.press('Escape');
    await waitFor(async () => (await focused(page)) === 'Rotate all…');
  });

  it('names a password that its volume does not know, first of all, and repairs it', async () => {
    await writeFile(file('postgres_password'), 'not-the-one-of-the-volume-at-all');
    await gantry.client.call('stack.up', { services: ['postgres'], pull: 'never' });
    await waitFor(async () => (await conditionOf('postgres_password')) === 'refused');
    await page.getByRole('button', { name: 'Repair: Postgres password' }).waitFor();
    await page.getByText('1 refused').waitFor();
    expect(await page.getByRole('rowheader').first().textContent()).toContain('Postgres password');
    await look(page, 'credentials-refused');
    await page.getByRole('button', { name: 'Repair: Postgres password' }).click();
    const dialog = page.getByRole('dialog', { name: 'Repair: Postgres password' });
    await dialog.getByText('Its data stay as they are').waitFor();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await row('Postgres password').getByText('ok', { exact: true }).waitFor({ timeout: 90_000 });
    expect(await focused(page)).toBe('Rotate: Postgres password');
    expect(await page.content()).not.toContain('not-the-one-of-the-volume-at-all');
  });

  it('writes and deletes the env file, saying what it is', async () => {
    const { file: exported } = (await gantry.client.call('credentials.list', {})).export;
    await page.getByText('not written', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await page.getByText('current', { exact: true }).waitFor();
    expect((await stat(exported)).mode & 0o777).toBe(0o600);
    await page.getByRole('button', { name: 'Write again' }).scrollIntoViewIfNeeded();
    await look(page, 'credentials-export');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('not written', { exact: true }).waitFor();
    await expect(stat(exported)).rejects.toThrow('ENOENT');
  });

  it('keeps them in a vault, locks it and opens it again, and says why there is no keychain', async () => {
    const value = await secretOf('redis_password');
    const store = page.getByRole('region', { name: 'How they are kept' });
    await store.getByRole('button', { name: 'Change…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Keep the secrets another way' });
    expect(await dialog.getByRole('radio', { name: /keychain/ }).isDisabled()).toBe(true);
    await dialog.getByText('Not available.').waitFor();
    await dialog.getByRole('radio', { name: /passphrase/ }).check();
    await look(page, 'credentials-store');
    const passphrase = 'seven blue herons over the mill';
    await dialog.getByRole('textbox', { name: 'Passphrase' }).fill('short');
    await dialog.getByText('At least 8 characters', { exact: true }).waitFor();
    await dialog.getByRole('textbox', { name: 'Passphrase' }).fill(passphrase);
    await dialog.getByRole('textbox', { name: 'Once more' }).fill(passphrase);
    await dialog.getByText(/^Strong:/).waitFor();
    await dialog.getByRole('button', { name: 'Change', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await store.getByText('encrypted with a passphrase').waitFor();
    await store.getByRole('button', { name: 'Lock' }).click();
    await store.getByText('locked', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Rotate all…' }).getAttribute('title')).toBe('The vault is locked; unlock it first');
    await look(page, 'credentials-locked');
    await store.getByRole('button', { name: 'Unlock…' }).click();
    const unlock = page.getByRole('dialog', { name: 'Unlock the vault' });
    await unlock.getByRole('textbox', { name: 'Passphrase' }).fill('not this one');
    await page.keyboard.press('Enter');
    await unlock.getByText('The passphrase does not open the vault').waitFor();
    await look(page, 'credentials-unlock');
    await unlock.getByRole('textbox', { name: 'Passphrase' }).fill(passphrase);
    await page.keyboard.press('Enter');
    await unlock.waitFor({ state: 'hidden' });
    await store.getByRole('button', { name: 'Lock' }).waitFor();
    await waitFor(async () => (await focused(page)) === 'Lock');
    expect(await secretOf('redis_password')).toBe(value);
    expect(await page.content()).not.toContain(passphrase);
    // The wrong passphrase is answered with an error on purpose.
    expect(mistakes.filter((mistake) => !mistake.includes('422'))).toEqual([]);
  });
});

describe.skipIf(chromiumPath === undefined)('secrets in the panel without an engine', () => {
  it('shows 60 secrets with long names, none at all, and a file with a mistake', async () => {
    const { home, remove } = await makeHome();
    const file = join(home, 'compose.yaml');
    const long = `secret_with_a_name_${'as_long_as_names_may_be_'.repeat(2)}here`.slice(0, 63);
    const names = [long, ...Array.from({ length: 59 }, (_, index) => `secret_${String(index + 1).padStart(2, '0')}`)];
    const compose = [
      'services:',
      ...names.flatMap((name, index) => [`  worker-${index}:`, '    image: x', `    secrets: [${name}]`]),
      'secrets:',
      ...names.flatMap((name) => [`  ${name}:`, `    file: \${GANTRY_SECRETS}/${name}`]),
      '',
    ].join('\n');
    await writeFile(file, compose);
    const settings = await readFile(join(home, 'config', 'config.yaml'), 'utf8');
    await writeFile(join(home, 'config', 'config.yaml'), `${settings}  file: ${file}\n`);
    const gantry = await startGantry(home);
    const { browser, page, panel } = await visit(gantry);
    try {
      await panel.goTo('Credentials');
      await page.getByText('60 secrets').waitFor();
      expect(await page.getByRole('rowheader').count()).toBe(60);
      await page.getByRole('button', { name: 'Generate 60 missing' }).waitFor();
      await look(page, 'credentials-60');
      await writeFile(file, 'services:\n  one:\n    image: x\n');
      await panel.goTo('Tasks');
      await panel.goTo('Credentials');
      await page.getByText('It names none').waitFor();
      await look(page, 'credentials-none');
      await writeFile(file, 'services:\n  one:\n    image: x\n    privileged: true\n');
      await page.reload();
      await page.getByText('The secrets could not be listed').waitFor();
      await page
        .getByText(/privileged/)
        .first()
        .waitFor();
      await look(page, 'credentials-bad-file');
    } finally {
      await browser.close();
      await gantry.stop();
      await remove();
    }
  });
});
