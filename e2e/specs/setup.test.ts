import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Setup, Task } from '#contract';
import { type GantryProcess, makeHome, runCli, startGantry, waitFor } from '../gantry-process.ts';
import { docker, hasImages, makeStackHome, type StackHome } from '../stack-home.ts';

describe('the setup without containers', () => {
  it('says what to start where no host runs, then is done by one command and stays so', async () => {
    const { home, remove } = await makeHome();
    try {
      const before = await runCli(home, ['setup', '--yes', '--place', 'embedded']);
      expect(before).toMatchObject({ code: 3, stdout: '' });
      expect(before.stderr).toMatch(/Start it with: .*serve/);
      let gantry = await startGantry(home);
      expect(await gantry.client.call('setup.read', {})).toMatchObject({
        step: 'place',
        choices: { place: 'embedded' },
        plan: null,
        has_started: false,
      });
      const { code, stdout } = await runCli(home, ['setup', '--yes', '--place', 'embedded', '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ kind: 'setup', state: 'succeeded' });
      await gantry.stop();
      gantry = await startGantry(home);
      expect(await gantry.client.call('setup.read', {})).toMatchObject({ step: 'done', choices: { place: 'embedded' } });
      const limits = await gantry.client.call('stack.host-limits', {});
      expect(limits.is_supported).toBe(false);
      expect((await runCli(home, ['limits', '--host'])).stderr).toContain(limits.reason);
      await gantry.stop();
    } finally {
      await remove();
    }
  });

  it('refuses containers where no engine answers, with the reason, and keeps the choice', async () => {
    const { home, remove } = await makeHome();
    const gantry = await startGantry(home);
    try {
      const { code, stdout } = await runCli(home, ['setup', '--yes', '--place', 'stack', '--profile', 'core', '--json']);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'engine_unavailable', message: expect.stringContaining('stack.engine') } });
      expect(await gantry.client.call('setup.read', {})).toMatchObject({ step: 'place', choices: { place: 'stack', profiles: ['core'] } });
      await expect(gantry.client.call('setup.save', { profiles: ['nope'] })).rejects.toMatchObject({ code: 'profile_unknown' });
    } finally {
      await gantry.stop();
      await remove();
    }
  });
});

describe.skipIf(!hasImages)('the setup of the stack on real images', () => {
  let home: StackHome;
  let gantry: GantryProcess;
  const core = ['postgres', 'qdrant', 'redis'];
  const command = ['setup', '--yes', '--place', 'stack', '--profile', 'core', '--storage', 'stack', '--json'];

  beforeAll(async () => {
    home = await makeStackHome();
    gantry = await startGantry(home.home);
  });
  afterAll(async () => {
    await gantry?.stop();
    await home?.remove();
  });

  const read = (): Promise<Setup> => gantry.client.call('setup.read', {});
  const stepOf = async (work: Setup['steps'][number]['work']) => (await read()).steps.find((step) => step.work === work)?.state;
  const services = async () => (await gantry.client.call('stack.read', {})).services.filter(({ name }) => core.includes(name));

  it('plans with figures that are true', async () => {
    const { stdout } = await runCli(home.home, ['setup', '--show']);
    expect(stdout).toMatch(/^Memory: +needs \d+ MiB of /m);
    expect(stdout).toContain('not measured here yet');
    const { plan, missing_credentials: missing } = await read();
    const sizes = await Promise.all(
      ['POSTGRES_IMAGE', 'REDIS_IMAGE', 'QDRANT_IMAGE'].map((name) => docker.getImage(home.variables[name] ?? '').inspect()),
    );
    expect(plan?.images.map(({ bytes }) => bytes).sort()).toEqual(sizes.map(({ Size }) => Size).sort());
    expect(plan).toMatchObject({ services: core, start_seconds: null, download: { seconds: 0, unknown_images: 0 } });
    expect(missing).toContain('postgres_password');
  });

  it('goes on after the host was killed in the middle, by itself and for whoever asks again', async () => {
    await gantry.client.call('documents.create', { title: 'Crane', content: 'The crane of the harbour lifts containers.' });
    const first = runCli(home.home, command);
    await waitFor(
      async () => (await stepOf('services')) === 'running' && (await services()).some(({ container }) => container !== null),
      20,
    );
    const { task } = await read();
    process.kill(JSON.parse(await readFile(join(home.home, 'state', 'run', 'host.json'), 'utf8')).pid as number, 'SIGKILL');
    await gantry.stop('SIGKILL');

    gantry = await startGantry(home.home);
    const again = await runCli(home.home, command);
    expect(again.code, again.stdout + again.stderr).toBe(0);
    const over = JSON.parse(again.stdout) as Task;
    expect(over).toMatchObject({ id: task, kind: 'setup', state: 'succeeded' });
    await first;

    const setup = await read();
    expect(setup).toMatchObject({ step: 'done', task, missing_credentials: [] });
    expect(setup.steps.map(({ work, state }) => `${work} ${state}`)).toEqual([
      'secrets done',
      'images done',
      'services done',
      'documents done',
    ]);
    expect((await services()).map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
    expect((await gantry.client.call('health.read', {})).storage).toBe('stack');
    const { results } = await gantry.client.call('search.vector', { query: 'harbour crane' });
    expect(results[0]?.title).toBe('Crane');
    expect((await gantry.client.call('tasks.list', { kind: 'setup' })).tasks).toHaveLength(1);
    expect((await stat(join(home.home, 'config', 'secrets', 'postgres_password'))).mode & 0o777).toBe(0o600);
  });

  it('shows no secret in its file, its tasks and its events', async () => {
    const secret = (await readFile(join(home.home, 'config', 'secrets', 'postgres_password'), 'utf8')).trim();
    const { tasks } = await gantry.client.call('tasks.list', { limit: 200 });
    for (const text of [
      await readFile(join(home.home, 'state', 'setup.json'), 'utf8'),
      JSON.stringify(tasks),
      JSON.stringify(await read()),
    ])
      expect(text).not.toContain(secret);
  });

  it('has nothing left to do the second time, and knows how long a start takes', async () => {
    expect((await read()).plan).toMatchObject({ start_seconds: 0, start_seconds_most: 0 });
    const ids = async () => new Map((await services()).map(({ name, container }) => [name, container?.id]));
    const before = await ids();
    expect((await runCli(home.home, command)).code).toBe(0);
    expect(await ids()).toEqual(before);
    const down = async () => {
      await gantry.client.call('stack.down', {});
      await waitFor(async () => (await services()).every(({ container }) => container === null));
    };
    // The documents come back with the choice, and a start that was not cut off is measured.
    const back = command.map((word, index) => (command[index - 1] === '--storage' ? 'embedded' : word));
    expect((await runCli(home.home, back)).code).toBe(0);
    expect((await gantry.client.call('health.read', {})).storage).toBe('embedded');
    await down();
    expect((await runCli(home.home, back)).code).toBe(0);
    await down();
    const { plan } = await read();
    const usual = Math.max(...(await services()).map(({ usual_ready_ms: ms }) => ms ?? Number.NaN)) / 1000;
    expect(plan?.start_seconds).toBe(usual);
    expect(plan?.start_seconds_most).toBe(60);
  });
});
