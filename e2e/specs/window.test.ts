import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeCollection } from '../collection.ts';
import { makeHome } from '../gantry-process.ts';
import { findSerious } from '../pages/browser.ts';
import { electronProgram, hasDisplay, launchWindow } from '../pages/electron-window.ts';
import { PanelPage } from '../pages/panel-page.ts';

const program = electronProgram();

describe.skipIf(program === undefined || !hasDisplay)('the panel in the Electron window (needs the Electron program and a display)', () => {
  it('starts its host, indexes a folder, finds by meaning, and closes both', async () => {
    const { home, remove } = await makeHome();
    const app = await launchWindow(program ?? '', home);
    try {
      const page = await app.firstWindow();
      const panel = new PanelPage(page);
      await panel.heading('Overview').waitFor();
      await panel.overallState('All 6 parts healthy').waitFor({ timeout: 60_000 });
      const folder = join(home, 'notes');
      await writeCollection(folder, 32);
      await panel.indexFolder(folder);
      await page.getByText('32 documents').first().waitFor();
      await panel.search('who are the great violinists');
      expect((await panel.resultTitles())[0]).toContain('string quartets');
      expect(await findSerious(page)).toEqual([]);
      expect(await page.evaluate('typeof require')).toBe('undefined');
    } finally {
      await app.close();
      await remove();
    }
  });
});
