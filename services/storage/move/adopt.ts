import { GantryError } from '#contract';
import type { Provider } from '../provider/provider.ts';
import { stopChangeLog } from './change-log.ts';
import { validateConstraints } from './definitions.ts';
import { readNote, removeNote } from './move-note.ts';

/**
 * Before a database is served from: refuses half a copy, and one that was left for another without anybody having
 * chosen it again. Takes away what a move that broke off left there.
 * @throws GantryError `conflict`
 */
export async function adopt({ pool, title }: Provider, { isChosen }: { isChosen: boolean }): Promise<void> {
  await pool.withoutTimeout(async (connection) => {
    const note = await readNote(connection);
    if (note?.state === 'copying') {
      throw new GantryError('conflict', {
        message: `What is in ${title} is half a copy: a switch to it has not ended.`,
        fix: 'Set storage.provider to where the documents were before, or remove it, restart Gantry and switch again.',
      });
    }
    if (note?.state === 'left' && !isChosen) {
      throw new GantryError('conflict', {
        message: `The documents were moved away from ${title}, and the note of where to is missing.`,
        fix: 'Set storage.provider in config.yaml to where they are (stack or external), or to embedded to go on with the older ones here.',
      });
    }
    await stopChangeLog(connection);
    if (note === undefined) return;
    await removeNote(connection);
    await validateConstraints(connection);
  });
}
