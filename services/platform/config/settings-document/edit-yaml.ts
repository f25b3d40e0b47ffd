import { isCollection, isMap, isScalar, type Pair, parseDocument, type Scalar, stringify, type YAMLMap } from 'yaml';
import { GantryError } from '#contract';

/**
 * Sets `section.name` in a YAML text of sections and keys, or takes it out when `value` is undefined. Only the place of
 * the value is written anew, so comments, order, quotes and blank lines elsewhere stay byte for byte; a form that
 * cannot be cut so (a section in braces, an alias) is written by the YAML library, which keeps comments.
 * @throws GantryError `invalid_value` where neither gives a text that says just that
 */
export function editYaml(text: string, key: string, value: unknown): string {
  const [section, name] = split(key);
  for (const attempt of [cutIn, writeAnew]) {
    const edited = attempt(text, { section, name, value });
    if (edited !== undefined && saysJustThat(text, edited, { section, name, value })) return edited;
  }
  throw new GantryError('invalid_value', {
    message: `${key} cannot be written into the file in its present form.`,
    field: key,
    fix: 'Write it into the file by hand, as a section with keys below it.',
  });
}

interface Change {
  section: string;
  name: string;
  value: unknown;
}

function split(key: string): [string, string] {
  const at = key.indexOf('.');
  return [key.slice(0, at), key.slice(at + 1)];
}

function cutIn(text: string, { section, name, value }: Change): string | undefined {
  const document = parseDocument(text, { uniqueKeys: true });
  if (document.errors.length > 0 || (document.contents !== null && !isMap(document.contents))) return undefined;
  const root = document.contents as YAMLMap | null;
  if (root?.flow) return undefined;
  const sectionPair = root === null ? undefined : find(root, section);
  if (sectionPair === undefined) return value === undefined ? text : append(text, `${section}:\n  ${name}: ${write(value)}\n`);
  const map = sectionPair.value;
  if (!isMap(map)) {
    if (value === undefined) return text;
    const end = (sectionPair.key as Scalar).range?.[1];
    return isNull(map) && end !== undefined ? insertAfterLine(text, end, `  ${name}: ${write(value)}`) : undefined;
  }
  if (map.flow) return undefined;
  const pair = find(map, name);
  if (pair === undefined) return value === undefined ? text : insertInto(text, map, `${name}: ${write(value)}`);
  return value === undefined ? removeLine(text, { map, pair, sectionPair }) : replaceValue(text, pair, write(value));
}

function replaceValue(text: string, pair: Pair, written: string): string | undefined {
  const { value } = pair;
  if (isNull(value)) {
    const end = (pair.key as Scalar).range?.[1];
    const colon = end === undefined ? -1 : text.indexOf(':', end);
    return colon < 0 ? undefined : `${text.slice(0, colon + 1)} ${written}${text.slice(colon + 1)}`;
  }
  if (!isScalar(value) || value.range == null || value.type?.startsWith('BLOCK')) return undefined;
  return text.slice(0, value.range[0]) + written + text.slice(value.range[1]);
}

function insertInto(text: string, map: YAMLMap, line: string): string | undefined {
  const last = map.items.at(-1);
  const first = map.items[0];
  if (last === undefined || first === undefined) return undefined;
  const column = columnOf(text, first);
  const end = endOf(last);
  return column === undefined || end === undefined ? undefined : insertAfterLine(text, end, ' '.repeat(column) + line);
}

/** Takes out the lines of a key, and the section's own when nothing is left below it. */
function removeLine(text: string, { map, pair, sectionPair }: { map: YAMLMap; pair: Pair; sectionPair: Pair }): string | undefined {
  const start = (pair.key as Scalar).range?.[0];
  const end = endOf(pair);
  if (start === undefined || end === undefined) return undefined;
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', Math.max(end - 1, start));
  const to = lineEnd < 0 ? text.length : lineEnd + 1;
  if (map.items.length > 1) return text.slice(0, from) + text.slice(to);
  const sectionStart = (sectionPair.key as Scalar).range?.[0] ?? from;
  const between = text.slice(text.indexOf('\n', sectionStart) + 1, from);
  // A comment between is the person's; the section stays with nothing in it.
  return between.trim() === '' ? text.slice(0, sectionStart) + text.slice(to) : text.slice(0, from) + text.slice(to);
}

function writeAnew(text: string, { section, name, value }: Change): string | undefined {
  const document = parseDocument(text, { uniqueKeys: true });
  if (document.errors.length > 0) return undefined;
  if (value === undefined) {
    if (!document.hasIn([section, name])) return text;
    document.deleteIn([section, name]);
  } else {
    if (!isCollection(document.get(section))) document.set(section, document.createNode({}));
    document.setIn([section, name], value);
  }
  return document.toString({ lineWidth: 0 });
}

function saysJustThat(before: string, after: string, { section, name, value }: Change): boolean {
  const document = parseDocument(after, { uniqueKeys: true });
  if (document.errors.length > 0) return false;
  const wanted = flat(parseDocument(before).toJS());
  const key = `${section}\0${name}`;
  if (value === undefined) wanted.delete(key);
  else wanted.set(key, JSON.stringify(value));
  const got = flat(document.toJS());
  return wanted.size === got.size && [...wanted].every(([each, text]) => got.get(each) === text);
}

function flat(tree: unknown): Map<string, string> {
  const all = new Map<string, string>();
  for (const [section, values] of Object.entries((tree ?? {}) as Record<string, unknown>))
    for (const [name, value] of Object.entries((values ?? {}) as Record<string, unknown>))
      all.set(`${section}\0${name}`, JSON.stringify(value));
  return all;
}

function find(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find(({ key }) => isScalar(key) && String(key.value) === name);
}

function isNull(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === null);
}

function columnOf(text: string, pair: Pair): number | undefined {
  const start = (pair.key as Scalar).range?.[0];
  return start === undefined ? undefined : start - (text.lastIndexOf('\n', start - 1) + 1);
}

function endOf({ key, value }: Pair): number | undefined {
  const node = value as Scalar | null;
  return isNull(node) ? (key as Scalar).range?.[1] : (node?.range?.[1] ?? undefined);
}

function insertAfterLine(text: string, offset: number, line: string): string {
  const lineEnd = text.indexOf('\n', Math.max(0, offset - 1));
  const feed = text.includes('\r\n') ? '\r\n' : '\n';
  return lineEnd < 0 ? `${text}${feed}${line}${feed}` : `${text.slice(0, lineEnd + 1)}${line}${feed}${text.slice(lineEnd + 1)}`;
}

function append(text: string, lines: string): string {
  return text === '' || text.endsWith('\n') ? text + lines : `${text}\n${lines}`;
}

/** One line of YAML that reads back as this value. */
function write(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const written = stringify(value, { lineWidth: 0 }).trimEnd();
  // Line feeds would make a block of it; JSON strings are YAML too (1.2, 10.3.2).
  return written.includes('\n') ? JSON.stringify(value) : written;
}
