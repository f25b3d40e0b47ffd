/** The shortest text that is searched for on its own; below it chance would find some. */
const leastChars = 12;

/**
 * Every form in which a value may turn up: as it is, escaped for JSON, for an address and for a form, base64 and
 * base64url wherever it begins inside a longer text, and hex; and the same of its longest run of plain characters,
 * which no way of quoting changes.
 */
export function encodingsOf(value: string): { form: string; needle: Buffer }[] {
  const plain = value.match(/[A-Za-z0-9_-]+/g)?.reduce((longest, run) => (run.length > longest.length ? run : longest), '') ?? '';
  const texts = [value, ...(plain.length < leastChars || plain === value ? [] : [plain])];
  const seen = new Set<string>();
  return texts
    .flatMap((text) => Object.entries(formsOf(text)))
    .filter(([, needle]) => needle.length >= leastChars && !seen.has(needle) && seen.add(needle))
    .map(([form, needle]) => ({ form, needle: Buffer.from(needle) }));
}

function formsOf(text: string): Record<string, string> {
  const hex = Buffer.from(text).toString('hex');
  const json = JSON.stringify(text).slice(1, -1);
  return {
    raw: text,
    'JSON-escaped': json,
    'JSON-escaped twice': JSON.stringify(json).slice(1, -1),
    'percent-encoded': encodeURIComponent(text),
    'form-encoded': new URLSearchParams([['', text]]).toString().slice(1),
    hex,
    'hex, upper case': hex.toUpperCase(),
    ...Object.fromEntries(
      [0, 1, 2].flatMap((offset) => [
        [`base64 at ${offset}`, inBase64(text, offset)],
        [`base64url at ${offset}`, inBase64(text, offset).replaceAll('+', '-').replaceAll('/', '_')],
      ]),
    ),
  };
}

/** The characters of base64 that depend on this text alone, where it begins `offset` bytes after a group of three. */
function inBase64(text: string, offset: number): string {
  const bytes = Buffer.from(text);
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const endsInGroup = (offset + bytes.length) % 3 === 0;
  return encoded.slice(offset === 0 ? 0 : offset + 1, endsInGroup ? undefined : -1);
}
