const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
// Unicode TR 11: these take two cells of a terminal. `\p{RGI_Emoji}` would need the v flag of a later target.
const wide =
  /^(?:\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|[\u3000-\u303f\uff01-\uff60])/u;

/** Cells a text takes on a terminal, without its colour codes. */
export function textWidth(text: string): number {
  let cells = 0;
  for (const { segment } of segmenter.segment(withoutColours(text))) cells += wide.test(segment) ? 2 : 1;
  return cells;
}

/** The text cut to so many cells, with … where something was cut. Expects text without colour codes. */
export function cutToWidth(text: string, cells: number): string {
  if (textWidth(text) <= cells) return text;
  let kept = '';
  let used = 1;
  for (const { segment } of segmenter.segment(text)) {
    used += wide.test(segment) ? 2 : 1;
    if (used > cells) break;
    kept += segment;
  }
  return cells < 1 ? '' : `${kept}…`;
}

function withoutColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character starts a colour code
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}
