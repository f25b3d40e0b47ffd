import { maxDocumentChars } from '#contract';

/** A file as it will be added, or why it will not. */
export interface ReadFile {
  name: string;
  bytes: number;
  text?: string;
  problem?: 'tooLarge' | 'notText' | 'empty' | 'unreadable';
}

/** UTF-8 takes at most three bytes for each UTF-16 unit: beyond this no file fits. */
const maxFileBytes = maxDocumentChars * 3;

/** Reads files as UTF-8 text; what is not text, is empty or too large is named, not guessed. */
export function readFiles(files: readonly File[]): Promise<ReadFile[]> {
  return Promise.all(files.map(readOne));
}

async function readOne(file: File): Promise<ReadFile> {
  const known = { name: file.name, bytes: file.size };
  if (file.size > maxFileBytes) return { ...known, problem: 'tooLarge' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    if (text.includes('\0')) return { ...known, problem: 'notText' };
    if (text.trim() === '') return { ...known, problem: 'empty' };
    return text.length > maxDocumentChars ? { ...known, problem: 'tooLarge' } : { ...known, text };
  } catch (error) {
    return { ...known, problem: error instanceof TypeError ? 'notText' : 'unreadable' };
  }
}

/** A file name as a title. */
export function titleOfFile(name: string): string {
  return name.replace(/\.(md|markdown|txt|text|rst|org|adoc)$/i, '').slice(0, 500) || name.slice(0, 500);
}
