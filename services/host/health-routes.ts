import { GantryError, type Health, type Part, type Routes } from '#contract';
import { type Parts, worstState } from '#platform/parts';

export interface HealthSources {
  parts: Parts;
  facts(): Pick<Health, 'version' | 'started_at' | 'environment' | 'storage'>;
  isDraining: () => boolean;
}

/** Handlers of the questions about the host as a whole. */
export function healthRoutes({ parts, facts, isDraining }: HealthSources): Routes {
  return {
    'probe.live': async () => ({ status: 'live' }),
    async 'probe.ready'() {
      if (isDraining()) throw new GantryError('draining', { retryAfterSeconds: 5 });
      const waiting = parts.waitingFor();
      const first = waiting[0];
      if (first !== undefined) {
        throw new GantryError('not_ready', {
          message: `Waits for ${waiting.map(({ name }) => name).join(', ')}: ${first.reason}.`,
          retryAfterSeconds: 1,
        });
      }
      return { status: 'ready' };
    },
    async 'health.read'({ refresh }) {
      if (refresh) await parts.refresh();
      const list = parts.list();
      return {
        ...facts(),
        // What is stopped on purpose is no trouble.
        state: worstState(list.map(({ state }) => (state === 'stopped' ? 'ok' : state))),
        summary: summarise(list),
        ready: !isDraining() && parts.waitingFor().length === 0,
        draining: isDraining(),
        parts: list,
      };
    },
  };
}

/** One line a person takes in at a glance. */
export function summarise(parts: readonly Part[]): string {
  const needy = parts.filter(({ state }) => state === 'down' || state === 'degraded');
  if (needy.length > 0) return needy.length === 1 ? `${needy[0]?.title} needs you` : `${needy.length} parts need you`;
  const wanted = parts.filter(({ state }) => state !== 'stopped');
  const starting = wanted.filter(({ state }) => state !== 'ok');
  if (starting.length > 0) return `${wanted.length - starting.length} of ${wanted.length} parts healthy, ${starting.length} on the way`;
  return `All ${wanted.length} parts healthy`;
}
