import { GantryError } from '#contract';

/** Three slips of the finger cost nothing. */
const freeAttempts = 3;
const longestWaitSeconds = 300;

/**
 * Slows down whoever tries passphrases by the API. Whoever has the file tries without asking; against that stands scrypt.
 * `now` in milliseconds.
 */
export function createPassphraseAttempts(now: () => number = Date.now) {
  let wrong = 0;
  let notBefore = 0;
  return {
    /** @throws GantryError `passphrase_wrong` with the seconds to wait */
    expectAllowed(): void {
      const waitSeconds = Math.ceil((notBefore - now()) / 1000);
      if (waitSeconds <= 0) return;
      throw new GantryError('passphrase_wrong', {
        message: `After ${wrong} wrong passphrases the next one is looked at in ${waitSeconds} s.`,
        field: 'passphrase',
        retryAfterSeconds: waitSeconds,
      });
    },
    noteWrong(): void {
      wrong += 1;
      if (wrong >= freeAttempts) notBefore = now() + Math.min(2 ** (wrong - freeAttempts), longestWaitSeconds) * 1000;
    },
    noteRight(): void {
      wrong = 0;
      notBefore = 0;
    },
  };
}
