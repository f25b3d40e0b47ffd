import { expect, it } from 'vitest';
import type { Compose } from './compose-file/index.ts';
import { stackCredentials } from './credentials/known-credentials.ts';
import type { ContainerInfo } from './engine/index.ts';
import { isMounted } from './mounted-secrets.ts';

it('names the secrets of containers that hold their mounts, by their files', () => {
  const service = (name: string, ...sources: string[]) => [name, { name, secrets: sources.map((source) => ({ source })) }];
  const names = ['one', 'two', 'three', 'four'];
  const compose = {
    services: Object.fromEntries([service('a', 'one', 'two'), service('b', 'two'), service('c', 'three'), service('d', 'key_of_four')]),
    secrets: Object.fromEntries(
      names.map((name) => (name === 'four' ? 'key_of_four' : name)).map((key, at) => [key, { key, file: `/secrets/${names[at]}` }]),
    ),
  } as unknown as Compose;
  const container = (status: ContainerInfo['status']) => ({ status }) as ContainerInfo;
  const containers = {
    a: container('running'),
    b: container('exited'),
    c: container('created'),
    d: container('paused'),
    gone: container('running'),
  };
  const mounted = names.filter((name) => isMounted(name, stackCredentials(compose, '/secrets'), containers));
  expect(mounted).toEqual(['one', 'two', 'four']);
});
