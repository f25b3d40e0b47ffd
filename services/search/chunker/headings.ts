import { safeCut } from './characters.ts';

/** A Markdown heading: its level, 1 to 6, and its words. */
export interface Heading {
  level: number;
  text: string;
}

/** Longest heading that is kept as context, characters. */
const longestHeadingChars = 120;
const atxHeading = /(#{1,6})[ \t]+([^\n]{1,400})/y;
const fence = /(`{3,}|~{3,})/y;

export interface HeadingReader {
  /** The heading on the line that starts there. Ask for every line, in order. */
  at(lineStart: number): Heading | undefined;
  /** Headings above a heading, or above ordinary text where none is given; outermost first. */
  above(heading?: Heading): readonly string[];
  /** From now on text stands under this heading. */
  enter(heading: Heading): void;
}

/** Reads the headings of a text in order; `#` lines inside fenced code are none. In plain text there are none at all. */
export function createHeadingReader(text: string, isMarkdown: boolean): HeadingReader {
  let open: Heading[] = [];
  let path: readonly string[] = [];
  let openFence: string | undefined;

  function isInFence(lineStart: number): boolean {
    fence.lastIndex = lineStart;
    const mark = fence.exec(text)?.[1];
    if (mark === undefined) return openFence !== undefined;
    if (openFence === undefined) openFence = mark;
    else if (mark.startsWith(openFence)) openFence = undefined;
    return true;
  }

  return {
    at(lineStart) {
      if (!isMarkdown || isInFence(lineStart)) return undefined;
      atxHeading.lastIndex = lineStart;
      const found = atxHeading.exec(text);
      const words = found?.[2]?.replace(/[ \t]+#+[ \t]*\r?$/, '').trim();
      if (found === null || words === undefined || words === '') return undefined;
      return { level: found[1]?.length ?? 1, text: words.slice(0, safeCut(words, Math.min(longestHeadingChars, words.length), 0)) };
    },
    enter(heading) {
      open = [...open.filter((other) => other.level < heading.level), heading];
      path = open.map((other) => other.text);
    },
    above: (heading) => (heading === undefined ? path : open.filter((other) => other.level < heading.level).map((other) => other.text)),
  };
}
