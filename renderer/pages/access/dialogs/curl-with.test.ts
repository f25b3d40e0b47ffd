import { expect, it } from 'vitest';
import { operations, type Scope, scopes } from '#contract';
import { curlWith } from './curl-with.ts';

const origin = 'http://127.0.0.1:8091';

it.each(scopes.filter((scope) => scope !== 'chat'))('names a route that a token with only %s may call', (scope: Scope) => {
  const line = curlWith({ origin, scopes: [scope] });
  const path = line.slice(line.indexOf(origin) + origin.length);
  const method = line.includes(' -d ') ? 'POST' : 'GET';
  const found = Object.values(operations).find((each) => each.path === path && each.method === method);
  expect([scope, 'read']).toContain(found?.scope);
  if (scope !== 'admin') expect(found?.scope).toBe(scope);
  const body = / -d '([^']+)'/.exec(line)?.[1];
  if (body !== undefined) expect(found?.input.safeParse(JSON.parse(body)).success).toBe(true);
});

it('holds a variable in the place of the token', () => {
  expect(curlWith({ origin, scopes: ['read'] })).toBe('curl -H "Authorization: Bearer $GANTRY_TOKEN" http://127.0.0.1:8091/health');
});
