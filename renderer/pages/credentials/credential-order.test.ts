import { expect, it } from 'vitest';
import type { Credential } from '#contract';
import { byNeed, restartedBy } from './credential-order.ts';

const one = (name: string, more: Partial<Credential> = {}): Credential => ({
  name,
  title: name,
  description: '',
  kind: 'password',
  owner: name,
  used_by: [name],
  exists: true,
  changed_at: null,
  strength: 'strong',
  rotation: 'live',
  state: 'ok',
  reason: '',
  fix: null,
  ...more,
});

it('puts what needs a person first and leaves the rest as it was', () => {
  const list = [one('a'), one('b', { state: 'unknown' }), one('c', { state: 'missing' }), one('d', { state: 'refused' }), one('e')];
  expect(byNeed(list).map(({ name }) => name)).toEqual(['d', 'c', 'a', 'b', 'e']);
});

it('names each service that restarts once, and none for what is taken live', () => {
  const list = [
    one('live'),
    one('key', { rotation: 'restart', used_by: ['key', 'web'] }),
    one('token', { rotation: 'restart', owner: null, used_by: ['web', 'metrics'] }),
  ];
  expect(restartedBy(list)).toEqual(['key', 'web', 'metrics']);
});
