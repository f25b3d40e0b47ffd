import { defineConfig } from 'vitest/config';

const source = {
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
};

const settings = {
  // Forks: worker threads, signals and native modules behave as in the product.
  pool: 'forks' as const,
  testTimeout: 60_000,
  hookTimeout: 120_000,
  globalSetup: ['./e2e/build-once.ts'],
};

export default defineConfig({
  test: {
    projects: [
      {
        ...source,
        test: {
          ...settings,
          name: 'rooms',
          maxWorkers: 3,
          include: ['services/**/*.test.ts', 'stack/**/*.test.ts', 'electron/**/*.test.ts', 'renderer/**/*.test.{ts,tsx}'],
        },
      },
      {
        ...source,
        // Each file starts a host of its own and waits for it most of the time; a third at once makes pages miss their moment.
        test: { ...settings, name: 'e2e', maxWorkers: 2, include: ['e2e/specs/**/*.test.ts'], testTimeout: 180_000 },
      },
    ],
  },
});
