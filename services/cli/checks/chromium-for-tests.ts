import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Io } from '../io.ts';
import type { Check } from './check.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Only `make test` needs a browser of its own, so its absence is no fault. */
export const chromiumForTests: Check = {
  name: 'chromium-for-tests',
  title: 'Is there a Chromium for the tests?',
  async run({ env }) {
    const found = env.CHROMIUM ?? (await findInPath(env));
    return { state: 'ok', evidence: found ?? 'none; only the browser tests of `make test` need one' };
  },
};

async function findInPath(env: Io['env']): Promise<string | undefined> {
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    for (const name of names) {
      const file = join(folder, name);
      const isThere = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return file;
    }
  }
  return undefined;
}
