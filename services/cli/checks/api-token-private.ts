import { stat } from 'node:fs/promises';
import { apiTokenFile } from '#platform/paths';
import type { Check } from './check.ts';

/** Whether only its owner may read the admin token. */
export const apiTokenPrivate: Check = {
  name: 'api-token-private',
  title: 'Can only you read the admin token?',
  async run({ paths }) {
    const file = apiTokenFile(paths);
    const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (found === undefined) return { state: 'ok', evidence: 'no token yet; the first start of the host makes it' };
    if (process.platform === 'win32') return { state: 'ok', evidence: `${file}, in the folder of your user` };
    const mode = (found.mode & 0o777).toString(8).padStart(4, '0');
    if ((found.mode & 0o077) === 0) return { state: 'ok', evidence: `${file} has mode ${mode}` };
    return {
      state: 'down',
      evidence: `${file} has mode ${mode}`,
      cause: 'Other users of this computer may read the token and act as admin.',
      fix: `chmod 600 ${file}; if others use this computer, delete it instead: the next start makes a new one.`,
    };
  },
};
