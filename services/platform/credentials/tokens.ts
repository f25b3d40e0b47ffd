import { timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { GantryError, type ParsedInput, type Scope, type Token } from '#contract';
import type { Log } from '#platform/log';
import { apiTokenFile, type Paths } from '#platform/paths';
import { describeFileToken, describeStoredToken } from './describe-token.ts';
import { createFileTokens, type FileTokenEntry, type TokenRoll } from './file-tokens.ts';
import { createTokenLimits } from './token-limits.ts';
import { digestOf, hintOf, makeTokenSecret, markOf } from './token-secret.ts';
import { openTokenStore, type StoredToken, sameName } from './token-store.ts';
import { createTokenUsage, type TokenUsage } from './token-usage.ts';
import { watchExpiry } from './watch-expiry.ts';

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

/** Every request is compared with all of them: 2,000 take a tenth of a millisecond. */
const mostTokens = 2000;
/** Callers that are no tokens: in history and lists these names must not be mistaken. */
const ownNames: readonly string[] = ['panel', 'anyone'];
const dayMs = 24 * 3_600_000;

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
  const hasName = (name: string) => store.list().some((token) => sameName(token.name) === sameName(name));
  const files = createFileTokens({ log, isTaken: hasName, onChange: announce });
  const expiry = watchExpiry(now, announce);
  await files.add({ name: 'api-token', scopes: ['admin'], file: apiTokenFile(paths) }, false);
  watch();

  function announce(): void {
    watch();
    for (const listener of listeners) listener();
  }

  function watch(): void {
    expiry.watch(store.list().flatMap(({ expires_at: at }) => (at === null ? [] : [Date.parse(at)])));
  }

  function accepted(): { digest: Buffer; token: VerifiedToken }[] {
    const inFiles = files.list().flatMap(({ id, name, scopes, digest, next }) =>
      [digest, ...(next === undefined ? [] : [next])].map((each) => ({
        digest: each,
        token: { id, name, scopes, mark: markOf(each), expiresAt: null, requestsPerMinute: null },
      })),
    );
    return [...inFiles, ...named];
  }

  // Made when the tokens change, not at every request.
  let named = prepare(store.list());
  async function change(edit: (tokens: readonly StoredToken[]) => readonly StoredToken[]): Promise<void> {
    await store.change(edit);
    named = prepare(store.list());
    announce();
  }

  function expectFree(tokens: readonly StoredToken[], name: string, id?: string): void {
    const isTaken =
      files.isName(name) ||
      ownNames.includes(sameName(name)) ||
      tokens.some((token) => token.id !== id && sameName(token.name) === sameName(name));
    if (isTaken)
      throw new GantryError('conflict', { message: 'name belongs to another token.', field: 'name', fix: 'Choose another name.' });
  }

  const describe = (token: StoredToken) => describeStoredToken(token, usage.of(token.id), now());
  const expiryOf = (days: number | null) => (days === null ? null : new Date(now() + days * dayMs).toISOString());
  const fileToken = (id: string) => files.list().find((token) => token.id === id);

  /** @throws GantryError `not_found`, or `conflict` with `fix` where the token stands in a file */
  function expectNamed(tokens: readonly StoredToken[], id: string, inFile: { message: string; fix: string }): StoredToken {
    if (fileToken(id) !== undefined) throw new GantryError('conflict', { ...inFile, field: 'id' });
    const found = tokens.find((token) => token.id === id);
    if (found === undefined) throw unknownToken();
    return found;
  }

  function read(id: string): Token {
    const found = store.list().find((token) => token.id === id);
    if (found === undefined) throw unknownToken();
    return describe(found);
  }

  return {
    usage,
    async verify(secret) {
      const given = digestOf(secret);
      // Every one is compared, so that the time does not tell which came close.
      const matches = accepted().filter(({ digest }) => timingSafeEqual(given, digest));
      const found = matches[0]?.token;
      if (found !== undefined && hasExpired(found, now())) throw new GantryError('token_expired');
      return found;
    },
    standing(id, mark) {
      const found = accepted().find(({ token }) => token.id === id && token.mark === mark)?.token;
      return found === undefined || hasExpired(found, now()) ? undefined : found;
    },
    takeRequest: limits.take,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    list: () => [...files.list().map((token) => describeFileToken(token, usage.of(token.id))), ...store.list().map(describe)],
    async create({ name, scopes, expires_in_days, requests_per_minute }, createdBy) {
      const secret = makeTokenSecret();
      const made: StoredToken = {
        id: crypto.randomUUID(),
        name,
        digest: digestOf(secret).toString('hex'),
        hint: hintOf(secret),
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
        return [...tokens, made];
      });
      return { token: describe(made), secret };
    },
    async update({ id, name, scopes, expires_in_days: days, requests_per_minute: perMinute }) {
      await change((tokens) => {
        const found = expectNamed(tokens, id, {
          message: 'A token in a file keeps its name, scopes and expiry.',
          fix: 'Make a token of its own for what needs others.',
        });
        if (name !== undefined) expectFree(tokens, name, id);
        const next: StoredToken = {
          ...found,
          ...(name === undefined ? {} : { name }),
          ...(scopes === undefined ? {} : { scopes }),
          ...(days === undefined ? {} : { expires_at: expiryOf(days) }),
          ...(perMinute === undefined ? {} : { requests_per_minute: perMinute }),
        };
        return tokens.map((token) => (token.id === id ? next : token));
      });
      return read(id);
    },
    async revoke(id) {
      await change((tokens) => {
        expectNamed(tokens, id, {
          message: 'A token in a file cannot be revoked: programs read it from there.',
          fix: 'Replace it; the old one is refused at once.',
        });
        return tokens.filter((token) => token.id !== id);
      });
      usage.forget(id);
      limits.forget(id);
    },
    async replace(id) {
      const inFile = fileToken(id);
      if (inFile !== undefined) {
        await files.replace(inFile);
        return { token: describeFileToken(fileToken(id) ?? inFile, usage.of(id)), secret: null };
      }
      const secret = makeTokenSecret();
      await change((tokens) => {
        if (!tokens.some((token) => token.id === id)) throw unknownToken();
        const fresh = { digest: digestOf(secret).toString('hex'), hint: hintOf(secret) };
        return tokens.map((token) => (token.id === id ? { ...token, ...fresh } : token));
      });
      return { token: read(id), secret };
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

function prepare(tokens: readonly StoredToken[]): { digest: Buffer; token: VerifiedToken }[] {
  return tokens.map(({ id, name, scopes, digest, expires_at, requests_per_minute }) => ({
    digest: Buffer.from(digest, 'hex'),
    token: {
      id,
      name,
      scopes,
      mark: digest.slice(0, 16),
      expiresAt: expires_at === null ? null : Date.parse(expires_at),
      requestsPerMinute: requests_per_minute,
    },
  }));
}

function hasExpired({ expiresAt }: VerifiedToken, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}

function unknownToken(): GantryError {
  return new GantryError('not_found', { message: 'There is no token with this id.', field: 'id', fix: 'Look at the list of tokens.' });
}
