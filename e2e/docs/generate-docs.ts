import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from '#platform/paths';
import { allDocs } from './all-docs.ts';

// Writes the pages that are made of declarations. `npm run docs`
for (const [path, text] of await allDocs()) {
  const file = join(projectRoot(), path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(path);
}
