/** Longest line given, in bytes of UTF-8. 16 KiB is also where Docker splits one. */
export const mostLineBytes = 16_384;

const escapeSign = String.fromCharCode(27);
const bellSign = String.fromCharCode(7);
/** Control sequences (ECMA-48 5.4), operating system commands such as window titles and links, and single escapes. */
const sequences = new RegExp(
  `${escapeSign}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${bellSign}${escapeSign}]*(?:${bellSign}|${escapeSign}\\\\)?|[PX^_][^${escapeSign}]*(?:${escapeSign}\\\\)?|[ -/]*[0-~])`,
  'g',
);
/** Control characters but the tab, and the marks that turn the direction of text around. */
const controls = /(?!\t)[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;

/** A line as it may be shown: no colours, no control characters, at most 16 KiB, saying what was cut. */
export function cleanLine(text: string): string {
  // What is cut anyway need not be cleaned; four times as much leaves room for the sequences that go.
  const start = firstBytes(text, mostLineBytes * 4);
  const clean = start.replace(sequences, '').replaceAll('\r', ' ').replace(controls, '');
  const kept = firstBytes(clean, mostLineBytes);
  const isWhole = kept.length === clean.length && start.length === text.length;
  return isWhole ? kept : `${kept} … [cut: the line has ${Buffer.byteLength(text)} bytes]`;
}

/** The first `most` bytes of a text, at a whole character. */
function firstBytes(text: string, most: number): string {
  if (text.length * 3 <= most) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  let end = most;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}
