import { describe } from 'vitest';
import { testSwitching } from './test-scenarios.ts';
import { startPgliteServer } from './test-servers.ts';

describe('a Postgres with one backend as the target', () => testSwitching(startPgliteServer));
