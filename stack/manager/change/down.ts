import type { Compose, ComposeService } from '../compose-file/index.ts';
import { composeLabels } from '../compose-labels.ts';
import type { ChangeTools } from './change-tools.ts';

export interface DownRequest {
  readonly compose: Compose;
  /** Dependents first. */
  readonly services: readonly ComposeService[];
  readonly remove: boolean;
  /** Keys of volumes to delete. */
  readonly volumes: readonly string[];
  readonly signal: AbortSignal;
  progress(progress: { done: number; total: number; current: string }): void;
}

/** Stops services, each after those that need it, with the grace time of the file; then removes what was asked for. */
export async function down(tools: ChangeTools, request: DownRequest): Promise<Record<string, unknown>> {
  const { engine, book, watch } = tools;
  const { compose, services, signal } = request;
  const startedAt = performance.now();
  const stopped: string[] = [];
  let done = 0;
  const runs = new Map<string, Promise<void>>();
  const report = (current: string) => request.progress({ done, total: services.length, current });

  async function stopOne(service: ComposeService): Promise<void> {
    const { name } = service;
    const dependents = services.filter(({ dependsOn }) => dependsOn.some((dependency) => dependency.service === name));
    await Promise.all(dependents.map((dependent) => runs.get(dependent.name)));
    signal.throwIfAborted();
    await tools.locks.run(name, async () => {
      // Also what an interrupted change has left beside the one in the book.
      const all = await engine.listContainers({ [composeLabels.project]: compose.project, [composeLabels.service]: name });
      if (all.length === 0) return;
      stopped.push(name);
      report(`${name} is being stopped`);
      book.setActivity(name, {
        phase: 'stopping',
        reason: `is being stopped; it has ${Math.round(service.stopGraceMs / 1000)} s to finish`,
      });
      try {
        for (const { id } of all) {
          await engine.stopContainer(id, service.stopGraceMs);
          if (request.remove) await engine.removeContainer(id);
          await watch.lookAt(id);
        }
        if (request.remove) book.setContainer(name, undefined);
      } finally {
        book.setActivity(name, undefined);
      }
    });
    book.setFailure(name, undefined);
    done += 1;
    report(`${name} is stopped`);
  }

  for (const service of services)
    runs.set(
      service.name,
      Promise.resolve().then(() => stopOne(service)),
    );
  const outcomes = await Promise.allSettled(runs.values());
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;

  const left = await engine.listContainers({ [composeLabels.project]: compose.project });
  const removedNetworks: string[] = [];
  if (request.remove && left.length === 0) {
    for (const network of Object.values(compose.networks)) {
      if (network.isExternal || (await engine.inspectNetwork(network.name)) === undefined) continue;
      await engine.removeNetwork(network.name);
      removedNetworks.push(network.name);
    }
  }
  const removedVolumes: string[] = [];
  for (const key of request.volumes) {
    const volume = compose.volumes[key];
    if (volume === undefined || volume.isExternal) continue;
    await engine.removeVolume(volume.name);
    removedVolumes.push(volume.name);
  }
  return {
    stopped,
    networks_removed: removedNetworks,
    volumes_removed: removedVolumes,
    total_ms: Math.round(performance.now() - startedAt),
  };
}
