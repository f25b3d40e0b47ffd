import type { Token } from '#contract';
import type { FileToken } from './file-tokens.ts';
import type { StoredToken } from './token-store.ts';
import type { Used } from './token-usage.ts';

/** A named token as clients see it: without its digest. */
export function describeStoredToken({ digest: _digest, ...token }: StoredToken, used: Used, now: number): Token {
  return {
    ...token,
    kind: 'api',
    file: null,
    is_expired: token.expires_at !== null && Date.parse(token.expires_at) <= now,
    ...used,
  };
}

/** A token in a file as clients see it. */
export function describeFileToken({ id, name, scopes, keeper, hint, changedAt }: FileToken, used: Used): Token {
  return {
    id,
    name,
    kind: 'file',
    file: keeper.file(),
    hint,
    scopes: [...scopes],
    created_at: changedAt,
    created_by: 'gantry',
    expires_at: null,
    is_expired: false,
    requests_per_minute: null,
    ...used,
  };
}
