import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright';

/** Chromium as Debian installs it, or the one named by `CHROMIUM`; undefined where there is none. */
export const chromiumPath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic'],
  });
}

interface Finding {
  id: string;
  impact: string | null;
  nodes: { html: string }[];
}

/** What fades in has other colours on its way. Two frames let it begin; what never ends is not waited for. */
const untilStill = `(async () => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  await frame();
  await frame();
  const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
  const ended = Promise.all(ending.map((animation) => animation.finished.catch(() => undefined)));
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 1000))]);
})()`;

/** Serious and critical findings of axe on the page as it stands. axe is put in by DevTools, which the page's policy does not bind. */
export async function findSerious(page: Page): Promise<string[]> {
  await page.evaluate(untilStill);
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(source);
  const findings = (await page.evaluate('axe.run()')) as { violations: Finding[] };
  return findings.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, nodes }) => `${impact}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** What a page says to its console or breaks by; a clean page says nothing. */
export function listenForMistakes(page: Page): string[] {
  const mistakes: string[] = [];
  page.on('console', (message) => {
    // Containers that other tests start or stop change the network, and Chromium drops what is in flight.
    if (message.type() === 'error' && !message.text().includes('ERR_NETWORK_CHANGED')) mistakes.push(message.text());
  });
  page.on('pageerror', (error) => mistakes.push(error.message));
  return mistakes;
}
