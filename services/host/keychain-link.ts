import { GantryError, type KeychainReply, type KeychainRequest, keychainReplySchema } from '#contract';
import type { Keychain } from '#platform/credentials';

/** What Electron's utilityProcess adds to `process`. */
export interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

type Asked = KeychainRequest extends infer One ? (One extends unknown ? Omit<One, 'id'> : never) : never;

/** Long enough for a system that wakes its keychain; a person who is asked for a password tries again. */
const defaultTimeoutMs = 10_000;

/** The system's keychain, asked through the window that started this process. Without a window there is none, and that is said. */
export function createKeychainLink(port: ParentPort | undefined, timeoutMs = defaultTimeoutMs): Keychain {
  if (port === undefined) return noKeychain;
  let lastId = 0;
  const waiting = new Map<number, (reply: KeychainReply) => void>();
  port.on('message', ({ data }) => {
    const { data: reply } = keychainReplySchema.safeParse(data);
    if (reply === undefined) return;
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });

  function ask(request: Asked): Promise<KeychainReply> {
    lastId += 1;
    const id = lastId;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        waiting.delete(id);
        resolve({ type: 'keychain.reply', id, problem: `The window did not answer for the keychain within ${timeoutMs / 1000} s.` });
      }, timeoutMs);
      waiting.set(id, (reply) => {
        clearTimeout(timer);
        resolve(reply);
      });
      port?.postMessage({ ...request, id });
    });
  }
  async function askForData(request: Asked): Promise<Uint8Array> {
    const { data, problem } = await ask(request);
    if (data === undefined) throw unavailable(problem ?? 'The window gave no answer for the keychain.');
    return Buffer.from(data, 'base64');
  }

  return {
    async describe() {
      const { keychain, problem } = await ask({ type: 'keychain.describe' });
      return (
        keychain ?? {
          is_available: false,
          backend: 'none',
          is_real: false,
          reason: problem ?? 'The window gave no answer for the keychain.',
        }
      );
    },
    wrap: (plain) => askForData({ type: 'keychain.wrap', data: Buffer.from(plain).toString('base64') }),
    unwrap: (sealed) => askForData({ type: 'keychain.unwrap', data: Buffer.from(sealed).toString('base64') }),
  };
}

const noWindow = 'The keychain needs the Gantry window; this host was started without one.';

const noKeychain: Keychain = {
  describe: async () => ({ is_available: false, backend: 'none', is_real: false, reason: noWindow }),
  wrap: async () => {
    throw unavailable(noWindow);
  },
  unwrap: async () => {
    throw unavailable(noWindow);
  },
};

function unavailable(message: string): GantryError {
  return new GantryError('keychain_unavailable', { message });
}
