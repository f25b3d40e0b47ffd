import type { SearchResult } from '#contract';
import type { Io } from './io.ts';
import { printLine, terminalWidth } from './output.ts';
import { printable } from './printable.ts';
import { paint } from './style.ts';
import { textWidth } from './text-width.ts';

const indent = '    ';
/** Enough to judge a passage; all of it is in the panel and in --json. */
const shownLines = 4;
const defaultWidth = 100;

/** One search result: rank, score, title, where it is from, and the passage with its nearest sentences in bold. */
export function printResult(io: Io, result: SearchResult, rank: number): void {
  printLine(
    io,
    `${String(rank).padStart(2)}  ${paint(io.stdout, 'green', result.score.toFixed(3))}  ${paint(io.stdout, 'bold', printable(result.title))}`,
  );
  const source = [result.source_path ?? '', result.collection === 'default' ? '' : `(${result.collection})`].filter((part) => part !== '');
  if (source.length > 0) printLine(io, paint(io.stdout, 'dim', `${indent}${printable(source.join(' '))}`));
  const width = Math.max(40, (terminalWidth(io.stdout) ?? defaultWidth) - indent.length);
  const lines = wrap(words(result), width);
  for (const line of lines.slice(0, shownLines)) {
    printLine(io, indent + line.map(({ text, isNear }) => (isNear ? paint(io.stdout, 'bold', text) : text)).join(' '));
  }
  if (lines.length > shownLines) printLine(io, `${indent}…`);
  printLine(io);
}

interface Word {
  text: string;
  isNear: boolean;
}

/** The words of the passage; a word that begins inside a highlight is near. Starts at the first highlight when it stands far in. */
function words({ content, highlights }: SearchResult): Word[] {
  const all = [...content.matchAll(/\S+/g)].map(({ 0: text, index }) => ({
    text: printable(text),
    isNear: highlights.some(([start, end]) => index >= start && index < end),
    index,
  }));
  const first = all.findIndex(({ isNear }) => isNear);
  return first > 0 && (all[first]?.index ?? 0) > 240 ? [{ text: '…', isNear: false }, ...all.slice(first)] : all;
}

function wrap(all: readonly Word[], width: number): Word[][] {
  const lines: Word[][] = [];
  let used = width;
  for (const word of all) {
    const cells = textWidth(word.text);
    if (used + 1 + cells > width) {
      lines.push([]);
      used = -1;
    }
    lines.at(-1)?.push(word);
    used += 1 + cells;
  }
  return lines;
}
