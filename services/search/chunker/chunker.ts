import type { Config } from '#contract';
import type { Embeddings } from '#embeddings';
import { sliceWork } from '../slice-work.ts';
import { countPieces } from './count-pieces.ts';
import { pack } from './pack.ts';
import { type Piece, pieces } from './pieces.ts';

/** Tokens the model reads beside its two marks. */
const readableTokens = 254;

export interface Chunkable {
  title: string;
  content: string;
  /** Whether `#` lines are headings. */
  isMarkdown: boolean;
}

export interface Chunk {
  /** Where the chunk begins in the document, UTF-16 units: `document.slice(startChar, startChar + content.length) === content`. */
  startChar: number;
  content: string;
  tokens: number;
  /** What is embedded: title and headings above, then the content. */
  embedText: string;
}

export interface Chunker {
  /** Splits documents into chunks; a blank one has none. Counts tokens off the main thread and never holds the main one for long. */
  chunk(documents: readonly Chunkable[], signal?: AbortSignal): Promise<Chunk[][]>;
}

/** Makes chunks along headings, paragraphs, sentences and words. Reads the settings anew each time. */
export function createChunker({
  config,
  embeddings,
}: {
  config: Pick<Config['search'], 'chunkTokens' | 'chunkOverlapTokens'>;
  embeddings: Pick<Embeddings, 'countTokens'>;
}): Chunker {
  async function contextTokens(contexts: ReadonlySet<string>): Promise<Map<string, number>> {
    const texts = [...contexts];
    const counts = await embeddings.countTokens(texts);
    return new Map(texts.map((text, index) => [text, counts[index] ?? readableTokens]));
  }

  return {
    async chunk(documents, signal) {
      const slice = sliceWork();
      const split: { text: string; pieces: Piece[] }[] = [];
      for (const { content, isMarkdown } of documents) {
        const found: Piece[] = [];
        for (const piece of pieces(content, isMarkdown)) {
          if (piece !== undefined) found.push(piece);
          await slice(signal);
        }
        split.push({ text: content, pieces: found });
      }
      const limits = {
        tokens: config.chunkTokens,
        // An overlap of half a chunk or more would make more chunks than it helps.
        overlapTokens: Math.min(config.chunkOverlapTokens, Math.floor(config.chunkTokens / 3)),
      };
      const counted = await countPieces(split, { embeddings, mostTokens: limits.tokens, signal });
      const drafts: { chunk: Chunk; contexts: string[] }[][] = [];
      const contexts = new Set<string>();
      for (const [index, document] of documents.entries()) {
        const list = counted[index] ?? [];
        const made: { chunk: Chunk; contexts: string[] }[] = [];
        for (const run of pack(list, limits)) {
          const first = list[run.first];
          const last = list[run.end - 1];
          if (first === undefined || last === undefined) continue;
          const content = document.content.slice(first.start, last.end);
          const possible = contextsOf(document, content, first.headings);
          for (const context of possible) contexts.add(context);
          made.push({ chunk: { startChar: first.start, content, tokens: run.tokens, embedText: content }, contexts: possible });
          await slice(signal);
        }
        drafts.push(made);
      }
      const tokensOf = await contextTokens(contexts);
      return drafts.map((made) =>
        made.map(({ chunk, contexts: possible }) => {
          const context = possible.find((text) => chunk.tokens + (tokensOf.get(text) ?? readableTokens) <= readableTokens);
          return context === undefined ? chunk : { ...chunk, embedText: `${context}\n${chunk.content}` };
        }),
      );
    },
  };
}

/** What may stand before a chunk, the fullest first: title and headings, then the nearest of them alone. */
function contextsOf(document: Chunkable, content: string, headings: readonly string[]): string[] {
  const lines: string[] = [];
  for (const line of [document.title, ...headings]) {
    if (line !== lines.at(-1) && !startsWith(content, line)) lines.push(line);
  }
  const nearest = lines.at(-1);
  return nearest === undefined ? [] : [...new Set([lines.join('\n'), nearest])];
}

/** Whether the chunk itself begins with the line, Markdown marks aside. */
function startsWith(content: string, line: string): boolean {
  return (
    content.startsWith(line) ||
    content
      .slice(0, line.length + 8)
      .replace(/^#{1,6}\s+/, '')
      .startsWith(line)
  );
}
