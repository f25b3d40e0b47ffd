/** API tokens. */
export { createTokens, type Tokens, type VerifiedToken } from './tokens.ts';
