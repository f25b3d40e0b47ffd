import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '#platform/log';
import { workersRunning } from './checks/workers-running.ts';
import { createWorkerLink, type WorkerLink } from './worker-link.ts';

/** Answers, throws, ends once or always, as it is asked; what it must remember across starts is a file. */
const workerSource = `
import { existsSync, writeFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
if (existsSync(workerData.refusal)) parentPort.postMessage({ kind: 'failed', code: 'model_missing', message: 'no binary here' });
else {
  parentPort.on('message', ({ kind, id, request }) => {
    if (kind === 'close') process.exit();
    if (request === 'end') process.exit(3);
    if (request === 'end once' && !existsSync(workerData.memory)) { writeFileSync(workerData.memory, ''); throw new Error('boom'); }
    if (request === 'refuse') { writeFileSync(workerData.refusal, ''); process.exit(4); }
    if (request === 'hang') return;
    if (request === 'throw') parentPort.postMessage({ kind: 'error', id, message: 'bad' });
    else parentPort.postMessage({ kind: 'reply', id, reply: 'did ' + request });
  });
  parentPort.postMessage({ kind: 'ready' });
}
`;

let folder = '';
let link: WorkerLink<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-worker-'));
  const file = join(folder, 'worker.mjs');
  await writeFile(file, workerSource);
  const data = { memory: join(folder, 'memory'), refusal: join(folder, 'refusal') };
  link = createWorkerLink({ name: 'the test worker', file, data, log: createLog({ level: 'fatal' }), firstRestartMs: 5 });
});
afterEach(async () => {
  await link.close();
  await rm(folder, { recursive: true, force: true });
});

const check = () => workersRunning(() => [link.state()]).run(new AbortController().signal);

describe('a worker link', () => {
  it('asks and answers, and tells of work that could not be done without ending', async () => {
    await expect(link.call('early')).rejects.toMatchObject({ code: 'not_ready' });
    await link.start();
    expect(await Promise.all([link.call('a'), link.call('b')])).toEqual(['did a', 'did b']);
    await expect(link.call('throw')).rejects.toMatchObject({ code: 'internal' });
    expect(await link.call('c')).toBe('did c');
    expect(await check()).toEqual({ state: 'ok', evidence: '1 of 1 threads run, 0 unexpected ends in 10 min' });
  });

  it('asks again of the next worker when one ends, and once only', async () => {
    await link.start();
    expect(await link.call('end once')).toBe('did end once');
    expect(link.state()).toMatchObject({ isRunning: true, lastEnd: 'boom', endedAtMs: { length: 1 } });
    await expect(link.call('end')).rejects.toMatchObject({
      code: 'not_ready',
      message: 'the test worker ended twice while it did this work.',
    });
    expect(await link.call('after')).toBe('did after');
    expect(await check()).toMatchObject({ state: 'degraded', cause: 'The test worker keeps ending: it ended with code 3' });
  });

  it('says why when it cannot be started again, and comes back when it can', async () => {
    await link.start();
    await expect(link.call('refuse')).rejects.toMatchObject({ code: 'not_ready', message: 'the test worker cannot be started again.' });
    await expect(link.call('x')).rejects.toMatchObject({
      code: 'not_ready',
      message: 'the test worker cannot be started again: no binary here.',
    });
    expect(await check()).toMatchObject({ state: 'down', cause: 'The test worker does not run: no binary here' });
    await rm(join(folder, 'refusal'));
    while (!link.state().isRunning) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await link.call('x')).toBe('did x');
  });

  it('gives the reason of a start that fails', async () => {
    await writeFile(join(folder, 'refusal'), '');
    await expect(link.start()).rejects.toMatchObject({ code: 'model_missing', message: 'no binary here' });
    expect(link.state().nextStartAtMs).toBeUndefined();
  });

  it('refuses at once what waits for a new start when it is closed', async () => {
    await link.start();
    await link.call('refuse').catch(() => {});
    await rm(join(folder, 'refusal'));
    while (!link.state().isRunning) await new Promise((resolve) => setTimeout(resolve, 10));
    const call = link.call('end');
    const refused = expect(call).rejects.toMatchObject({ code: 'draining' });
    while (link.state().isRunning) await new Promise(setImmediate);
    await link.close();
    await refused;
  });

  it('refuses what is under way when it is closed', async () => {
    await link.start();
    const call = link.call('hang');
    const refused = expect(call).rejects.toMatchObject({ code: 'draining' });
    await link.close();
    await refused;
    await expect(link.call('y')).rejects.toMatchObject({ code: 'draining' });
  });
});
