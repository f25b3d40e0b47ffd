import { GantryError } from '#contract';
import { readIfThere, writeDurably } from '#platform/files';

/** `s`: a value may hold U+2028, which is a line end for `.` and for nobody else. */
const assignment = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/s;
/** Written as it is; anything else stands in quotes in which Compose replaces nothing. */
const plain = /^[A-Za-z0-9_./:@%+,-]*$/;

/**
 * Values of a `KEY=value` file by Compose's rules: quotes taken off, comments passed over. Empty where there is no file.
 * Interpolated is only `${NAME}` in double quotes, by a value further up in the file.
 */
export async function readEnvFile(file: string): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const line of ((await readIfThere(file)) ?? '').split(/\r?\n/)) {
    const match = assignment.exec(line);
    if (match === null || line.trimStart().startsWith('#')) continue;
    values[match[1] as string] = unquote((match[2] as string).trim(), values);
  }
  return values;
}

function unquote(text: string, known: Readonly<Record<string, string>>): string {
  const [quote] = text;
  if (quote === "'") {
    const end = text.lastIndexOf("'");
    return end > 0 ? text.slice(1, end).replaceAll("\\'", "'") : text;
  }
  if (quote === '"') {
    const end = text.lastIndexOf('"');
    if (end === 0) return text;
    return text.slice(1, end).replace(/\\(["\\$n])|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (all, escaped?: string, name?: string) => {
      if (name !== undefined) return known[name] ?? all;
      return escaped === 'n' ? '\n' : (escaped ?? '');
    });
  }
  return text.replace(/\s+#.*$/, '');
}

/** Writers of one file, one after another. */
export function createEnvFileWriter(file: string) {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    /**
     * Sets variables and leaves every other line, comments and order as they are. `undefined` takes a variable out.
     * @throws GantryError `invalid_value` for a value with a line feed, which the format cannot hold in one line
     */
    change(values: Readonly<Record<string, string | undefined>>): Promise<void> {
      const work = tail.then(async () => {
        const lines = ((await readIfThere(file)) ?? header).split(/\r?\n/);
        const left = new Map(Object.entries(values));
        const kept = lines.flatMap((line) => {
          const name = line.trimStart().startsWith('#') ? undefined : assignment.exec(line)?.[1];
          if (name === undefined || !(name in values)) return [line];
          const value = left.get(name);
          left.delete(name);
          return value === undefined ? [] : [`${name}=${quote(name, value)}`];
        });
        while (kept.at(-1) === '') kept.pop();
        for (const [name, value] of left) if (value !== undefined) kept.push(`${name}=${quote(name, value)}`);
        await writeDurably(file, `${kept.join('\n')}\n`);
      });
      tail = work.catch(() => undefined);
      return work;
    },
  };
}

const header =
  '# Variables of the stack: what Gantry changed by its panel, and what you write here. Plain Compose reads it with --env-file.';

function quote(name: string, value: string): string {
  if (/[\r\n\0]/.test(value)) throw new GantryError('invalid_value', { message: `${name} must be one line.`, field: name });
  if (plain.test(value)) return value;
  // Single quotes cannot hold a backslash safely: before a quote it would escape it.
  return value.includes('\\') ? `"${value.replace(/[\\"$]/g, '\\$&')}"` : `'${value.replaceAll("'", "\\'")}'`;
}

export type EnvFileWriter = ReturnType<typeof createEnvFileWriter>;
