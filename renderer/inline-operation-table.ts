import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';

const source = 'services/client/operation-table.ts';

/** Puts the values of the client's operation table in the place of the code that reads them from the schemas. The services must have been compiled. */
export function inlineOperationTable(): Plugin {
  return {
    name: 'inline-operation-table',
    async load(id) {
      if (!id.replaceAll('\\', '/').endsWith(source)) return null;
      const built = join(import.meta.dirname, '..', 'dist', source.replace(/ts$/, 'js'));
      const { operationTable, eventNames } = (await import(pathToFileURL(built).href)) as {
        operationTable: object;
        eventNames: Set<string>;
      };
      return `export const operationTable = ${JSON.stringify(operationTable)};\nexport const eventNames = new Set(${JSON.stringify([...eventNames])});\n`;
    },
  };
}
