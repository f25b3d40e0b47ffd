import { isSpace } from './characters.ts';
import { createHeadingReader } from './headings.ts';
import { pieceEnd } from './piece-end.ts';

/** A short run of a text between two gaps; what chunks are put together from. */
export interface Piece {
  /** First character and the index after the last, UTF-16 units; neither is whitespace. */
  start: number;
  end: number;
  startsSentence: boolean;
  startsParagraph: boolean;
  /** True for the heading that opens a section. */
  startsSection: boolean;
  /** Headings this piece stands under, outermost first; a heading stands under those above it. */
  headings: readonly string[];
}

/** Whitespace looked at before the caller gets a turn. */
const longestPauseChars = 65_536;

/** The pieces of a text in order. Gives undefined now and then in long whitespace, so that a caller can let others work. */
export function* pieces(text: string, isMarkdown: boolean): Generator<Piece | undefined> {
  const headings = createHeadingReader(text, isMarkdown);
  let position = 0;
  let newlines = 1;
  let startsSentence = true;
  let looked = 0;
  let wasHeading = false;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (isSpace(code)) {
      if (code === 10) newlines += 1;
      position += 1;
      looked += 1;
      if (looked % longestPauseChars === 0) yield undefined;
      continue;
    }
    const heading = newlines > 0 ? headings.at(position) : undefined;
    const isInHeading: boolean = heading !== undefined || (wasHeading && newlines === 0);
    const { end, endsSentence } = pieceEnd(text, position, isInHeading);
    yield {
      start: position,
      end,
      startsSentence: startsSentence || heading !== undefined,
      startsParagraph: newlines > 1 || heading !== undefined || (wasHeading && !isInHeading),
      startsSection: heading !== undefined,
      headings: headings.above(heading),
    };
    if (heading !== undefined) headings.enter(heading);
    wasHeading = isInHeading;
    startsSentence = endsSentence;
    newlines = 0;
    position = end;
  }
}
