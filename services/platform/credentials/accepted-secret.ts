import type { Scope } from '#contract';

/** A token whose secret was sent. */
export interface VerifiedToken {
  id: string;
  /** Names the secret without saying anything about it; another one after `replace`. */
  mark: string;
  name: string;
  scopes: readonly Scope[];
  /** ms since 1970, or null: never. */
  expiresAt: number | null;
  /** Limit of its own, or null. */
  requestsPerMinute: number | null;
}

/** A secret that opens, by its digest, and whose it is. */
export interface AcceptedSecret {
  digest: Buffer;
  owner: Omit<VerifiedToken, 'mark'>;
}
