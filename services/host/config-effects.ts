import type { ConfigEffects, LoadedConfig, Standing } from '#platform/config';
import { adoptSettings } from '#platform/config';
import type { Log } from '#platform/log';
import type { Parts } from '#platform/parts';
import type { Stack } from '#stack';

export interface ConfigEffectOptions {
  loaded: LoadedConfig;
  log: Log;
  parts: Parts;
  stack: Pick<Stack, 'standings' | 'renew'>;
  /** Absent where nobody starts the host again. */
  restart: (() => void) | undefined;
}

/** What a change of the configuration does to the rooms. */
export function configEffects({ loaded, log, parts, stack, restart }: ConfigEffectOptions): ConfigEffects {
  return {
    async adopt(document, text) {
      if (document.name !== 'settings') return;
      await adoptSettings(loaded, text);
      log.level = loaded.config.log.level;
    },
    restartServices: (services, cause, signal) => stack.renew(services, cause, signal),
    canRestartHost: restart !== undefined,
    restartHost: () => restart?.(),
    async health() {
      await parts.refresh();
      // By title: it is what a person reads when a change is taken back.
      const ofParts: [string, Standing][] = parts.list().map(({ title, state, reason }) => [title, { state, reason }]);
      return Object.fromEntries([...ofParts, ...Object.entries(stack.standings())]);
    },
  };
}
