import { createHash } from 'node:crypto';
import { GantryError, type NewDocument } from '#contract';
import { safeCut } from './chunker/characters.ts';
import { sliceWork } from './slice-work.ts';

/** A document on its way in: everything is decided, nothing is stored. */
export interface Draft {
  /** Given for documents that must keep their id when the work is done again. */
  id?: string;
  collection: string;
  title: string;
  content: string;
  sourcePath: string | null;
  metadata: NewDocument['metadata'];
  /** Of the content as UTF-8. */
  contentSha256: Buffer;
}

const defaultTitleChars = 200;
/** A B-tree entry of Postgres may have 2,704 bytes; the collection's name and headers take the rest. */
const longestSourcePathBytes = 2600;
const hashedChars = 524_288;

const markdownFile = /\.(?:md|mdx|markdown|mdown|mkd|qmd|rmd)$/i;
const fileWithExtension = /\.[a-z0-9]{1,8}$/i;

/** Whether `#` lines are headings: in Markdown files, and in texts whose source says nothing else. */
export function isMarkdown(sourcePath: string | null): boolean {
  return sourcePath === null || markdownFile.test(sourcePath) || !fileWithExtension.test(sourcePath);
}

/** Makes a draft of what was sent. The default title is the first heading or, without one, the first line, at most 200 characters. @throws GantryError `invalid_value` */
export async function toDraft(document: NewDocument, id?: string): Promise<Draft> {
  const { collection, content, metadata } = document;
  const sourcePath = document.source_path ?? null;
  if (sourcePath !== null && Buffer.byteLength(sourcePath) > longestSourcePathBytes) {
    throw new GantryError('invalid_value', {
      message: `source_path must have at most ${longestSourcePathBytes} bytes.`,
      field: 'source_path',
    });
  }
  return {
    ...(id === undefined ? {} : { id }),
    collection,
    title: document.title ?? defaultTitle(content, isMarkdown(sourcePath)),
    content,
    sourcePath,
    metadata,
    contentSha256: await sha256(content),
  };
}

/** The first Markdown heading within the first 64 KiB, else the first line that has anything on it. */
export function defaultTitle(content: string, mayHaveHeadings: boolean): string {
  const heading = mayHaveHeadings ? firstHeading(content) : undefined;
  return cutTitle(heading ?? /\S[^\n]{0,500}/.exec(content)?.[0] ?? '');
}

/** At most 200 characters. */
export function cutTitle(title: string): string {
  return title.slice(0, safeCut(title, Math.min(title.length, defaultTitleChars), 0)).trim();
}

/** Text of the first `# heading`. */
export function firstHeading(content: string): string | undefined {
  const found = /^#{1,6}[ \t]+(\S[^\n]*)$/m.exec(content.slice(0, 65_536))?.[1];
  return found?.replace(/[ \t]+#+[ \t]*\r?$/, '').trim();
}

async function sha256(content: string): Promise<Buffer> {
  const hash = createHash('sha256');
  const slice = sliceWork();
  for (let from = 0; from < content.length; ) {
    const end = safeCut(content, Math.min(content.length, from + hashedChars), from);
    hash.update(content.slice(from, end), 'utf8');
    from = end;
    await slice();
  }
  return hash.digest();
}
