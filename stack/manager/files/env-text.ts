import { GantryError } from '#contract';

/** What a line of a `KEY=value` file says. */
export interface Assignment {
  readonly name: string;
  readonly value: string;
  /** 1 is the first. */
  readonly line: number;
}

export interface EnvText {
  readonly assignments: readonly Assignment[];
  /** Lines that are neither an assignment nor a comment nor empty, and the rule each of them breaks. */
  readonly broken: readonly { readonly line: number; readonly name: string | null; readonly rule: string }[];
}

/** What a file of variables begins with. */
export const envFileHeader =
  '# Variables of the stack: what Gantry changed by its panel, and what you write here. Plain Compose reads it with --env-file.\n';

/** `s`: a value may hold U+2028, which is a line end for `.` and for nobody else. */
const assignment = /^(\s*(?:export\s+)?)([A-Za-z_][A-Za-z0-9_]*)(\s*=\s*)(.*)$/s;
const nameOnly = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Written as it is; anything else stands in quotes in which Compose replaces nothing. */
const plain = /^[A-Za-z0-9_./:@%+,-]*$/;

/**
 * Reads a `KEY=value` text by Compose's rules: quotes taken off, comments passed over. Interpolated is only `${NAME}` in
 * double quotes, by a value further up in the text.
 */
export function parseEnvText(text: string): EnvText {
  const assignments: Assignment[] = [];
  const broken: EnvText['broken'][number][] = [];
  const known: Record<string, string> = {};
  text.split(/\r?\n/).forEach((content, index) => {
    const line = index + 1;
    // A mark of the byte order may begin the file.
    const read = (index === 0 ? content.replace(/^\uFEFF/, '') : content).trimEnd();
    if (read.trim() === '' || read.trimStart().startsWith('#')) return;
    const [, , name, , rest = ''] = assignment.exec(read) ?? [];
    if (name === undefined) {
      broken.push({ line, name: null, rule: 'must be a line NAME=value, or a comment that begins with #' });
      return;
    }
    const { value, isClosed } = readValue(rest, known);
    if (!isClosed) broken.push({ line, name, rule: 'has a quote that is not closed on its line' });
    known[name] = value;
    assignments.push({ name, value, line });
  });
  return { assignments, broken };
}

/** Values by name; where a name stands twice the last one counts, as for Compose. */
export function envValues(text: string): Record<string, string> {
  return Object.fromEntries(parseEnvText(text).assignments.map(({ name, value }) => [name, value]));
}

/**
 * Sets variables and leaves every other line, comments, order and line ends as they are; `undefined` takes a variable out.
 * @throws GantryError `invalid_value` for a name or a value the format cannot hold in one line
 */
export function changeEnvText(text: string, changes: ReadonlyMap<string, string | undefined>): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const left = new Map(changes);
  for (const name of left.keys())
    if (!nameOnly.test(name))
      throw new GantryError('invalid_value', { message: 'The name of a variable must be letters, digits and _.', field: name });
  const kept = text.split(/\r?\n/).flatMap((line) => {
    const [, before = '', name = '', sign = '', rest = ''] = assignment.exec(line) ?? [];
    if (name === '' || line.trimStart().startsWith('#') || !changes.has(name)) return [line];
    const value = left.get(name);
    left.delete(name);
    return value === undefined ? [] : [`${before}${name}${sign}${quote(name, value)}${readValue(rest.trimEnd(), {}).comment}`];
  });
  while (kept.at(-1) === '') kept.pop();
  for (const [name, value] of left) if (value !== undefined) kept.push(`${name}=${quote(name, value)}`);
  return kept.length === 0 ? '' : `${kept.join(end)}${end}`;
}

interface ReadValue {
  readonly value: string;
  /** What stands behind the value, with the space before it. */
  readonly comment: string;
  readonly isClosed: boolean;
}

function readValue(rest: string, known: Readonly<Record<string, string>>): ReadValue {
  const [quoted] = rest;
  if (quoted === "'" || quoted === '"') {
    const end = closingQuote(rest, quoted);
    if (end === -1) return { value: rest, comment: '', isClosed: false };
    const inner = rest.slice(1, end);
    const value =
      quoted === "'"
        ? inner.replaceAll("\\'", "'")
        : inner.replace(/\\(["\\$n])|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (all, escaped?: string, name?: string) => {
            if (name !== undefined) return known[name] ?? all;
            return escaped === 'n' ? '\n' : (escaped ?? '');
          });
    return { value, comment: rest.slice(end + 1), isClosed: true };
  }
  const comment = /(?:^|\s+)#.*$/s.exec(rest)?.[0] ?? '';
  return { value: rest.slice(0, rest.length - comment.length).trimEnd(), comment, isClosed: true };
}

/** A quote behind a backslash does not close; in double quotes a backslash may itself be escaped. */
function closingQuote(rest: string, quoted: string): number {
  for (let at = 1; at < rest.length; at += 1) {
    if (rest[at] === quoted) return at;
    if (rest[at] === '\\' && (quoted === '"' || rest[at + 1] === quoted)) at += 1;
  }
  return -1;
}

function quote(name: string, value: string): string {
  if (/[\r\n\0]/.test(value)) throw new GantryError('invalid_value', { message: `${name} must be one line.`, field: name });
  if (plain.test(value)) return value;
  // Single quotes cannot hold a backslash safely: before a quote it would escape it.
  return value.includes('\\') ? `"${value.replace(/[\\"$]/g, '\\$&')}"` : `'${value.replaceAll("'", "\\'")}'`;
}
