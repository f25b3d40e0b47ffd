import type { Client } from '#client';
import { GantryError, type Token } from '#contract';

/** The token with that id, or else that name. @throws GantryError `not_found` with the names there are */
export async function findToken(client: Client, wanted: string): Promise<Token> {
  const { tokens } = await client.call('tokens.list', {});
  const found = tokens.find(({ id }) => id === wanted) ?? tokens.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  throw new GantryError('not_found', {
    message: 'There is no token with this name or id.',
    fix: `There are: ${tokens.map(({ name }) => name).join(', ')}.`,
  });
}
