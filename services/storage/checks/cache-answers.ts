import type { Check } from '#platform/parts';
import type { RedisLink } from '../redis/redis-link.ts';

/** Whether Redis answers, and how fast. Without it work goes on, without what was kept. */
export function cacheAnswers(link: RedisLink): Check {
  return {
    name: 'cache-answers',
    title: 'Does Redis answer?',
    async run() {
      const startedAt = performance.now();
      const answer = await link.ask((redis) => redis.ping());
      const evidence = `Redis answered in ${(performance.now() - startedAt).toFixed(1)} ms`;
      const refusal = link.refusal();
      if (answer !== undefined && refusal !== undefined)
        return { state: 'degraded', evidence, cause: refusal.unavailable, fix: refusal.fix };
      if (answer !== undefined) return { state: 'ok', evidence };
      const trouble = link.trouble();
      return {
        state: 'degraded',
        evidence: 'Redis does not answer; work goes on without a cache',
        cause: trouble?.unavailable ?? 'Redis is busy.',
        fix: trouble?.fix ?? 'Gantry tries again by itself.',
      };
    },
  };
}
