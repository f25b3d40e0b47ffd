import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Output } from '#contract';
import { type GantryProcess, makeHome, startGantry, waitFor } from '../gantry-process.ts';
import { chromiumPath } from '../pages/browser.ts';
import type { PanelPage } from '../pages/panel-page.ts';
import { look, visit } from '../pages/visit.ts';
import { hasImages, makeStackHome, type StackHome } from '../stack-home.ts';

/** Presses Tab until the element with this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    const focused = await page.evaluate(
      `(() => { const at = document.activeElement; const label = at?.getAttribute('aria-labelledby'); return label ? document.getElementById(label)?.textContent : at?.textContent; })()`,
    );
    if (focused === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${name}`);
}

describe.skipIf(chromiumPath === undefined)('the setup in the panel without an engine', () => {
  let home: Awaited<ReturnType<typeof makeHome>>;
  let gantry: GantryProcess;
  let browser: Browser;
  let page: Page;
  let panel: PanelPage;
  let mistakes: string[];

  beforeAll(async () => {
    home = await makeHome();
    gantry = await startGantry(home.home);
    ({ browser, page, panel, mistakes } = await visit(gantry));
  });
  afterAll(async () => {
    await browser?.close();
    await gantry?.stop();
    await home?.remove();
  });

  it('is offered in one line on the Overview, until it is dismissed', async () => {
    await page.getByText('can run in containers').waitFor();
    await look(page, 'overview-setup');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText('can run in containers').waitFor({ state: 'hidden' });
    await page.keyboard.press('g');
    await page.keyboard.press('u');
    await panel.heading('Setup').waitFor();
    await page.getByRole('heading', { name: 'Put aside' }).waitFor();
    await look(page, 'setup-put-aside');
    await page.getByRole('button', { name: 'Begin the setup' }).click();
    await page.getByRole('heading', { name: 'Where do the services run?' }).waitFor();
  });

  it('says what was found and what each place means, and keeps what was chosen over a reload', async () => {
    expect(await page.getByRole('radio', { name: 'Inside Gantry' }).isChecked()).toBe(true);
    await look(page, 'setup-place-no-engine');
    await page.getByRole('radio', { name: 'In containers' }).check();
    await page.getByText('it cannot be said what fits').waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Who makes the missing secrets?' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Who makes the missing secrets?' }).waitFor();
    await page.getByRole('radio', { name: 'I enter some of my own' }).check();
    await page.getByRole('link', { name: 'Enter them on the page Credentials' }).waitFor();
    await look(page, 'setup-credentials');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('What is to run?').waitFor();
    expect(await page.getByRole('button', { name: 'Set up now' }).isDisabled()).toBe(true);
    await page.getByRole('navigation', { name: 'Steps of the setup' }).getByRole('button', { name: 'Place' }).click();
    await page.getByRole('heading', { name: 'Where do the services run?' }).waitFor();
  });

  it('is finished without containers, and says what to do next', async () => {
    await page.getByRole('radio', { name: 'Inside Gantry' }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Nothing is started').waitFor();
    await look(page, 'setup-embedded');
    await page.getByRole('button', { name: 'Finish' }).click();
    await page.getByText('Everything runs inside Gantry.').waitFor();
    await look(page, 'setup-done-embedded');
    await panel.goTo('Overview');
    expect(await page.getByText('can run in containers').count()).toBe(0);
    expect(mistakes).toEqual([]);
  });

  it('says why there is no text for systemd here, and shows one where there is', async () => {
    await panel.goTo('Stack');
    await page.getByRole('link', { name: 'Ports' }).click();
    await page.getByRole('link', { name: 'Limits of all containers together' }).click();
    await panel.heading('Limits of all containers together').waitFor();
    await page.getByText('There is no such text for this computer').waitFor();
    await look(page, 'host-limits-none');
    // As the host answers on a computer with systemd and Docker, see host-limits.test.ts.
    const path = '/etc/systemd/system/containers.slice.d/50-gantry.conf';
    const reply: Output<'stack.host-limits'> = {
      is_supported: true,
      reason:
        'Docker puts containers into system.slice, among all other services; a limit of docker.service holds for its own process only. So they get a slice of their own, by a line in its daemon.json. The limits of all 12 services of the file add up to 17.1 GiB, this computer has 23.5 GiB, and 5.9 GiB of it are kept for you and the system: 17.6 GiB for all containers of this engine, those of other projects too.',
      unit: 'containers.slice',
      path,
      text: '# Bounds all containers of the engine together. Made by Gantry.\n[Slice]\nMemoryHigh=16267M\nMemoryMax=18074M\nMemorySwapMax=0\nTasksMax=6200\n',
      apply: [
        `sudo install -D -m 644 gantry-host-limits.conf ${path}`,
        'sudo systemctl daemon-reload',
        'sudoedit /etc/docker/daemon.json   # add the line "cgroup-parent": "containers.slice"',
        'sudo systemctl restart docker',
        'npm run gantry -- up --recreate',
      ],
      check: [
        'systemctl show containers.slice -p MemoryHigh -p MemoryMax -p MemorySwapMax -p TasksMax',
        'systemd-cgls --unit containers.slice',
      ],
      take_back: [`sudo rm ${path}`, 'sudo systemctl daemon-reload', 'sudo systemctl restart docker'],
    };
    await page.route('**/stack/host-limits', (route) => route.fulfill({ json: reply }));
    await page.reload();
    await page.getByText('MemoryMax=18074M').waitFor();
    await look(page, 'host-limits');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as file' }).click()]);
    expect(download.suggestedFilename()).toBe('gantry-host-limits.conf');
    expect(await readFile(await download.path(), 'utf8')).toBe(reply.text);
  });
});

describe.skipIf(chromiumPath === undefined || !hasImages)('the setup of the stack in the panel', () => {
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

  const envFile = () => join(home.home, 'config', 'stack.env');

  it('goes through its three steps by key alone', async () => {
    await page.getByText('can run in containers').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('u');
    await page.getByRole('heading', { name: 'Where do the services run?' }).waitFor();
    await look(page, 'setup-place');
    await tabTo(page, 'Continue');
    await page.keyboard.press('Enter');
    await page.getByText('secrets of the chosen services are missing').waitFor();
    await look(page, 'setup-credentials-missing');
    await tabTo(page, 'Continue');
    await page.keyboard.press('Enter');
    await page.getByText('What is to run?').waitFor();
    expect(await page.getByRole('checkbox', { name: 'core' }).isChecked()).toBe(true);
    await tabTo(page, 'core');
    await page.keyboard.press('Space');
    await page.getByText('Choose at least one.').first().waitFor();
    expect(await page.getByRole('button', { name: 'Set up now' }).isDisabled()).toBe(true);
    await page.keyboard.press('Space');
    await tabTo(page, 'Inside Gantry');
    await page.keyboard.press('ArrowDown');
    await waitFor(async () => (await gantry.client.call('setup.read', {})).choices.storage === 'stack');
    await page.getByText('not measured here yet').waitFor();
    await look(page, 'setup-services');
  });

  it('names the step that failed and what to do, and goes on from there', async () => {
    const env = await readFile(envFile(), 'utf8');
    await writeFile(envFile(), env.replace(/^REDIS_IMAGE=.*$/m, 'REDIS_IMAGE=127.0.0.1:9/not-there:1'));
    await page.reload();
    await page.getByText('Size of 1 not known').waitFor();
    await page.getByRole('button', { name: 'Set up now' }).click();
    await page.getByText(/stopped at step 2 of 4, pull images/).waitFor({ timeout: 60_000 });
    await look(page, 'setup-failed');
    await writeFile(envFile(), env);
    await page.reload();
    await page.getByText(/stopped at step 2 of 4/).waitFor();
  });

  it('shows the work as it goes, over a reload too, and what to do next', async () => {
    await page.getByRole('button', { name: 'Go on' }).press('Enter');
    await page.getByText(/Setting up: \d of 4 done/).waitFor();
    await page.getByRole('list', { name: 'What is done' }).getByRole('link', { name: 'postgres' }).waitFor();
    await look(page, 'setup-running');
    await page.reload();
    await page.getByText(/run in containers, and documents are kept in their Postgres/).waitFor({ timeout: 90_000 });
    await look(page, 'setup-done');
    await page.getByRole('link', { name: 'See the services' }).press('Enter');
    await page.getByText('All 3 services healthy').first().waitFor();
    await panel.goTo('Overview');
    expect(await page.getByText('can run in containers').count()).toBe(0);
    expect(mistakes).toEqual([]);
  });

  it('says it in German, too', async () => {
    await page.evaluate(`localStorage.setItem('gantry.locale', 'de')`);
    await gantry.client.call('setup.save', { step: 'services' });
    await page.goto(`${new URL(page.url()).origin}/#/setup`);
    await page.reload();
    await panel.heading('Einrichtung').waitFor();
    await page.getByText('Was soll laufen?').waitFor();
    await look(page, 'setup-services-de');
  });
});

describe.skipIf(chromiumPath === undefined || !hasImages)('the setup in the panel with much to choose from', () => {
  it('stays readable with 60 services in 20 profiles of long names, and says what stands in the way', async () => {
    const home = await makeStackHome();
    const file = join(home.home, 'compose.yaml');
    const long = 'a-profile-with-a-name-that-is-as-long-as-names-are-allowed-here';
    const text = Array.from(
      { length: 60 },
      (_, index) =>
        `  worker-of-much-work-${index + 1}:\n    image: example.org/worker:${index}\n    profiles: [${index < 3 ? 'core' : `${index % 20 === 4 ? long : `group-${index % 20}`}`}]\n    mem_limit: 64g\n`,
    ).join('');
    await writeFile(file, `services:\n${text}`);
    const config = join(home.home, 'config', 'config.yaml');
    await writeFile(config, `${await readFile(config, 'utf8')}  file: ${file}\n`);
    const gantry = await startGantry(home.home);
    const { browser, page, mistakes } = await visit(gantry);
    try {
      await gantry.client.call('setup.save', { step: 'services', place: 'stack', profiles: ['core', long] });
      await page.goto(`${gantry.url}/#/setup`);
      await page.getByText(/These services need .* and the machine has/).waitFor();
      expect(await page.getByRole('button', { name: 'Set up now' }).isDisabled()).toBe(true);
      await look(page, 'setup-many');
      expect(mistakes).toEqual([]);
    } finally {
      await browser.close();
      await gantry.stop();
      await home.remove();
    }
  });
});
