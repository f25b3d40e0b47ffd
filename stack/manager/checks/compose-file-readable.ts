import { GantryError } from '#contract';
import type { Check } from '#platform/parts';
import type { Compose } from '../compose-file/index.ts';

/** Whether the compose files can be used. */
export function composeFileReadable(load: () => Promise<Compose>): Check {
  return {
    name: 'compose-file-readable',
    title: 'Can the compose file be used?',
    async run() {
      try {
        const compose = await load();
        return { state: 'ok', evidence: `${Object.keys(compose.services).length} services in ${compose.files.length} files` };
      } catch (error) {
        const known = error instanceof GantryError ? error : undefined;
        return {
          state: 'down',
          evidence: 'it could not be read',
          cause: known?.message ?? String(error),
          fix: known?.fix ?? 'Correct the named line.',
        };
      }
    },
  };
}
