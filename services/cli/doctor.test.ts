import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Health } from '#contract';
import { type GantryRun, plainEnvironment, runGantry } from './testing/run-gantry.ts';
import { type StandInHost, startStandInHost } from './testing/stand-in-host.ts';

let home: string;
let host: StandInHost;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-cli-'));
  host = await startStandInHost();
});
afterEach(async () => {
  host.close();
  await rm(home, { recursive: true });
});

const gantry = (options: Pick<GantryRun, 'args' | 'stdin' | 'onOutput'> & { env?: Record<string, string> }) =>
  runGantry({ ...options, env: { ...plainEnvironment(process.env), ...options.env }, home });
const run = (...args: string[]) => gantry({ args });

const at = '2026-01-31T10:00:00.000Z';
const broken: Health = {
  state: 'down',
  summary: 'Database is down',
  version: '0.1.0',
  started_at: at,
  environment: 'default',
  storage: 'embedded',
  ready: false,
  draining: false,
  parts: [{ name: 'database', title: 'Database', state: 'down', reason: 'Broken', since: at, depends_on: [], checks: [] }],
};

describe('doctor', () => {
  const findings = async (env: Record<string, string> = {}) => {
    const { code, stdout } = await gantry({ args: ['doctor', '--json'], env });
    const report = JSON.parse(stdout) as {
      state: string;
      checks: { name: string; state: string; cause?: string; fix?: string }[];
      host: unknown;
    };
    return { code, report, check: (name: string) => report.checks.find((found) => found.name === name) };
  };

  it('works without a host and names cause and fix of what is not ok', async () => {
    const { code, report, check } = await findings({ GANTRY_PORT: '0' });
    expect(code).toBe(0);
    expect(report.host).toBeNull();
    expect(report.checks).toHaveLength(10);
    for (const name of ['node-version', 'model-files', 'home-folders', 'api-token-private', 'port-free'])
      expect(check(name)?.state).toBe('ok');
    expect(check('display-for-window')).toMatchObject({ state: 'degraded', cause: expect.any(String), fix: expect.any(String) });
  });

  it('a token that others can read is down', async () => {
    await host.announce(home);
    await chmod(join(home, 'config', 'api-token'), 0o644);
    const { code, check } = await findings();
    expect(code).toBe(1);
    expect(check('api-token-private')).toMatchObject({ state: 'down', fix: expect.stringContaining('chmod 600') });
  });

  it('a folder that others may enter is degraded, one that is a file is down', async () => {
    await mkdir(join(home, 'data'));
    await chmod(join(home, 'data'), 0o755);
    expect((await findings()).check('home-folders')).toMatchObject({ state: 'degraded', fix: expect.stringContaining('chmod 700') });
    await writeFile(join(home, 'config'), '');
    expect((await findings()).check('home-folders')).toMatchObject({ state: 'down', fix: expect.stringContaining('GANTRY_HOME') });
  });

  it('names the process that holds the port', async () => {
    const { code, check } = await findings({ GANTRY_PORT: new URL(host.url).port });
    expect(code).toBe(1);
    expect(check('port-free')).toMatchObject({ state: 'down', cause: expect.stringContaining(String(process.pid)) });
  });

  it('shows the health of the host that runs', async () => {
    await host.announce(home);
    host.answers['health.read'] = () => broken;
    const { code, report, check } = await findings();
    expect(code).toBe(1);
    expect(report).toMatchObject({ state: 'down', host: { state: 'down' } });
    expect(check('port-free')).toMatchObject({ state: 'ok' });
    expect((await run('doctor')).stdout).toContain('Broken');
  });
});
