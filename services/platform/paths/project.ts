import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let root: string | undefined;

/** The folder of Gantry's own package.json, from source and from dist alike. */
export function projectRoot(): string {
  if (root !== undefined) return root;
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!isOurs(folder)) {
    const above = dirname(folder);
    if (above === folder) throw new Error('The package.json of Gantry was not found above its own files');
    folder = above;
  }
  root = folder;
  return folder;
}

function isOurs(folder: string): boolean {
  const file = join(folder, 'package.json');
  return existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'gantry';
}

/**
 * The compiled form of a source file, e.g. `services/embeddings/inference-worker.js`. Worker threads always start
 * from here, for Node 20 cannot start one from TypeScript.
 */
export function builtFile(relativePath: string): string {
  return join(projectRoot(), 'dist', relativePath);
}
