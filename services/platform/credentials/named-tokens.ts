import { GantryError, type ParsedInput } from '#contract';
import type { AcceptedSecret } from './accepted-secret.ts';
import { digestOf, hintOf, makeTokenSecret } from './token-secret.ts';
import { type StoredToken, sameName, type TokenStore } from './token-store.ts';

/** A request is compared with every token: 2,000 take a tenth of a millisecond. */
const mostTokens = 2000;
const dayMs = 24 * 3_600_000;

export interface NamedTokensOptions {
  store: TokenStore;
  now: () => number;
  /** Whether a name belongs to something that is no named token. */
  isReserved: (name: string) => boolean;
  onChange: () => void;
}

/** Tokens that people make, by name; only digests of their secrets are kept. */
export function createNamedTokens({ store, now, isReserved, onChange }: NamedTokensOptions) {
  // Made when the tokens change, not at every request.
  let accepted = store.list().map(accept);

  async function change(edit: (tokens: readonly StoredToken[]) => readonly StoredToken[]): Promise<void> {
    await store.change(edit);
    accepted = store.list().map(accept);
    onChange();
  }

  function expectFree(tokens: readonly StoredToken[], name: string, own?: string): void {
    if (!isReserved(name) && !tokens.some((token) => token.id !== own && sameName(token.name) === sameName(name))) return;
    throw new GantryError('conflict', { message: 'name belongs to another token.', field: 'name', fix: 'Choose another name.' });
  }

  function read(id: string, tokens: readonly StoredToken[] = store.list()): StoredToken {
    const found = tokens.find((token) => token.id === id);
    if (found !== undefined) return found;
    throw new GantryError('not_found', { message: 'There is no token with this id.', field: 'id', fix: 'Look at the list of tokens.' });
  }

  const edit = (id: string, fields: Partial<StoredToken>) => (tokens: readonly StoredToken[]) => {
    const changed = { ...read(id, tokens), ...fields };
    return tokens.map((token) => (token.id === id ? changed : token));
  };
  const expiryOf = (days: number | null) => (days === null ? null : new Date(now() + days * dayMs).toISOString());

  return {
    list: store.list,
    accepted: (): readonly AcceptedSecret[] => accepted,
    isName: (name: string) => store.list().some((token) => sameName(token.name) === sameName(name)),
    async create({ name, scopes, expires_in_days, requests_per_minute }: ParsedInput<'tokens.create'>, createdBy: string) {
      const secret = makeTokenSecret();
      const token: StoredToken = {
        id: crypto.randomUUID(),
        name,
        ...secretFields(secret),
        scopes,
        created_at: new Date(now()).toISOString(),
        created_by: createdBy,
        expires_at: expiryOf(expires_in_days),
        requests_per_minute,
      };
      await change((tokens) => {
        expectFree(tokens, name);
        if (tokens.length >= mostTokens)
          throw new GantryError('conflict', {
            message: `At most ${mostTokens} tokens are kept.`,
            fix: 'Revoke the ones that are not used any more.',
          });
        return [...tokens, token];
      });
      return { token, secret };
    },
    async update({ id, name, scopes, expires_in_days: days, requests_per_minute: perMinute }: ParsedInput<'tokens.update'>) {
      await change((tokens) => {
        if (name !== undefined) expectFree(tokens, name, id);
        return edit(id, {
          ...(name === undefined ? {} : { name }),
          ...(scopes === undefined ? {} : { scopes }),
          ...(days === undefined ? {} : { expires_at: expiryOf(days) }),
          ...(perMinute === undefined ? {} : { requests_per_minute: perMinute }),
        })(tokens);
      });
      return read(id);
    },
    async revoke(id: string): Promise<void> {
      await change((tokens) => {
        const { id: found } = read(id, tokens);
        return tokens.filter((token) => token.id !== found);
      });
    },
    async replace(id: string) {
      const secret = makeTokenSecret();
      await change(edit(id, secretFields(secret)));
      return { token: read(id), secret };
    },
  };
}

function secretFields(secret: string): Pick<StoredToken, 'digest' | 'hint'> {
  return { digest: digestOf(secret).toString('hex'), hint: hintOf(secret) };
}

function accept({ digest, id, name, scopes, expires_at: at, requests_per_minute: requestsPerMinute }: StoredToken): AcceptedSecret {
  return {
    digest: Buffer.from(digest, 'hex'),
    owner: { id, name, scopes, expiresAt: at === null ? null : Date.parse(at), requestsPerMinute },
  };
}
