import type { Routes } from '#contract';
import type { Tokens } from './tokens.ts';

/** Handlers of the operations on API tokens. */
export function tokenRoutes(tokens: Tokens): Routes {
  return {
    'tokens.list': async () => ({ tokens: tokens.list() }),
    'tokens.create': (input, { caller }) => tokens.create(input, caller),
    'tokens.update': (input) => tokens.update(input),
    async 'tokens.revoke'({ id }) {
      await tokens.revoke(id);
      return undefined;
    },
    'tokens.replace': ({ id }) => tokens.replace(id),
  };
}
