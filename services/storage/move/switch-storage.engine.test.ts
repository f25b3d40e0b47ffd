import { describe } from 'vitest';
import { startPostgres, whyNoPostgres } from '../test-postgres.ts';
import { testSwitching } from './test-scenarios.ts';
import { askBeside } from './test-servers.ts';

describe.skipIf((await whyNoPostgres()) !== undefined)('a Postgres 17 in a container as the target', () =>
  testSwitching(
    async () => {
      const { address, remove } = await startPostgres();
      return { ...askBeside(address), stop: remove };
    },
    { isBackUnderLoad: true },
  ),
);
