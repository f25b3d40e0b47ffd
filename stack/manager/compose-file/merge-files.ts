import { composeInvalid } from './compose-invalid.ts';
import type { Child, ComposeNode, Field, MapNode } from './compose-node.ts';

/**
 * Lays later files over earlier ones by Compose's rules (compose-spec, "Merge Compose files"): maps merge key by key,
 * lists are joined, single values, commands and health tests are replaced; `!override` replaces, `!reset` removes.
 * What repeats in a joined list is settled where the list is read: the later one wins.
 * @throws GantryError `compose_invalid`
 */
export function mergeFiles(roots: readonly Field[]): Field {
  const [first, ...rest] = roots;
  if (first === undefined) throw new Error('mergeFiles needs a file');
  for (const root of roots) if (root.node.kind !== 'map') throw composeInvalid(root, 'the file must be a map with services in it.');
  let node = withoutChanges(first.node);
  for (const over of rest) node = merge({ ...first, node }, over, []);
  return { ...first, node };
}

/** Paths whose value an overlay replaces as a whole; `*` is any key. */
const replaced = ['services.*.command', 'services.*.entrypoint', 'services.*.healthcheck.test'];
/** Paths that may be a list of `name=value` or a map. */
const assignments = ['services.*.environment', 'services.*.labels', 'services.*.sysctls', 'networks.*.labels', 'volumes.*.labels'];
/** Paths that may be a list of names or a map; the text is what a name alone stands for. */
const nameLists: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'services.*.depends_on': { condition: 'service_started' },
  'services.*.networks': {},
};
const textOrList = ['services.*.tmpfs'];

function merge(base: Field, over: Child, keys: readonly string[]): ComposeNode {
  const pattern = patternOf(keys);
  if (over.node.change === 'override' || replaced.includes(pattern)) return withoutChanges(over.node);
  if (over.node.kind === 'scalar' && over.node.value === null) return base.node;
  const [one, other] = [canonical(base, pattern), canonical(over, pattern)];
  if (one.kind === 'scalar' && one.value === null) return withoutChanges(other);
  if (pattern === 'services.*.logging' && hasOtherDriver(one, other)) return withoutChanges(other);
  if (one.kind === 'map' && other.kind === 'map') return mergeMaps({ ...base, node: one }, other, keys);
  if (one.kind === 'list' && other.kind === 'list') return { ...one, items: [...one.items, ...withoutChangedItems(other.items)] };
  if (one.kind === 'scalar' && other.kind === 'scalar') return other;
  // A limit may be one number in one file and soft and hard in the other.
  if (pattern === 'services.*.ulimits.*') return withoutChanges(other);
  throw composeInvalid(
    { path: keys.join('.'), place: over.place },
    `is a ${other.kind} here and a ${one.kind} in ${base.place.file}:${base.place.line}; write both alike.`,
  );
}

function mergeMaps(base: Field & { readonly node: MapNode }, over: MapNode, keys: readonly string[]): MapNode {
  const entries = new Map(base.node.entries);
  for (const [key, child] of over.entries) {
    const before = entries.get(key);
    if (child.node.change === 'reset') entries.delete(key);
    else if (before === undefined) entries.set(key, { ...child, node: withoutChanges(child.node) });
    else
      entries.set(key, {
        node: merge({ ...before, path: '' }, child, [...keys, key]),
        place: child.node.kind === 'scalar' ? child.place : before.place,
      });
  }
  return { ...base.node, entries };
}

/** A tag has nothing to act on here: `!reset` leaves nothing, `!override` is the value itself. */
function withoutChanges(node: ComposeNode): ComposeNode {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') return { ...node, items: withoutChangedItems(node.items) };
  const entries = [...node.entries].filter(([, child]) => child.node.change !== 'reset');
  return { ...node, entries: new Map(entries.map(([key, child]) => [key, { ...child, node: withoutChanges(child.node) }])) };
}

function withoutChangedItems(items: readonly Child[]): Child[] {
  return items.filter(({ node }) => node.change !== 'reset').map((child) => ({ ...child, node: withoutChanges(child.node) }));
}

function canonical({ node, place }: Child, pattern: string): ComposeNode {
  if (textOrList.includes(pattern) && node.kind === 'scalar') return { kind: 'list', items: [{ node, place }], change: undefined };
  if (node.kind !== 'list') return node;
  const isAssignment = assignments.includes(pattern);
  const lone = Object.hasOwn(nameLists, pattern) ? nameLists[pattern] : undefined;
  if (!isAssignment && lone === undefined) return node;
  const entries = new Map<string, Child>();
  for (const item of node.items) {
    // What is no text is refused by the reader of the list, with its line.
    if (item.node.kind !== 'scalar' || typeof item.node.value !== 'string') return node;
    const [, name = '', value] = isAssignment ? (/^([^=]*)(?:=(.*))?$/s.exec(item.node.value) ?? []) : [item.node.value, item.node.value];
    entries.set(
      name,
      lone === undefined
        ? { ...item, node: { ...item.node, value: value ?? null, source: value ?? '', isPlain: false, spans: [] } }
        : loneName(item, lone),
    );
  }
  return { kind: 'map', entries, change: undefined };
}

function loneName(item: Child, options: Readonly<Record<string, string>>): Child {
  const variables = item.node.kind === 'scalar' ? item.node.variables : [];
  const scalar = (value: string | null): Child => ({
    node: { kind: 'scalar', value, source: value ?? '', isPlain: false, spans: [], variables, change: undefined },
    place: item.place,
  });
  const entries = new Map(Object.entries(options).map(([key, value]) => [key, scalar(value)]));
  return entries.size === 0 ? scalar(null) : { node: { kind: 'map', entries, change: undefined }, place: item.place };
}

/** Options of one log driver mean nothing to another. */
function hasOtherDriver(one: ComposeNode, other: ComposeNode): boolean {
  const driver = (node: ComposeNode) => {
    const found = node.kind === 'map' ? node.entries.get('driver')?.node : undefined;
    return found?.kind === 'scalar' ? found.value : undefined;
  };
  return driver(one) !== undefined && driver(other) !== undefined && driver(one) !== driver(other);
}

function patternOf(keys: readonly string[]): string {
  const [section, , ...rest] = keys;
  if (section === 'services' && rest[0] === 'ulimits' && rest.length === 2) return 'services.*.ulimits.*';
  return keys.length < 2 ? keys.join('.') : [section, '*', ...rest].join('.');
}
