import type { ConfigHistory, State } from '#contract';

/** The mark a step of the history bears. */
export function markOfStep({ state }: Pick<ConfigHistory, 'state'>): State {
  switch (state) {
    case 'applied':
    case 'kept':
      return 'ok';
    case 'watching':
      return 'starting';
    case 'rolled_back':
      return 'down';
    case 'undone':
      return 'stopped';
  }
}
