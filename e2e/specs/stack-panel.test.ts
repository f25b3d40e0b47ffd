import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GantryProcess, makeHome, startGantry, waitFor } from '../gantry-process.ts';
import { chromiumPath } from '../pages/browser.ts';
import type { PanelPage } from '../pages/panel-page.ts';
import { look, visit } from '../pages/visit.ts';
import { hasImages, makeStackHome, type StackHome } from '../stack-home.ts';

describe.skipIf(chromiumPath === undefined || !hasImages)('the stack in the panel', () => {
  let home: StackHome;
  let gantry: GantryProcess;
  let browser: Browser;
  let page: Page;
  let panel: PanelPage;
  let mistakes: string[];

  beforeAll(async () => {
    home = await makeStackHome();
    gantry = await startGantry(home.home);
    ({ browser, page, panel, mistakes } = await visit(gantry));
  });
  afterAll(async () => {
    await browser?.close();
    await gantry?.stop();
    await home?.remove();
  });

  const row = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });
  const service = async (name: string) => (await gantry.client.call('stack.read', {})).services.find((each) => each.name === name);

  it('teaches while nothing was started, and shows what a start would do before it does it', async () => {
    await panel.goTo('Stack');
    await page.getByText('None was started yet').waitFor();
    await look(page, 'stack-nothing');
    await page.getByRole('button', { name: 'Start core' }).click();
    const dialog = page.getByRole('dialog', { name: 'Start core' });
    await dialog.getByText('make and start').first().waitFor();
    await dialog.getByText(/Memory: .* needed/).waitFor();
    await look(page, 'stack-plan');
    await dialog.getByRole('button', { name: /^Start: \d+ changes$/ }).click();
    await dialog.waitFor({ state: 'hidden' });
  });

  it('follows the start until every service is healthy, and then what each uses', async () => {
    for (const name of ['postgres', 'redis', 'qdrant']) await row(name).getByText('healthy', { exact: true }).waitFor({ timeout: 90_000 });
    await page.getByText('All 3 services healthy').first().waitFor();
    await row('postgres')
      .getByText(/MiB \/ .*iB/)
      .waitFor();
    await look(page, 'stack-healthy');
  });

  it('stops, starts and restarts one service by key alone', async () => {
    await row('redis').getByRole('button', { name: 'Stop redis' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Stop redis' });
    await dialog.getByText('Volumes and their data stay').waitFor();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await row('redis').getByText('not started', { exact: true }).waitFor();
    await row('redis').getByRole('button', { name: 'Start redis' }).focus();
    await page.keyboard.press('Enter');
    await page
      .getByRole('dialog', { name: 'Start redis' })
      .getByRole('button', { name: /^Start: / })
      .waitFor();
    await page.keyboard.press('Enter');
    await row('redis').getByText('healthy', { exact: true }).waitFor({ timeout: 60_000 });
  });

  it('shows why, the log, what it uses, its limits and its configuration', async () => {
    await row('postgres').getByRole('link', { name: 'postgres', exact: true }).click();
    await panel.heading('postgres').waitFor();
    await page.getByRole('heading', { name: 'Health check' }).waitFor();
    await look(page, 'service-why');
    const tabs = page.getByRole('navigation', { name: 'About postgres' });
    await tabs.getByRole('link', { name: 'Log' }).click();
    await page.getByText('database system is ready to accept connections').first().waitFor();
    await look(page, 'service-logs');
    await tabs.getByRole('link', { name: 'Usage' }).click();
    await page.locator('.recharts-surface').nth(3).waitFor();
    await look(page, 'service-stats');
    await tabs.getByRole('link', { name: 'Limits' }).click();
    const limit = page.getByRole('textbox', { name: 'New value of Memory', exact: true });
    await limit.fill('many');
    await page.getByText('A number, or a size such as 512 MiB').waitFor();
    await look(page, 'service-limits');
    await limit.fill('640 MiB');
    await page.getByRole('button', { name: 'Apply' }).click();
    await waitFor(async () => (await service('postgres'))?.limits.memory_bytes === 640 * 1024 * 1024);
    await tabs.getByRole('link', { name: 'Configuration' }).click();
    await page.getByText('postgres_password').first().waitFor();
    const secret = (await readFile(join(home.home, 'config', 'secrets', 'postgres_password'), 'utf8')).trim();
    expect(await page.content()).not.toContain(secret);
    await look(page, 'service-config');
  });

  it('says what is wrong, why, and what to do, where it is looked for', async () => {
    const file = join(home.home, 'config', 'secrets', 'postgres_password');
    const former = await readFile(file, 'utf8');
    await writeFile(file, 'not-the-one-of-the-volume');
    await panel.goTo('Stack');
    await row('postgres').getByText('a secret it is given was changed').waitFor();
    await gantry.client.call('stack.up', { services: ['postgres'], pull: 'never' });
    await row('postgres').getByRole('link', { name: 'Why' }).waitFor();
    await look(page, 'stack-broken');
    await row('postgres').getByRole('link', { name: 'Why' }).click();
    await page.getByText('What to do:').first().waitFor({ timeout: 90_000 });
    await look(page, 'service-broken');
    await writeFile(file, former);
    await gantry.client.call('stack.up', { services: ['postgres'], pull: 'never' });
    await waitFor(async () => (await service('postgres'))?.state === 'ok');
  });

  it('names who holds a port and gives the service another', async () => {
    const holder = createServer();
    const port = Number(home.variables.GRAFANA_PORT);
    await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
    try {
      await panel.goTo('Stack');
      await page.getByRole('link', { name: 'Ports' }).click();
      await panel.heading('Ports').waitFor();
      await page.getByText(`process ${process.pid}`).waitFor();
      await look(page, 'ports');
      await page.getByRole('button', { name: `Remap port ${port}` }).click();
      const dialog = page.getByRole('dialog');
      await look(page, 'ports-remap');
      await dialog.getByRole('button', { name: 'Remap', exact: true }).click();
      await dialog.waitFor({ state: 'hidden' });
      await page.getByText(`process ${process.pid}`).waitFor({ state: 'hidden' });
    } finally {
      holder.close();
    }
    expect(await readFile(join(home.home, 'config', 'stack.env'), 'utf8')).not.toContain(`GRAFANA_PORT=${port}\n`);
  });

  it('says what a stop destroys, and destroys only what was ticked and typed', async () => {
    await panel.goTo('Stack');
    await page.getByRole('button', { name: 'Stop…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Stop the stack' });
    await dialog.getByText('Delete volumes with their data, too…').click();
    await dialog.getByRole('checkbox', { name: 'qdrant-data' }).check();
    const button = dialog.getByRole('button', { name: 'Stop and delete 1 volume' });
    expect(await button.isDisabled()).toBe(true);
    await look(page, 'stack-stop');
    await dialog.getByRole('textbox', { name: `Type ${home.project} to confirm` }).fill(home.project);
    await button.click();
    await dialog.waitFor({ state: 'hidden' });
    await waitFor(async () => (await gantry.client.call('stack.read', {})).services.every(({ container }) => container === null));
    await page.getByText('None was started yet').waitFor();
    expect(mistakes).toEqual([]);
  });
});

describe.skipIf(chromiumPath === undefined)('the stack in the panel without an engine', () => {
  it('says why there is none, what to do, and shows a file of 60 services with long names all the same', async () => {
    const { home, remove } = await makeHome();
    const long = `service-with-a-name-${'as-long-as-names-may-be-'.repeat(2)}here`.slice(0, 63);
    const services = [long, ...Array.from({ length: 59 }, (_, index) => `worker-${String(index + 1).padStart(2, '0')}`)];
    const file = join(home, 'compose.yaml');
    const text = services.map((name) => `  ${name}:\n    image: example.org/worker:1.${name.length}\n    profiles: [core]\n`).join('');
    await writeFile(file, `services:\n${text}`);
    const settings = `stack:\n  socket: unix://${join(home, 'no-engine.sock')}\n  file: ${file}\n`;
    await writeFile(join(home, 'config', 'config.yaml'), settings);
    const gantry = await startGantry(home);
    const { browser, page, panel, mistakes } = await visit(gantry);
    try {
      await panel.goTo('Stack');
      await page.getByText('What to do:').first().waitFor();
      expect(await page.getByRole('button', { name: 'Start…' }).isDisabled()).toBe(true);
      await page.getByRole('link', { name: long }).waitFor();
      expect(await page.getByRole('listitem').filter({ hasText: 'worker-' }).count()).toBe(59);
      await look(page, 'stack-no-engine');
      await page.getByRole('link', { name: long }).click();
      await panel.heading(long).waitFor();
      await look(page, 'service-no-engine');
      await writeFile(file, 'services:\n  one:\n    image: x\n    privileged: true\n');
      await panel.goTo('Stack');
      await page
        .getByText(/privileged/)
        .first()
        .waitFor();
      await look(page, 'stack-bad-file');
      expect(mistakes).toEqual([]);
    } finally {
      await browser.close();
      await gantry.stop();
      await remove();
    }
  });
});
