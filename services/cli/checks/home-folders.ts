import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { Check, CheckFinding } from './check.ts';
import { existingFolder } from './existing-folder.ts';

/** Whether Gantry's folders can be written, and only by their owner. */
export const homeFolders: Check = {
  name: 'home-folders',
  title: 'Can the home folders be written, and only by you?',
  async run({ paths }) {
    const folders = [paths.config, paths.data, paths.state, paths.cache];
    const findings = await Promise.all(folders.map(checkFolder));
    const bad = findings.find(({ state }) => state === 'down') ?? findings.find(({ state }) => state === 'degraded');
    if (bad !== undefined) return bad;
    const made = findings.filter(({ evidence }) => evidence === 'made').length;
    const rest = made === folders.length ? '' : ', the rest can be';
    return { state: 'ok', evidence: `${made} of ${folders.length} folders made${rest}; config in ${paths.config}` };
  },
};

async function checkFolder(folder: string): Promise<CheckFinding> {
  const existing = existingFolder(folder);
  try {
    if (!(await stat(existing)).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
    await access(existing, constants.W_OK | constants.X_OK);
  } catch (error) {
    return {
      state: 'down',
      evidence: `${existing}: ${(error as NodeJS.ErrnoException).code}`,
      cause: `${folder} cannot be written.`,
      fix: `Give your user write access to ${existing}, or set GANTRY_HOME to another folder.`,
    };
  }
  if (existing !== folder) return { state: 'ok', evidence: 'not made yet' };
  const mode = (await stat(folder)).mode & 0o777;
  if (process.platform === 'win32' || (mode & 0o077) === 0) return { state: 'ok', evidence: 'made' };
  return {
    state: 'degraded',
    evidence: `${folder} has mode ${mode.toString(8).padStart(4, '0')}`,
    cause: 'Other users of this computer may enter it.',
    fix: `chmod 700 ${folder} (the next start of the host does it, too)`,
  };
}
