import { join } from 'node:path';
import type { FileTokenEntry, SecretStore, Tokens } from '#platform/credentials';
import type { Events } from '#platform/events';
import type { Log } from '#platform/log';
import type { StackOptions } from '#stack';

const secret = 'gantry_token';
const name = 'stack';

/** The token with which services of the stack call the local API; it is one of the stack's secrets. */
export function stackTokenEntry(store: SecretStore): FileTokenEntry {
  const file = () => join(store.folder(), secret);
  return {
    name,
    scopes: ['read', 'search', 'chat'],
    file: file(),
    keeper: {
      file,
      read: () => store.read(secret),
      // In place: containers that run mount the file and go on seeing it.
      write: (value) => store.replaceInPlace(secret, value),
    },
  };
}

/** While the vault is locked nobody knows the token of the stack, so it is accepted from the unlock on. Returns the way to stop. */
export function acceptAtUnlock({ events, tokens, log }: { events: Events; tokens: Tokens; log: Log }): () => void {
  return events.subscribe(({ event, data }) => {
    if (event !== 'credentials.changed' || data.change !== 'unlocked') return;
    tokens.reload(name).catch((error: unknown) => log.error({ err: error }, 'token of the stack not accepted'));
  });
}

/** The same token as the stack replaces it. */
export function stackToken(tokens: Tokens): StackOptions['apiToken'] {
  return {
    accepts: async (value) => (await tokens.verify(value)) !== undefined,
    async roll(next) {
      const rolling = tokens.roll(name, next);
      return { commit: async () => rolling.commit(), abort: async () => rolling.abort() };
    },
  };
}
