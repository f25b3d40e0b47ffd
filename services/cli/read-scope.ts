import { InvalidArgumentError } from 'commander';
import { type Scope, scopes } from '#contract';

/** Reads an option that may be given once for each scope. */
export function collectScope(text: string, before: readonly Scope[] = []): Scope[] {
  const scope = scopes.find((each) => each === text);
  if (scope === undefined) throw new InvalidArgumentError(`It must be one of ${scopes.join(', ')}.`);
  return before.includes(scope) ? [...before] : [...before, scope];
}
