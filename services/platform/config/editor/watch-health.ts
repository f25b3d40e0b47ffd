import { setTimeout } from 'node:timers/promises';
import { GantryError, type State } from '#contract';
import type { ConfigEffects, Standing } from './effects.ts';

const usualEveryMs = 2000;
/** Bad looks in a row that are a drop. One can be a blip of a check, and what works with a loss may only be busy. */
const looksThatCount: Readonly<Partial<Record<State, number>>> = { down: 2, degraded: 5 };
const rank: Readonly<Record<State, number>> = { ok: 0, stopped: 0, unknown: 0, starting: 1, degraded: 2, down: 3 };

export interface WatchOptions {
  seconds: number;
  /** How all was before the change. */
  baseline: Readonly<Record<string, Standing>>;
  signal: AbortSignal;
  onLook(watchedSeconds: number): void;
  /** Between two looks. Default 2 s. */
  everyMs?: number;
}

/**
 * Looks at the health for so long. What was not well before does not count.
 * @throws GantryError `service_failed` naming what dropped, from which state to which, and why; what `signal` carries
 */
export async function watchHealth(
  effects: Pick<ConfigEffects, 'health'>,
  { seconds, baseline, signal, onLook, everyMs = usualEveryMs }: WatchOptions,
): Promise<void> {
  const startedAt = performance.now();
  const bad = new Map<string, number>();
  for (;;) {
    const now = await effects.health();
    for (const [name, standing] of Object.entries(now)) {
      const looks = isDrop(baseline[name], standing) ? (bad.get(name) ?? 0) + 1 : 0;
      bad.set(name, looks);
      if (looks >= (looksThatCount[standing.state] ?? Number.POSITIVE_INFINITY))
        throw new GantryError('service_failed', {
          message: `${name} was ${baseline[name]?.state ?? 'not there'} and is ${standing.state}: ${standing.reason}.`.replace(
            /\.\.$/,
            '.',
          ),
          field: name,
        });
    }
    const watched = (performance.now() - startedAt) / 1000;
    onLook(Math.min(seconds, Math.floor(watched)));
    // A drop seen for the first time at the very end is looked at once more.
    if (watched >= seconds && [...bad.values()].every((looks) => looks === 0)) return;
    await setTimeout(everyMs, undefined, { signal }).catch(() => {
      throw signal.reason;
    });
  }
}

function isDrop(before: Standing | undefined, now: Standing): boolean {
  return rank[now.state] >= rank.degraded && rank[now.state] > rank[before?.state ?? 'ok'];
}
