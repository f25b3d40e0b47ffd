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
      if (response.ok) return { state: 'ok', evidence: `answers in ${elapsed}` };
      const evidence = `status ${response.status} in ${elapsed}`;
      if (response.status === 429)
        return { state: 'degraded', evidence, cause: 'More requests are in flight than the API takes.', fix: 'Send fewer at once.' };
      return { state: 'down', evidence, cause: 'The API refuses its own question.', fix: 'See the log.' };
    },
  };
}
