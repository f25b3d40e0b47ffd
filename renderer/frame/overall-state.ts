import type { Part, State } from '#contract';

/** What the top bar says: the worst state, and the numbers the sentence needs. */
export interface OverallState {
  state: State;
  sentence: 'allHealthy' | 'needYou' | 'onTheWay';
  total: number;
  /** Parts that need a person, or are on the way. */
  count: number;
}

/** From best to worst, as the host ranks them. */
export const severity: readonly State[] = ['ok', 'stopped', 'unknown', 'starting', 'degraded', 'down'];

export function worstState(states: readonly State[]): State {
  return states.reduce<State>((worst, state) => (severity.indexOf(state) > severity.indexOf(worst) ? state : worst), 'ok');
}

/** Parts that were stopped on purpose are no matter: they are left out, as the host does. */
export function overallState(all: readonly Part[]): OverallState {
  const parts = all.filter((part) => part.state !== 'stopped');
  const state = worstState(parts.map((part) => part.state));
  const needy = parts.filter((part) => part.state === 'down' || part.state === 'degraded').length;
  if (needy > 0) return { state, sentence: 'needYou', total: parts.length, count: needy };
  const others = parts.filter((part) => part.state !== 'ok').length;
  return { state, sentence: others > 0 ? 'onTheWay' : 'allHealthy', total: parts.length, count: others };
}
