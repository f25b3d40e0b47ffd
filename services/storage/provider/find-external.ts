import { type Config, GantryError } from '#contract';
import { readIfThere } from '#platform/files';
import { expandHome } from '#platform/paths';
import type { FindDatabase } from '../database-address.ts';

/** The database that the settings `storage.external…` name. */
export function findExternal(config: Config['storage']): FindDatabase {
  const { externalHost, externalPort, externalUser, externalDatabase, externalPasswordFile, externalTls } = config;
  return async () => {
    if (externalHost === '')
      return {
        unavailable: 'No external database is set.',
        fix: 'Set storage.externalHost, and the other storage.external… keys where they differ.',
      };
    return {
      host: externalHost,
      port: externalPort,
      user: externalUser,
      database: externalDatabase,
      tls: externalTls,
      ...(externalPasswordFile === '' ? {} : { password: () => readPassword(externalPasswordFile) }),
    };
  };
}

/** One line end at the end of the file, as editors leave it, is not part of the password. */
async function readPassword(file: string): Promise<string> {
  const fix = 'Put the password there, readable by you alone (chmod 600), or correct storage.externalPasswordFile.';
  const text = await readIfThere(expandHome(file)).catch((cause: unknown) => {
    throw new GantryError('database_unavailable', {
      message: 'The file that storage.externalPasswordFile names may not be read.',
      fix,
      cause,
    });
  });
  const password = text?.replace(/\r?\n$/, '');
  if (password) return password;
  const state = text === undefined ? 'is not there' : 'is empty';
  throw new GantryError('database_unavailable', { message: `The file that storage.externalPasswordFile names ${state}.`, fix });
}
