import type { Place } from './compose-model.ts';
import type { Field } from './compose-node.ts';

/** Path and line of a key that was read before, or of the nearest one above it. */
export function findPlace(root: Field, keys: readonly string[]): { path: string; place: Place } {
  let { node, place } = root;
  for (const key of keys) {
    const child = node.kind === 'map' ? node.entries.get(key) : undefined;
    if (child === undefined) break;
    ({ node, place } = child);
  }
  return { path: keys.join('.'), place };
}
