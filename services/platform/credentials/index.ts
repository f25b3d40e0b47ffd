/** API tokens, and the secrets of the stack. */
export type { Keychain, SecretStore } from './secret-store.ts';
export { createTokens, type Tokens, type VerifiedToken } from './tokens.ts';
