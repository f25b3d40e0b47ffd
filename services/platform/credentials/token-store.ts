import { z } from 'zod';
import { GantryError, scopes, timestampSchema, tokenNameSchema, uuidSchema } from '#contract';
import { parseJson, readIfThere, writeDurably } from '#platform/files';
import type { Log } from '#platform/log';
import { createQueue } from '#platform/queue';

const storedTokenSchema = z.strictObject({
  id: uuidSchema,
  name: tokenNameSchema,
  /** SHA-256 of the secret, hexadecimal. */
  digest: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
  hint: z.string().max(16),
  scopes: z.array(z.enum(scopes)).min(1),
  created_at: timestampSchema,
  created_by: z.string().max(200),
  expires_at: timestampSchema.nullable(),
  requests_per_minute: z.number().int().min(1).max(1_000_000).nullable(),
});

const fileSchema = z.strictObject({
  version: z.literal(1),
  tokens: z
    .array(storedTokenSchema)
    .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'must hold each id once')
    .refine((list) => new Set(list.map(({ name }) => sameName(name))).size === list.length, 'must hold each name once'),
});

export type StoredToken = z.infer<typeof storedTokenSchema>;

export interface TokenStore {
  list(): readonly StoredToken[];
  /**
   * Makes one change after the other: `edit` gets the present tokens and gives the next ones. They count once they are
   * on the disk; where that fails nothing has changed.
   * @throws GantryError `disk_full`, `home_not_writable`, and what `edit` throws
   */
  change(edit: (tokens: readonly StoredToken[]) => readonly StoredToken[]): Promise<void>;
}

/** How two names are the same: a person would take one for the other. */
export function sameName(name: string): string {
  return name.trim().toLowerCase();
}

/**
 * Opens the named tokens in `file` (0600). Beside it stands `<file>.last-good`, the same content, for a file that was
 * damaged. The copy is written first: whoever puts it back never brings back a token whose revocation was confirmed.
 * @throws GantryError `config_invalid` when the file cannot be read as tokens; it is left as it is
 */
export async function openTokenStore(file: string, log: Log): Promise<TokenStore> {
  const copy = `${file}.last-good`;
  const text = await readIfThere(file);
  let tokens: readonly StoredToken[] = text === undefined ? [] : parse(text, { file, copy });
  if (text === undefined && (await readIfThere(copy)) !== undefined)
    log.warn({ file, copy }, 'the file of the tokens is gone, so none of them is accepted; put the copy in its place to have them back');
  const changes = createQueue();

  return {
    list: () => tokens,
    change(edit) {
      return changes.run(async () => {
        const next = edit(tokens);
        const written = `${JSON.stringify({ version: 1, tokens: next }, undefined, 2)}\n`;
        await writeDurably(copy, written);
        await writeDurably(file, written);
        tokens = next;
      });
    },
  };
}

function parse(text: string, { file, copy }: { file: string; copy: string }): StoredToken[] {
  const result = fileSchema.safeParse(parseJson(text));
  if (result.success) return result.data.tokens;
  const issue = result.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  throw new GantryError('config_invalid', {
    message: `${file} does not hold tokens as they are written${path === '' ? '' : `: look at ${path}`}.`,
    field: 'tokens.json',
    fix: `Correct it, or put ${copy} in its place. Nothing was deleted. Without the file only the tokens in files count.`,
  });
}
