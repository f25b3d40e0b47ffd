import type { ServerResponse } from 'node:http';
import { type CallContext, type Config, GantryError, type OperationDeclaration } from '#contract';
import type { Tokens } from '#platform/credentials';
import type { Caller } from './gate.ts';
import type { ApiMetrics } from './metrics.ts';

/** What the API asks of the tokens. */
export type ApiTokens = Pick<Tokens, 'verify' | 'standing' | 'takeRequest' | 'usage'>;

export interface AccountOptions {
  config: Pick<Config['server'], 'requestsPerMinute'>;
  tokens: ApiTokens;
  metrics: Pick<ApiMetrics, 'rateLimited'>;
}

/** What watches over this computer must not go blind because much is asked. */
const unlimitedPaths: ReadonlySet<string> = new Set(['/health', '/metrics']);

/** Counts what each token is used for, and holds it to its rate limit. Sessions made with a token count as the token. */
export function createAccount({ config, tokens, metrics }: AccountOptions) {
  return {
    /** A request of this caller begins; its answer is counted too. @throws GantryError `rate_limited` */
    begin({ token }: Caller, { declared, response }: { declared: OperationDeclaration; response: ServerResponse }): void {
      if (token === undefined) return;
      tokens.usage.begin(token.id);
      response.once('close', () => {
        if (response.writableFinished && response.statusCode >= 400) tokens.usage.fail(token.id);
      });
      if (unlimitedPaths.has(declared.path)) return;
      try {
        tokens.takeRequest(token.id, token.requestsPerMinute ?? config.requestsPerMinute);
      } catch (error) {
        if (error instanceof GantryError && error.code === 'rate_limited') {
          tokens.usage.limit(token.id);
          metrics.rateLimited.inc();
        }
        throw error;
      }
    },
    /** Adds to the model tokens of this caller. */
    tokenCounter:
      ({ token }: Caller): NonNullable<CallContext['countTokens']> =>
      (count) => {
        if (token !== undefined) tokens.usage.addTokens(token.id, count);
      },
  };
}
