import { type ConfigDocumentName, type ConfigEntry, GantryError, type Output } from '#contract';
import { hint } from '../hint.ts';
import type { Io } from '../io.ts';

type Configuration = Output<'config.read'>;

/**
 * The entries of these keys, which must stand in one file.
 * @throws GantryError `not_found` for a key there is none of, `invalid_value` for keys of both files
 */
export function findEntries(
  io: Io,
  { entries }: Pick<Configuration, 'entries'>,
  keys: readonly string[],
): { document: ConfigDocumentName; entries: ConfigEntry[] } {
  const found = keys.map((key) => entries.find((entry) => entry.key === key) ?? refuseUnknown(io, entries, key));
  const documents = new Set(found.map(({ document }) => document));
  const [document = 'settings'] = documents;
  if (documents.size > 1)
    throw new GantryError('invalid_value', {
      message: 'Settings and variables stand in two files and are changed one after the other, each all or nothing.',
      fix: 'Run the command once for the keys with a point and once for the others.',
    });
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw new GantryError('invalid_value', { message: `${twice} must be given once.`, field: twice });
  return { document, entries: found };
}

/** The file of a document and its revision now. @throws GantryError `not_found` when the host does not have it */
export function findDocument(
  { documents }: Pick<Configuration, 'documents'>,
  name: ConfigDocumentName,
): Configuration['documents'][number] {
  const found = documents.find((document) => document.name === name);
  if (found === undefined) throw new GantryError('not_found', { message: `This host has no document ${name}.` });
  return found;
}

function refuseUnknown(io: Io, entries: readonly ConfigEntry[], key: string): never {
  const wanted = key.toLowerCase();
  const name = wanted.split('.').at(-1) ?? wanted;
  const keys = entries.map((entry) => entry.key);
  const near = keys.filter((each) => each.toLowerCase().endsWith(`.${name}`) || each.toLowerCase().includes(wanted)).slice(0, 5);
  const section = key.slice(0, key.indexOf('.') + 1);
  const beside = section === '' ? [] : keys.filter((each) => each.startsWith(section));
  throw new GantryError('not_found', {
    message: `There is no setting or variable ${key}.`,
    field: key,
    fix:
      near.length > 0
        ? `Is it ${near.join(' or ')}?`
        : beside.length > 0
          ? `There are: ${beside.join(', ')}.`
          : `See all: ${hint(io, 'config list')}`,
  });
}
