import { GantryError } from '#contract';
import type { ComposeService } from '../compose-file/index.ts';
import type { ChangeTools } from './change-tools.ts';
import { waitReady } from './wait-ready.ts';

/**
 * Stops and starts the container a service has, without making it anew, and waits until it is healthy.
 * @throws GantryError `service_failed`, `engine_refused`, `engine_unavailable`, `conflict` where it has none
 */
export async function restartInPlace(
  tools: Pick<ChangeTools, 'engine' | 'book' | 'watch' | 'locks' | 'config'>,
  service: ComposeService,
  { signal, reason }: { signal: AbortSignal; reason: string },
): Promise<void> {
  const { engine, book, watch } = tools;
  const { name } = service;
  await tools.locks.run(name, async () => {
    const container = book.container(name);
    if (container === undefined) throw new GantryError('conflict', { message: `${name} has no container to restart.`, field: name });
    book.setActivity(name, { phase: 'restarting', reason: `is restarted: ${reason}` });
    try {
      await engine.stopContainer(container.id, service.stopGraceMs);
      await engine.startContainer(container.id);
      await watch.lookAt(container.id);
    } finally {
      book.setActivity(name, undefined);
    }
    await waitReady(book, service, { signal, timeoutMs: tools.config.readyTimeoutMs });
  });
}
