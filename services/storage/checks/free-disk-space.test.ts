import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { freeDiskSpace } from './free-disk-space.ts';

const gibibyte = 1024 ** 3;
const mebibyte = 1024 ** 2;

it.each([
  [5 * gibibyte, 'ok'],
  [gibibyte, 'ok'],
  [gibibyte - 1, 'degraded'],
  [100 * mebibyte, 'degraded'],
  [100 * mebibyte - 1, 'down'],
  [0, 'down'],
])('%d bytes free is %s', async (free, state) => {
  const finding = await freeDiskSpace('/data', async () => free).run(AbortSignal.timeout(1000));
  expect(finding.state).toBe(state);
  if (state !== 'ok') expect(finding).toMatchObject({ cause: expect.stringContaining('/data'), fix: expect.stringContaining('1.0 GiB') });
});

it('measures the real disk', async () => {
  expect((await freeDiskSpace(tmpdir()).run(AbortSignal.timeout(1000))).evidence).toMatch(/^\d+\.\d [MG]iB free$/);
});
