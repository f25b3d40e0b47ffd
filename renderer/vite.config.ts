import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { limitFirstRoute } from './check-size.ts';

export default defineConfig({
  root: import.meta.dirname,
  // Relative, so the same files serve from http://127.0.0.1:<port>/ and from the window's app:// origin.
  base: './',
  resolve: { conditions: ['source', ...defaultClientConditions] },
  plugins: [react(), limitFirstRoute({ route: 'pages/overview/overview-page.tsx', maxGzipBytes: 350 * 1024 })],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy allows no data: scripts, and small images may stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
