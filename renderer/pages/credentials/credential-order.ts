import type { Credential, State } from '#contract';

export const markOfCredential: Record<Credential['state'], State> = {
  refused: 'degraded',
  missing: 'stopped',
  ok: 'ok',
  unknown: 'unknown',
};
const rank: Record<Credential['state'], number> = { refused: 0, missing: 1, ok: 2, unknown: 2 };

/** What needs a person first; within, the order of the file. */
export function byNeed(credentials: readonly Credential[]): Credential[] {
  return [...credentials].sort((one, other) => rank[one.state] - rank[other.state]);
}

/** Services that are started again when these secrets change, each once. */
export function restartedBy(credentials: readonly Credential[]): string[] {
  const names = credentials
    .filter(({ rotation }) => rotation === 'restart')
    .flatMap(({ owner, used_by: users }) => (owner === null ? users : [owner, ...users]));
  return [...new Set(names)];
}
