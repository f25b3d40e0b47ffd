import { expect, it } from 'vitest';
import type { Compose } from './compose-file/index.ts';
import type { ContainerInfo } from './engine/index.ts';
import { mountedSecrets } from './mounted-secrets.ts';

it('names the secrets of containers that hold their mounts', () => {
  const service = (...sources: string[]) => ({ secrets: sources.map((source) => ({ source })) });
  const compose = {
    services: { a: service('one', 'two'), b: service('two'), c: service('three'), d: service('four') },
  } as unknown as Compose;
  const container = (status: ContainerInfo['status']) => ({ status }) as ContainerInfo;
  expect(
    mountedSecrets(compose, {
      a: container('running'),
      b: container('exited'),
      c: container('created'),
      d: container('paused'),
      gone: container('running'),
    }),
  ).toEqual(new Set(['one', 'two', 'four']));
});
