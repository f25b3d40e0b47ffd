import type { Client } from '#client';
import { GantryError } from '#contract';

/**
 * Called where nothing was found: an unknown collection is a mistake, an empty answer is none.
 * @throws GantryError `not_found` naming the collections there are
 */
export async function expectCollection(client: Client, name: string | undefined): Promise<void> {
  if (name === undefined) return;
  const { collections } = await client.call('collections.list', {});
  if (collections.some((collection) => collection.name === name)) return;
  const names = collections.map((collection) => collection.name);
  throw new GantryError('not_found', {
    message: 'There is no such collection.',
    field: 'collection',
    fix:
      names.length === 0
        ? 'There are no documents yet; add some with: npm run gantry -- index <folder>'
        : `There are: ${names.join(', ')}.`,
  });
}
