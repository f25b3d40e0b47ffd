/** API tokens, and the secrets of the stack. */
export type { VerifiedToken } from './accepted-secret.ts';
export type { FileTokenEntry, TokenKeeper, TokenRoll } from './file-tokens.ts';
export { generateSecret } from './generate-secret.ts';
export type { Keychain, SecretStore } from './secret-store.ts';
export { createSecretStore, type SecretStoreOptions } from './store/create-secret-store.ts';
export { createVaultKeyMemory, type VaultKeyMemory } from './store/vault-key-memory.ts';
export { secretStoreRoutes } from './store-routes.ts';
export { checkStrength, checkStrengths, type StrengthQuestion } from './strength.ts';
export { tokenRoutes } from './token-routes.ts';
export { createTokens, type Tokens } from './tokens.ts';
