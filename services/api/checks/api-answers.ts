import type { Check } from '#platform/parts';

/** Asks the API over HTTP as any client would. */
export function apiAnswers(url: () => string | undefined): Check {
  return {
    name: 'api-answers',
    title: 'Does the local API answer?',
    async run(signal) {
      const address = url();
      if (address === undefined) return { state: 'down', evidence: 'not listening' };
      const startedAt = performance.now();
      const response = await fetch(`${address}/livez`, { signal });
      await response.arrayBuffer();
      const elapsed = `${(performance.now() - startedAt).toFixed(1)} ms`;
      return response.ok
        ? { state: 'ok', evidence: `answers in ${elapsed}` }
        : {
            state: 'down',
            evidence: `status ${response.status} in ${elapsed}`,
            cause: 'The API refuses its own question.',
            fix: 'See the log.',
          };
    },
  };
}
