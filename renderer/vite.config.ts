import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { limitFirstRoute } from './check-size.ts';
import { inlineOperationTable } from './inline-operation-table.ts';

export default defineConfig({
  root: import.meta.dirname,
  // Relative, so the same files serve from http://127.0.0.1:<port>/ and from the window's app:// origin.
  base: './',
  resolve: { conditions: ['source', ...defaultClientConditions] },
  plugins: [
    react(),
    inlineOperationTable(),
    limitFirstRoute({ routes: ['pages/overview/overview-page.tsx', 'i18n/en/index.ts'], maxGzipBytes: 350_000 }),
  ],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy allows no data: scripts, and small images may stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The contract's modules only declare: one whose names nobody uses is left out, and its schemas with it.
    rolldownOptions: { treeshake: { moduleSideEffects: (id) => !id.replaceAll('\\', '/').includes('/services/contract/') } },
  },
});
