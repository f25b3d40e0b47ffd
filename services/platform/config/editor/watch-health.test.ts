import { expect, it } from 'vitest';
import { GantryError, type State } from '#contract';
import { watchHealth } from './watch-health.ts';

/** Health that is as the list says, look by look; the last one stays. */
function healthOf(...looks: State[]) {
  let at = -1;
  return {
    looks: () => at + 1,
    health: async () => {
      at += 1;
      return { redis: { state: looks[Math.min(at, looks.length - 1)] as State, reason: 'because' } };
    },
  };
}

const ok = { redis: { state: 'ok' as const, reason: '' } };
const watch = (
  effects: ReturnType<typeof healthOf>,
  { seconds = 0.2, baseline = ok as Record<string, { state: State; reason: string }> } = {},
) => watchHealth(effects, { seconds, baseline, signal: new AbortController().signal, onLook: () => undefined, everyMs: 5 });

it('keeps what stays well, and what was not well before', async () => {
  await watch(healthOf('ok'));
  await watch(healthOf('down'), { baseline: { redis: { state: 'down', reason: '' } } });
});

it('takes a blip for a blip', async () => {
  await watch(healthOf('ok', 'down', 'ok', 'degraded', 'degraded', 'degraded', 'ok'));
});

it('names what is down for two looks, from which state, and why', async () => {
  const effects = healthOf('ok', 'down');
  await expect(watch(effects)).rejects.toMatchObject({
    code: 'service_failed',
    message: 'redis was ok and is down: because.',
  });
  expect(effects.looks()).toBe(3);
});

it('waits longer for what only works with a loss', async () => {
  const effects = healthOf('degraded');
  await expect(watch(effects)).rejects.toMatchObject({ message: 'redis was ok and is degraded: because.' });
  expect(effects.looks()).toBe(5);
});

it('looks on when it turns bad at the very end', async () => {
  await expect(watch(healthOf('ok', 'down'), { seconds: 0.004 })).rejects.toBeInstanceOf(GantryError);
});

it('ends with the reason it is told to end for', async () => {
  const abort = new AbortController();
  const watching = watchHealth(healthOf('ok'), { seconds: 600, baseline: ok, signal: abort.signal, onLook: () => undefined });
  abort.abort(new GantryError('draining'));
  await expect(watching).rejects.toMatchObject({ code: 'draining' });
});
