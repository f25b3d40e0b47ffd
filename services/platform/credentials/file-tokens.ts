import { createHash } from 'node:crypto';
import { chmod, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GantryError, type Scope } from '#contract';
import { readIfThere, writeDurably } from '#platform/files';
import type { Log } from '#platform/log';
import type { AcceptedSecret } from './accepted-secret.ts';
import { digestOf, hintOf, makeTokenSecret } from './token-secret.ts';
import { sameName } from './token-store.ts';

/** Where the secret of a token is kept for programs that read it from a file. */
export interface TokenKeeper {
  /** Absolute. May be another one from one call to the next. */
  file(): string;
  read(): Promise<string | undefined>;
  write(secret: string): Promise<void>;
}

export interface FileTokenEntry {
  name: string;
  scopes: readonly Scope[];
  file: string;
  /** Who reads and writes the file. Default: the file itself, 0600, replaced as a whole. */
  keeper?: TokenKeeper;
}

/** A change of the secret that is under way: both secrets are accepted until one of these is called. */
export interface TokenRoll {
  /** The next secret is the one; the old one is refused from now on. */
  commit(): void;
  /** The old secret stays; the next one is refused from now on. */
  abort(): void;
}

export interface FileToken {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly keeper: TokenKeeper;
  readonly digest: Buffer;
  readonly hint: string;
  /** When the secret was written; null where that is not known. */
  readonly changedAt: string | null;
  /** Of the secret that is to follow, while a roll is under way. */
  readonly next?: Buffer;
}

/** 256 bits of randomness need 43 characters of base64url; a shorter token was not made by us and can be guessed sooner. */
const leastChars = 32;

type Secret = Pick<FileToken, 'digest' | 'hint' | 'changedAt'>;

/** What a keeper that is locked gives: until `reload` no secret at all is accepted for that token. */
const lockedSecret = Symbol('locked');

export interface FileTokensOptions {
  log: Log;
  /** Other names that are taken. */
  isTaken: (name: string) => boolean;
  onChange: () => void;
}

/** Tokens whose secret stands in a file that a program reads: the first admin token, and the one of the stack. */
export function createFileTokens({ log, isTaken, onChange }: FileTokensOptions) {
  const tokens = new Map<string, FileToken>();

  function find(name: string): FileToken {
    const found = [...tokens.values()].find((token) => token.name === name);
    if (found === undefined) throw new Error(`There is no token ${name} in a file: a mistake in the code`);
    return found;
  }

  function set(id: string, change: (token: FileToken) => FileToken): void {
    const present = tokens.get(id);
    if (present !== undefined) tokens.set(id, change(present));
    onChange();
  }

  async function readOrMake(keeper: TokenKeeper, isOurs: boolean): Promise<Secret> {
    const read = await keeper.read().catch(whileLocked);
    if (read === lockedSecret) return { digest: digestOf(makeTokenSecret()), hint: '', changedAt: null };
    const text = read?.trim() ?? '';
    if (text.length < leastChars && text !== '' && !isOurs) throw tooShort(keeper.file());
    const secret = text.length >= leastChars ? text : makeTokenSecret();
    if (secret !== text) await keeper.write(secret);
    return { digest: digestOf(secret), hint: hintOf(secret), changedAt: await closeToOthers(keeper.file(), log) };
  }

  function roll(name: string, nextSecret: string): TokenRoll {
    const token = find(name);
    if (token.next !== undefined)
      throw new GantryError('conflict', {
        message: `The token ${name} is being replaced already.`,
        fix: 'Wait until that is done, then try again.',
      });
    const next = digestOf(nextSecret);
    set(token.id, (present) => ({ ...present, next }));
    let isOver = false;
    const end = (secret: Partial<Secret>) => {
      if (isOver) return;
      isOver = true;
      set(token.id, ({ next: _next, ...present }) => ({ ...present, ...secret }));
    };
    return {
      commit: () => end({ digest: next, hint: hintOf(nextSecret), changedAt: new Date().toISOString() }),
      abort: () => end({}),
    };
  }

  return {
    list: (): readonly FileToken[] => [...tokens.values()],
    accepted: (): readonly AcceptedSecret[] => [...tokens.values()].flatMap(accept),
    isName: (name: string) => [...tokens.values()].some((token) => sameName(token.name) === sameName(name)),
    /**
     * Accepts the token in a file, which is made unless it is there. `isOurs`: only we make it, so one that is too short
     * is made anew; otherwise a person may have written it, and it is refused.
     * @throws GantryError `config_invalid` when it can be guessed or when a named token has its name
     */
    async add({ name, scopes, file, keeper = fileKeeper(file) }: FileTokenEntry, isOurs: boolean): Promise<void> {
      if (isTaken(name))
        throw new GantryError('config_invalid', {
          message: `A token of tokens.json has the name ${name}, which belongs to the token in ${keeper.file()}.`,
          field: 'tokens.json',
          fix: 'Give the one in tokens.json another name.',
        });
      const id = idOf(name);
      tokens.set(id, { id, name, scopes, keeper, ...(await readOrMake(keeper, isOurs)) });
    },
    /** Reads the file anew, after its keeper has written it. @throws GantryError `config_invalid` when it can be guessed */
    async reload(name: string): Promise<void> {
      const token = find(name);
      const secret = await readOrMake(token.keeper, true);
      set(token.id, (present) => ({ ...present, ...secret }));
    },
    /**
     * Accepts `nextSecret` beside the present one until `commit` or `abort`. The caller writes the file.
     * @throws GantryError `conflict` while another roll of it is under way
     */
    roll,
    /** Puts a new secret into the file; the old one is refused when this returns. @throws GantryError `conflict`, `disk_full` */
    async replace({ name, keeper }: FileToken): Promise<void> {
      const secret = makeTokenSecret();
      const rolling = roll(name, secret);
      try {
        await keeper.write(secret);
      } catch (error) {
        rolling.abort();
        throw error;
      }
      rolling.commit();
    },
  };
}

export type FileTokens = ReturnType<typeof createFileTokens>;

function fileKeeper(file: string): TokenKeeper {
  return { file: () => file, read: () => readIfThere(file), write: (secret) => writeDurably(file, `${secret}\n`, 0o600) };
}

function accept({ id, name, scopes, digest, next }: FileToken): AcceptedSecret[] {
  const owner = { id, name, scopes, expiresAt: null, requestsPerMinute: null };
  return [{ digest, owner }, ...(next === undefined ? [] : [{ digest: next, owner }])];
}

function whileLocked(error: unknown): typeof lockedSecret {
  if (error instanceof GantryError && error.code === 'credentials_locked') return lockedSecret;
  throw error;
}

/** The same at every start, for usage and panel. */
function idOf(name: string): string {
  const hex = createHash('sha256').update(`gantry file token ${name}`).digest('hex');
  // A UUID of version 8 (RFC 9562): made by a rule of our own.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function tooShort(file: string): GantryError {
  return new GantryError('config_invalid', {
    message: `${file}: the token must have at least ${leastChars} characters.`,
    field: basename(file),
    fix: 'Delete the file; the next start makes a new token.',
  });
}

/** Makes the file 0600 where it is not, and says when it was written: null where its keeper has no plain file now. */
async function closeToOthers(file: string, log: Log): Promise<string | null> {
  const there = await stat(file).catch(() => undefined);
  if (there === undefined) return null;
  const { mode, mtime } = there;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    await chmod(file, 0o600);
    log.warn(
      { file },
      'the token file was readable by others and is 0600 again; if others use this computer, delete it to get a new token',
    );
  }
  return mtime.toISOString();
}
