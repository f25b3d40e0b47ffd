import { findElectron } from '../electron-binary.ts';
import type { Check } from './check.ts';

/** Whether Electron's own program is there. */
export const electronProgram: Check = {
  name: 'electron-program',
  title: 'Is the program of the window there?',
  run() {
    const found = findElectron();
    if ('path' in found) return { state: 'ok', evidence: found.path };
    return {
      state: 'degraded',
      evidence: found.missing,
      cause: 'Without it there is no window; the panel is in the browser.',
      fix: 'Download it with: node node_modules/electron/install.js',
    };
  },
};
