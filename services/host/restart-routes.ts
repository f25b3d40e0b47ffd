import { GantryError, type Routes } from '#contract';
import { type LoadedConfig, loadConfig } from '#platform/config';

/** Until the reply has left. */
const replyMs = 200;

/** The handler that starts the host again. */
export function restartRoutes({
  loaded,
  restart,
}: {
  loaded: LoadedConfig;
  restart: (() => void) | undefined;
}): Pick<Routes, 'host.restart'> {
  return {
    async 'host.restart'() {
      if (restart === undefined)
        throw new GantryError('conflict', {
          message: 'This host was started by a program that does not start it again.',
          fix: 'Stop it, and start it with: make run',
        });
      // A configuration that cannot be read would leave nothing to come back.
      await loadConfig(loaded.sources);
      setTimeout(restart, replyMs);
      return { restarting: true };
    },
  };
}
