import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewDocument } from '#contract';
import { countDocuments, folderDocuments } from './folder-documents.ts';

let root: string;
const maxFileBytes = 4096;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gantry-folder-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(files: Record<string, string | Buffer>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
}

async function read() {
  const options = { collection: 'notes', maxFileBytes, signal: new AbortController().signal };
  const documents: Record<string, NewDocument> = {};
  const problems: Record<string, string> = {};
  let done = 0;
  for await (const item of folderDocuments(root, options)) {
    if ('document' in item) documents[relative(root, item.document.source_path ?? '')] = item.document;
    else if ('problem' in item) problems[relative(root, item.problem.item)] = item.problem.code;
    if ('document' in item || ('problem' in item && item.isCounted)) done += 1;
  }
  return { documents, problems, done, total: await countDocuments(root, options) };
}

const lines = (...records: unknown[]) => records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record))).join('\n');

describe('folder documents', () => {
  it('makes a document of each text file: its heading or name as title, its absolute path as source', async () => {
    await write({
      'guide.md': 'intro\n\n# The guide #\n\ntext',
      'notes.txt': '# no heading',
      'src/main.rs': 'fn main() {}',
      LICENSE: 'Text',
    });
    const { documents, done, total } = await read();
    expect(Object.fromEntries(Object.entries(documents).map(([path, { title }]) => [path, title]))).toEqual({
      'guide.md': 'The guide',
      'notes.txt': 'notes.txt',
      'src/main.rs': 'main.rs',
      LICENSE: 'LICENSE',
    });
    expect(documents['notes.txt']).toEqual({
      title: 'notes.txt',
      content: '# no heading',
      source_path: join(root, 'notes.txt'),
      collection: 'notes',
      metadata: {},
    });
    expect([done, total]).toEqual([4, 4]);
  });

  it('reads UTF-8 and UTF-16 with a byte order mark', async () => {
    const utf16be = Buffer.from('\ufeffgrün', 'utf16le').swap16();
    await write({ 'a.txt': '\ufeffgrün', 'b.txt': Buffer.from('\ufeffgrün', 'utf16le'), 'c.txt': utf16be });
    expect(Object.values((await read()).documents).map(({ content }) => content)).toEqual(['grün', 'grün', 'grün']);
  });

  it('says why it goes past binary, empty and too large files', async () => {
    await write({
      'a.bin': Buffer.from([1, 0, 2]),
      'b.pdf': '%PDF-1.7 text',
      'c.docx': 'PK\x03\x04 zip',
      'd.txt': Buffer.from([0x66, 0xfc, 0x72]),
      'e.txt': ' \n\t ',
      'f.txt': 'x'.repeat(maxFileBytes + 1),
      'g.txt': `${'x'.repeat(3000)}\n`,
    });
    const { documents, problems, done, total } = await read();
    expect(Object.keys(documents)).toEqual(['g.txt']);
    expect(problems).toEqual({
      'a.bin': 'binary',
      'b.pdf': 'binary',
      'c.docx': 'binary',
      'd.txt': 'binary',
      'e.txt': 'empty',
      'f.txt': 'too-large',
    });
    expect([done, total]).toEqual([7, 7]);
  });

  it('makes a document of each record of a .jsonl file, and names the lines that are none', async () => {
    const big = { _id: 'big', text: 'y'.repeat(maxFileBytes) };
    const records = [
      { _id: 'one', title: 'First', text: 'text one', metadata: { year: 1999, tags: ['left', 'out'] } },
      { id: 7, content: 'text two' },
      '',
      { contents: 'text three' },
      '{"text": broken',
      { title: 'no text' },
      { _id: 'blank', text: '  ' },
      { _id: 'nul', text: 'a\0b' },
      '{"_id": "half", "text": "\\ud800"}',
      '[1]',
      big,
    ];
    await write({ 'data.jsonl': `${lines(...records)}\n` });
    const { documents, problems, done, total } = await read();
    expect(documents['data.jsonl#one']).toMatchObject({ title: 'First', content: 'text one', metadata: { year: 1999 } });
    expect(documents['data.jsonl#7']?.content).toBe('text two');
    expect(documents['data.jsonl#4']?.title).toBeUndefined();
    expect(Object.keys(documents)).toHaveLength(3);
    expect(problems).toEqual({
      'data.jsonl#5': 'invalid-record',
      'data.jsonl#6': 'invalid-record',
      'data.jsonl#7': 'invalid-record',
      'data.jsonl#8': 'invalid-record',
      'data.jsonl#9': 'invalid-record',
      'data.jsonl#10': 'invalid-record',
      'data.jsonl#11': 'too-large',
    });
    expect([done, total]).toEqual([10, 10]);
  });

  it('reads a .jsonl file larger than the limit for files', async () => {
    await write({ 'data.jsonl': lines(...Array.from({ length: 100 }, (_, id) => ({ id, text: `record ${id} ${'z'.repeat(100)}` }))) });
    const { documents, done, total } = await read();
    expect(Object.keys(documents)).toHaveLength(100);
    expect([done, total]).toEqual([100, 100]);
  });

  it('takes a .jsonl file without documents as text', async () => {
    await write({ 'events.jsonl': lines({ level: 'info' }, { level: 'warn' }) });
    expect(Object.keys((await read()).documents)).toEqual(['events.jsonl']);
  });

  it('indexes only the corpus of a retrieval test collection', async () => {
    const record = lines({ _id: '1', text: 'a document' });
    await write({ 'set/corpus.jsonl': record, 'set/queries.jsonl': record, 'set/qrels.tsv': '1\t1\t1', 'set/qrels/test.tsv': '1\t1\t1' });
    await write({ 'other/queries.jsonl': record });
    const { documents, problems, done, total } = await read();
    expect(Object.keys(documents)).toEqual(['other/queries.jsonl#1', 'set/corpus.jsonl#1']);
    expect(problems).toEqual({
      'set/qrels.tsv': 'evaluation-data',
      'set/qrels/test.tsv': 'evaluation-data',
      'set/queries.jsonl': 'evaluation-data',
    });
    expect([done, total]).toEqual([5, 5]);
  });
});
