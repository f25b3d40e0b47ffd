import { existsSync } from 'node:fs';
import { builtFile } from '#platform/paths';
import type { Check } from './check.ts';

const needed = [
  { file: 'services/host/main.js', without: 'the host cannot start' },
  { file: 'renderer/index.html', without: 'there is no panel' },
  { file: 'electron/main.js', without: 'there is no window' },
];

/** Whether services, panel and window are compiled. */
export const builtFiles: Check = {
  name: 'built-files',
  title: 'Is everything built?',
  run() {
    const missing = needed.filter(({ file }) => !existsSync(builtFile(file)));
    if (missing.length === 0) return { state: 'ok', evidence: `${needed.length} of ${needed.length} builds present` };
    return {
      state: missing.some(({ file }) => file.startsWith('services/')) ? 'down' : 'degraded',
      evidence: `${needed.length - missing.length} of ${needed.length} builds present`,
      cause: missing.map(({ file, without }) => `dist/${file} is missing: ${without}`).join('; '),
      fix: 'Build them with: npm run build',
    };
  },
};
