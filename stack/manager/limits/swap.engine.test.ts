import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isEngineThere, testDocker, testSocket } from '../test-engine.ts';
import { busyboxImage, ensureBusybox } from '../test-image.ts';
import { startTestStack, type TestStack } from '../test-stack.ts';

const mib = 1024 * 1024;
/** As the services of stack/compose.yaml say it. */
const compose = `services:
  one:
    image: ${busyboxImage}
    profiles: [core]
    command: [sleep, '1000']
    stop_grace_period: 0s
    mem_limit: ${'$'}{ONE_MEMORY:-64m}
    memswap_limit: ${'$'}{ONE_MEMORY_SWAP:-${'$'}{ONE_MEMORY:-64m}}
`;

describe.skipIf(!isEngineThere)('limits of swap on a real engine', () => {
  let stack: TestStack;
  let canLimit: boolean | null;

  beforeAll(async () => {
    await ensureBusybox(testSocket);
    stack = await startTestStack({ compose, socket: testSocket });
    expect((await stack.change('stack.up')).error).toBeUndefined();
    canLimit = (await stack.ask('stack.read-limits', { name: 'one' })).can_limit_swap;
  });
  afterAll(() => stack?.remove());

  const container = async () => testDocker.getContainer(`${stack.project}-one-1`).inspect();

  it('is told by the engine itself', async () => {
    const { SwapLimit } = (await testDocker.info()) as { SwapLimit?: boolean };
    expect(canLimit).toBe(SwapLimit ?? null);
  });

  it('gives a container no swap where memory and both together are the same', async ({ skip }) => {
    if (canLimit !== true) skip('this engine cannot limit swap');
    const { HostConfig } = await container();
    expect([HostConfig.Memory, HostConfig.MemorySwap]).toEqual([64 * mib, 64 * mib]);
    expect((await stack.ask('stack.read-limits', { name: 'one' })).in_force).toMatchObject({ memory_swap_bytes: 64 * mib });
  });

  it('gives it more at once, in the same container, and to the next', async ({ skip }) => {
    if (canLimit !== true) skip('this engine cannot limit swap');
    const before = await container();
    const limits = await stack.ask('stack.set-limits', { name: 'one', memory_swap_bytes: 96 * mib });
    expect(limits).toMatchObject({ in_force: { memory_swap_bytes: 96 * mib }, in_file: { memory_swap_bytes: 96 * mib } });
    const after = await container();
    expect([after.Id, after.HostConfig.MemorySwap]).toEqual([before.Id, 96 * mib]);
    const env = await readFile(join(stack.home, 'config', 'stack.env'), 'utf8');
    expect(env).toContain(`ONE_MEMORY_SWAP=${96 * mib}`);
  });

  it('takes a limit that was changed in the file without making the container anew', async ({ skip }) => {
    if (canLimit !== true) skip('this engine cannot limit swap');
    const before = await container();
    await writeFile(join(stack.home, 'config', 'stack.env'), 'ONE_MEMORY_SWAP=80m\n');
    const plan = await stack.ask('stack.plan');
    expect(plan.steps).toMatchObject([{ action: 'update', reason: 'limits changed: memory and swap 96 MiB → 80 MiB' }]);
    expect((await stack.change('stack.up')).error).toBeUndefined();
    const after = await container();
    expect([after.Id, after.HostConfig.MemorySwap]).toEqual([before.Id, 80 * mib]);
    expect((await stack.ask('stack.plan')).steps).toMatchObject([{ action: 'keep' }]);
  });

  it('changes nothing by itself where the engine cannot keep it, and says so', async ({ skip }) => {
    if (canLimit !== false) skip('this engine can limit swap');
    expect((await stack.ask('stack.read-limits', { name: 'one' })).in_force).toMatchObject({ memory_swap_bytes: null });
    expect((await stack.ask('stack.plan')).steps).toMatchObject([{ action: 'keep' }]);
    await expect(stack.ask('stack.set-limits', { name: 'one', memory_swap_bytes: 96 * mib })).rejects.toMatchObject({
      code: 'conflict',
      field: 'memory_swap_bytes',
    });
  });
});
