import { basename } from 'node:path';
import type { Place } from './compose-model.ts';
import type { ComposeNode, VariableSpan } from './compose-node.ts';
import { mergeFiles } from './merge-files.ts';
import type { ParseInput } from './parse-compose.ts';
import { readYaml } from './read-yaml.ts';

/** A single value of the files that variables are part of. */
export interface Leaf {
  /** Undefined for what belongs to no service: the name, networks, volumes, secrets. */
  readonly service: string | undefined;
  /** Keys below the service, or from the top: `['environment', 'LEVEL']`, `['command', '2']`. */
  readonly keys: readonly string[];
  readonly place: Place;
  /** As it counts, with the variables put in. */
  readonly value: string;
  /** Where in it the variables stand that are not inside the default of another. */
  readonly spans: readonly VariableSpan[];
  /** All of them. */
  readonly variables: readonly string[];
}

/**
 * Every value of the files, laid over each other, that is made of variables, in the order of the files. Keys `x-…` at the
 * top are left out: what uses them is listed where it does.
 * @throws GantryError `compose_invalid`
 */
export function listLeaves({ files, variables }: Pick<ParseInput, 'files' | 'variables'>): Leaf[] {
  const read = files.map(({ path, text }) => readYaml({ name: basename(path), text }, { variables, onWarning: () => undefined }));
  const { node, place } = mergeFiles(read);
  const leaves: Leaf[] = [];
  const visit = (each: ComposeNode, at: { keys: readonly string[]; place: Place }): void => {
    if (each.kind === 'scalar') {
      if (each.variables.length === 0) return;
      const [section, service, ...below] = at.keys;
      const isService = section === 'services' && service !== undefined;
      leaves.push({
        service: isService ? service : undefined,
        keys: isService ? below : at.keys,
        place: at.place,
        value: String(each.value ?? ''),
        spans: each.spans,
        variables: each.variables,
      });
      return;
    }
    const children = each.kind === 'list' ? each.items.map((item, index) => [String(index), item] as const) : [...each.entries];
    for (const [key, child] of children) {
      if (at.keys.length === 0 && key.startsWith('x-')) continue;
      visit(child.node, { keys: [...at.keys, key], place: child.place });
    }
  };
  visit(node, { keys: [], place });
  return leaves;
}
