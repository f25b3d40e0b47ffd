import { type KeychainReply, type KeychainRequest, keychainRequestSchema, type SecretStoreInfo } from '#contract';
import type { SafeStorage } from './electron-port.ts';

export interface KeychainOptions {
  safeStorage: SafeStorage;
  platform: NodeJS.Platform;
}

/** What protects nothing: a key in Electron's source, or a backend Electron cannot name. */
const unreal = new Set(['basic_text', 'unknown']);

/**
 * Answers the host's questions to the system's keychain; undefined for any other message. Electron's calls block this process
 * while the system asks the person to unlock the keychain.
 */
export function createKeychainAnswers({ safeStorage, platform }: KeychainOptions): (message: unknown) => KeychainReply | undefined {
  return (message) => {
    const { data: request } = keychainRequestSchema.safeParse(message);
    if (request === undefined) return undefined;
    const reply = { type: 'keychain.reply', id: request.id } as const;
    try {
      return { ...reply, ...answer(request, { safeStorage, platform }) };
    } catch {
      // The error's words may come from the system and name what was asked; the backend is enough to look for the cause.
      return {
        ...reply,
        problem: `The keychain (${backendOf({ safeStorage, platform })}) refused. It may be locked, or have lost its key.`,
      };
    }
  };
}

function answer(request: KeychainRequest, options: KeychainOptions): Omit<KeychainReply, 'type' | 'id'> {
  const keychain = describe(options);
  if (request.type === 'keychain.describe') return { keychain };
  if (!keychain.is_available) return { problem: keychain.reason };
  const bytes = Buffer.from(request.data, 'base64');
  // safeStorage takes text, and the text is base64 of the key.
  if (request.type === 'keychain.wrap') return { data: options.safeStorage.encryptString(request.data).toString('base64') };
  return { data: options.safeStorage.decryptString(bytes) };
}

function describe(options: KeychainOptions): SecretStoreInfo['keychain'] {
  const { safeStorage } = options;
  const backend = backendOf(options);
  const is_real = !unreal.has(backend);
  // Whoever takes it has been asked for consent by the host; Electron wants to be told as well.
  if (backend === 'basic_text') safeStorage.setUsePlainTextEncryption?.(true);
  if (!safeStorage.isEncryptionAvailable())
    return {
      is_available: false,
      backend,
      is_real,
      reason: `The keychain (${backend}) does not answer; it may be locked or not installed.`,
    };
  return {
    is_available: true,
    backend,
    is_real,
    reason: is_real
      ? `The keychain of the system (${backend}) keeps the key.`
      : `This system has no keychain that Electron knows (${backend}): the key stands in a file anybody with the files can read.`,
  };
}

function backendOf({ safeStorage, platform }: KeychainOptions): string {
  if (platform === 'darwin') return 'keychain';
  if (platform === 'win32') return 'dpapi';
  return safeStorage.getSelectedStorageBackend?.() ?? 'unknown';
}
