import { timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { GantryError, type ParsedInput, type Token } from '#contract';
import type { Log } from '#platform/log';
import { apiTokenFile, type Paths } from '#platform/paths';
import type { AcceptedSecret, VerifiedToken } from './accepted-secret.ts';
import { describeFileToken, describeStoredToken } from './describe-token.ts';
import { createFileTokens, type FileTokenEntry, type TokenRoll } from './file-tokens.ts';
import { createNamedTokens } from './named-tokens.ts';
import { createTokenLimits } from './token-limits.ts';
import { digestOf, markOf } from './token-secret.ts';
import { openTokenStore, type StoredToken, sameName } from './token-store.ts';
import { createTokenUsage, type TokenUsage } from './token-usage.ts';
import { watchExpiry } from './watch-expiry.ts';

export interface Tokens {
  /**
   * Who the token belongs to, or undefined. Takes the same time whether or not it matches.
   * @throws GantryError `token_expired`
   */
  verify(secret: string): Promise<VerifiedToken | undefined>;
  /** The token with that id as it stands now, while the secret with that mark is accepted; else undefined. */
  standing(id: string, mark: string): VerifiedToken | undefined;
  /** Takes one request from the limit of a token; 0 is no limit. @throws GantryError `rate_limited` */
  takeRequest(id: string, perMinute: number): void;
  readonly usage: TokenUsage;
  /** Calls `listener` when a token was made, changed, replaced, revoked or has expired. Returns the way to stop. */
  subscribe(listener: () => void): () => void;
  list(): Token[];
  /** @throws GantryError `conflict` when there is such a name, or too many, `disk_full` */
  create(input: ParsedInput<'tokens.create'>, createdBy: string): Promise<{ token: Token; secret: string }>;
  /** @throws GantryError `not_found`, `conflict`, `disk_full` */
  update(input: ParsedInput<'tokens.update'>): Promise<Token>;
  /** @throws GantryError `not_found`, `conflict` when it stands in a file, `disk_full` */
  revoke(id: string): Promise<void>;
  /** The secret is null where it stands in a file. @throws GantryError `not_found`, `conflict`, `disk_full` */
  replace(id: string): Promise<{ token: Token; secret: string | null }>;
  /** Accepts the token in a file (0600), which is made unless it is there: for programs that read their token from one. */
  addFile(entry: FileTokenEntry): Promise<void>;
  /** Reads the file of a token anew, after another room has written it or its keeper was unlocked. */
  reload(name: string): Promise<void>;
  /** Accepts `nextSecret` beside the present one of a file token until `commit` or `abort`; the caller writes the file. @throws GantryError `conflict` */
  roll(name: string, nextSecret: string): TokenRoll;
  /** Writes the usage that is not written yet. */
  close(): Promise<void>;
}

/** Callers that are no tokens: in history and lists these names must not be mistaken. */
const ownNames: readonly string[] = ['panel', 'anyone'];

export interface TokensOptions {
  paths: Paths;
  log: Log;
  now?: () => number;
}

/**
 * Opens the named tokens of `<config>/tokens.json` and reads the first admin token from `<config>/api-token` (0600), or
 * makes it.
 * @throws GantryError `config_invalid` when either cannot be read as what it is
 */
export async function createTokens({ paths, log, now = Date.now }: TokensOptions): Promise<Tokens> {
  const listeners = new Set<() => void>();
  const store = await openTokenStore(join(paths.config, 'tokens.json'), log);
  const usage = await createTokenUsage({ file: join(paths.state, 'token-usage.json'), log, now });
  const limits = createTokenLimits(now);
  const expiry = watchExpiry(now, announce);
  const files = createFileTokens({ log, isTaken: (name) => named.isName(name), onChange: announce });
  const named = createNamedTokens({
    store,
    now,
    isReserved: (name) => files.isName(name) || ownNames.includes(sameName(name)),
    onChange: announce,
  });
  await files.add({ name: 'api-token', scopes: ['admin'], file: apiTokenFile(paths) }, false);
  watch();

  function announce(): void {
    watch();
    for (const listener of listeners) listener();
  }

  function watch(): void {
    expiry.watch(store.list().flatMap(({ expires_at: at }) => (at === null ? [] : [Date.parse(at)])));
  }

  const accepted = () => [...files.accepted(), ...named.accepted()];
  const hasExpired = ({ owner: { expiresAt } }: AcceptedSecret) => expiresAt !== null && expiresAt <= now();
  const verified = ({ digest, owner }: AcceptedSecret): VerifiedToken => ({ ...owner, mark: markOf(digest) });
  const fileToken = (id: string) => files.list().find((token) => token.id === id);
  const describe = (token: StoredToken) => describeStoredToken(token, usage.of(token.id), now());

  function expectNamed(id: string, refusal: { message: string; fix: string }): void {
    if (fileToken(id) !== undefined) throw new GantryError('conflict', { ...refusal, field: 'id' });
  }

  return {
    usage,
    async verify(secret) {
      const given = digestOf(secret);
      // Every one is compared, so that the time does not tell which came close.
      const [found] = accepted().filter(({ digest }) => timingSafeEqual(given, digest));
      if (found !== undefined && hasExpired(found)) throw new GantryError('token_expired');
      return found && verified(found);
    },
    standing(id, mark) {
      const found = accepted().find(({ digest, owner }) => owner.id === id && markOf(digest) === mark);
      return found === undefined || hasExpired(found) ? undefined : verified(found);
    },
    takeRequest: limits.take,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    list: () => [...files.list().map((token) => describeFileToken(token, usage.of(token.id))), ...named.list().map(describe)],
    async create(input, createdBy) {
      const { token, secret } = await named.create(input, createdBy);
      return { token: describe(token), secret };
    },
    async update(input) {
      expectNamed(input.id, {
        message: 'A token in a file keeps its name, scopes and expiry.',
        fix: 'Make a token of its own for what needs others.',
      });
      return describe(await named.update(input));
    },
    async revoke(id) {
      expectNamed(id, {
        message: 'A token in a file cannot be revoked: programs read it from there.',
        fix: 'Replace it; the old one is refused at once.',
      });
      await named.revoke(id);
      usage.forget(id);
      limits.forget(id);
    },
    async replace(id) {
      const inFile = fileToken(id);
      if (inFile !== undefined) {
        await files.replace(inFile);
        return { token: describeFileToken(fileToken(id) ?? inFile, usage.of(id)), secret: null };
      }
      const { token, secret } = await named.replace(id);
      return { token: describe(token), secret };
    },
    addFile: (entry) => files.add(entry, true),
    reload: files.reload,
    roll: files.roll,
    async close() {
      expiry.stop();
      await usage.close();
    },
  };
}
