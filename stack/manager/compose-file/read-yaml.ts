import { isAlias, isMap, isScalar, LineCounter, type Node, type Pair, parseDocument, type Scalar } from 'yaml';
import { type Anchored, resolveAnchors } from './anchors.ts';
import { composeInvalid } from './compose-invalid.ts';
import type { ComposeWarning, Place } from './compose-model.ts';
import type { Child, ComposeNode, Field, NodeChange } from './compose-node.ts';
import { interpolate } from './interpolate.ts';

export interface YamlFile {
  /** File name without folder. */
  readonly name: string;
  readonly text: string;
}

export interface ReadYamlOptions {
  readonly variables: Readonly<Record<string, string>>;
  readonly onWarning: (warning: ComposeWarning) => void;
}

/** Where a value stands. */
type At = Omit<Field, 'node'>;

/** More values than this come from anchors that multiply each other. */
const mostNodes = 200_000;
const deepestNesting = 60;

/**
 * The values of one YAML 1.2 file with anchors and merge keys resolved, variables put in, and the line of each.
 * @throws GantryError `compose_invalid`
 */
export function readYaml(file: YamlFile, { variables, onWarning }: ReadYamlOptions): Field {
  const lines = new LineCounter();
  const place = (offset: number | undefined): Place => ({ file: file.name, line: offset === undefined ? 1 : lines.linePos(offset).line });
  const document = parse(file, lines);
  const broken = document.errors[0];
  if (broken !== undefined) {
    throw composeInvalid({ path: '', place: place(broken.pos[0]) }, yamlRules[broken.code] ?? `it is not valid YAML (${broken.code}).`);
  }
  const anchors = resolveAnchors(document);
  const open = new Set<Node>();
  let nodes = 0;

  const resolved = (node: Node | null, at: At): Anchored | null => {
    if (!isAlias(node)) return node as Anchored | null;
    const target = anchors.get(node);
    if (target === undefined) throw composeInvalid(at, 'the anchor it names is not defined before it.');
    return target;
  };

  const toNode = (given: Node | null, at: At): ComposeNode => {
    nodes += 1;
    if (nodes > mostNodes) throw composeInvalid(at, 'the file has too many values; do its anchors repeat each other?');
    if (open.size > deepestNesting) throw composeInvalid(at, `values may be nested ${deepestNesting} deep.`);
    const node = resolved(given, at);
    const change = changeOf(given, at);
    if (node === null) return { ...emptyScalar, change };
    if (isScalar(node)) return toScalar(node, at, change);
    if (open.has(node)) throw composeInvalid(at, 'an anchor must not hold itself.');
    open.add(node);
    try {
      if (isMap(node)) return { kind: 'map', entries: toEntries(node.items, at), change };
      const items = node.items.map((item, index) => toChild(item as Node | null, within(at, String(index), item)));
      return { kind: 'list', items, change };
    } finally {
      open.delete(node);
    }
  };

  const toChild = (node: Node | null, at: At): Child => ({ node: toNode(node, at), place: at.place });

  const toEntries = (pairs: readonly Pair[], at: At): Map<string, Child> => {
    const entries = new Map<string, Child>();
    const merged: [string, Child][] = [];
    for (const { key, value } of pairs) {
      if (!isScalar(key)) throw composeInvalid(at, 'a key must be a word.');
      const inner = within(at, String(key.value), key);
      if (key.value === '<<' && key.type === 'PLAIN') merged.push(...toMerged(value as Node | null, { ...inner, path: at.path }));
      else entries.set(String(key.value), toChild(value as Node | null, inner));
    }
    for (const [name, child] of merged) if (!entries.has(name)) entries.set(name, child);
    return entries;
  };

  /** What `<<` brings in: a map, or several, of which the first wins. */
  const toMerged = (value: Node | null, at: At): [string, Child][] => {
    const node = resolved(value, at);
    const sources = node !== null && !isScalar(node) && !isMap(node) ? (node.items as (Node | null)[]) : [value];
    return sources.flatMap((source) => {
      const read = toNode(source, at);
      if (read.kind !== 'map') throw composeInvalid(at, 'the merge key << takes a map or a list of maps.');
      return [...read.entries];
    });
  };

  const toScalar = (node: Scalar, at: At, change: NodeChange | undefined): ComposeNode => {
    const { value } = node;
    const scalar = { ...emptyScalar, source: node.source ?? '', isPlain: node.type === 'PLAIN', change };
    if (typeof value !== 'string') return { ...scalar, value: typeof value === 'number' || typeof value === 'boolean' ? value : null };
    if (value.includes('\0')) throw composeInvalid(at, 'must not have a NUL character.');
    const { unset, ...filled } = interpolate(value, variables, (rule) => {
      throw composeInvalid(at, rule);
    });
    for (const name of unset) {
      onWarning({ field: at.path, message: `The variable ${name} is not set and has no default; it is empty here.`, place: at.place });
    }
    return { ...scalar, ...filled };
  };

  const within = (at: At, key: string, node: unknown): At => ({
    path: at.path === '' ? key : `${at.path}.${key}`,
    place: place((node as Node | null)?.range?.[0]),
  });

  const root: At = { path: '', place: place(document.contents?.range?.[0]) };
  return { ...root, node: toNode(document.contents, root) };
}

function parse(file: YamlFile, lineCounter: LineCounter) {
  try {
    // With logLevel silent a second document would be dropped without an error.
    return parseDocument(file.text, { version: '1.2', lineCounter, uniqueKeys: true, stringKeys: true, logLevel: 'error' });
  } catch (error) {
    throw composeInvalid({ path: '', place: { file: file.name, line: 1 } }, 'it cannot be read as YAML; is it nested too deeply?', error);
  }
}

const emptyScalar = { kind: 'scalar', value: null, source: '', isPlain: true, spans: [], variables: [], change: undefined } as const;

function changeOf(node: Node | null, at: At): NodeChange | undefined {
  const tag = node !== null && 'tag' in node ? node.tag : undefined;
  if (tag === '!override') return 'override';
  if (tag === '!reset') return 'reset';
  if (tag?.startsWith('!')) throw composeInvalid(at, 'a tag may be !override or !reset only.');
  return undefined;
}

const yamlRules: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'the same key stands twice in one map; keep one.',
  TAB_AS_INDENT: 'a tab indents here; YAML takes spaces only.',
  BAD_INDENT: 'the line is indented wrongly, or a bracket is not closed.',
  MULTIPLE_DOCS: 'a file must have one YAML document; give further ones as files of their own.',
  MULTILINE_IMPLICIT_KEY: 'a key must end with a colon on its line.',
  MISSING_CHAR: 'a quote, bracket or comma is missing.',
  NON_STRING_KEY: 'a key must be a word.',
};
