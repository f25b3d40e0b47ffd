import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chunk, createChunker } from './chunker.ts';

/** Marks and ideographs one token each, words one for each eight letters: near what WordPiece does. */
const embeddings = {
  countTokens: async (texts: readonly string[]) =>
    texts.map((text) => {
      const words = text.match(/\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}\p{M}])+|[^\s]/gu) ?? [];
      return words.reduce((sum, word) => sum + Math.ceil(word.length / 8), 0);
    }),
};

function chunkerWith(chunkTokens = 40, chunkOverlapTokens = 10) {
  return createChunker({ config: { chunkTokens, chunkOverlapTokens }, embeddings });
}

async function chunk(content: string, { title = 'A title', isMarkdown = true, tokens = 40, overlap = 10 } = {}): Promise<Chunk[]> {
  const [chunks = []] = await chunkerWith(tokens, overlap).chunk([{ title, content, isMarkdown }]);
  return chunks;
}

function expectSound(content: string, chunks: readonly Chunk[], tokens = 40): void {
  let reached = 0;
  for (const { startChar, content: text, tokens: count } of chunks) {
    expect(content.slice(startChar, startChar + text.length)).toBe(text);
    expect(count).toBeLessThanOrEqual(tokens);
    expect(content.slice(reached, startChar).trim()).toBe('');
    expect(startChar + text.length).toBeGreaterThan(reached);
    expect(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/.test(text)).toBe(false);
    reached = startChar + text.length;
  }
  expect(content.slice(reached).trim()).toBe('');
}

const words = (count: number, word = 'word') => Array.from({ length: count }, (_, index) => `${word}${index}`).join(' ');

describe('chunker', () => {
  it('keeps a short text as one chunk without the whitespace around it', async () => {
    const chunks = await chunk('\n  A short note.  \n');
    expect(chunks).toEqual([{ startChar: 3, content: 'A short note.', tokens: 4, embedText: 'A title\nA short note.' }]);
  });

  it.each(['', ' ', '\n\n\t \n', '\u3000\u00a0'])('makes no chunk of a blank text (%j)', async (content) => {
    expect(await chunk(content)).toEqual([]);
  });

  it.each([
    ['words without an end', words(500)],
    ['sentences', Array.from({ length: 60 }, (_, index) => `Sentence number ${index} has a few words. `).join('')],
    ['CJK without spaces', '这是一个没有空格的很长的中文句子，它应该被切成几块。'.repeat(30)],
    ['CJK without marks', '漢字'.repeat(400)],
    ['kana', 'カタカナヒラガナ'.repeat(200)],
    ['a huge word', 'x'.repeat(20_000)],
    ['emoji without spaces', '👩‍👩‍👧‍👦🏳️‍🌈'.repeat(200)],
    ['combining marks', 'é'.repeat(600)],
    ['marks only', '.'.repeat(3000)],
    ['blank lines between', Array.from({ length: 80 }, (_, index) => `Line ${index}`).join('\n\n\n')],
    ['CRLF', Array.from({ length: 80 }, (_, index) => `Row ${index}, of a table`).join('\r\n')],
  ])('covers %s with chunks that fit', async (_name, content) => {
    const chunks = await chunk(content);
    expect(chunks.length).toBeGreaterThan(1);
    expectSound(content, chunks);
  });

  it('covers any text', async () => {
    const unit = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('\n', '\n\n', '# Heading\n', '```\n', ' ', '. ', '。', '漢', '👍🏽', 'word '),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(unit, { maxLength: 300 }), async (parts) => {
        const content = parts.join('');
        expectSound(content, await chunk(content));
      }),
      { numRuns: 150 },
    );
  });

  it('repeats the end of a chunk at the beginning of the next, from a sentence where there is one', async () => {
    const chunks = await chunk(Array.from({ length: 30 }, (_, index) => `Point ${index} is made here.`).join(' '));
    const [one, two] = chunks;
    const overlap = (one?.startChar ?? 0) + (one?.content.length ?? 0) - (two?.startChar ?? 0);
    expect(overlap).toBeGreaterThan(0);
    expect(two?.content).toMatch(/^Point \d+ is made here\./);
    expect(one?.content).toMatch(/here\.$/);
  });

  it('does not repeat anything without overlap', async () => {
    const content = words(300);
    const chunks = await chunk(content, { overlap: 0 });
    expect(chunks.map((each) => each.content).join(' ')).toBe(content);
  });

  it('begins a chunk at a heading and embeds it with the headings above, which it does not store', async () => {
    const content = `# Guide\n\n${words(20, 'intro')}\n\n## Install\n\n${words(30, 'install')}\n\n### Linux\n\n${words(30, 'linux')}\n`;
    const chunks = await chunk(content, { title: 'Guide' });
    expectSound(content, chunks);
    const linux = chunks.find((each) => each.content.includes('linux0'));
    expect(linux?.content.startsWith('### Linux')).toBe(true);
    expect(linux?.embedText).toBe(`Guide\nInstall\n${linux?.content}`);
    expect(chunks[0]?.embedText).toBe(chunks[0]?.content);
  });

  it('closes headings of the same level', async () => {
    const content = `# A\n\n${words(30, 'a')}\n\n# B\n\n${words(60, 'b')}`;
    const chunks = await chunk(content, { title: 'T' });
    expect(chunks.at(-1)?.embedText.startsWith('T\nB\n')).toBe(true);
  });

  it('takes # in fenced code and in plain text as text', async () => {
    const fenced = `\`\`\`sh\n# not a heading\n${words(60, 'code')}\n\`\`\``;
    expect((await chunk(fenced)).every((each) => !each.embedText.startsWith('A title\nnot a heading'))).toBe(true);
    const plain = `# a comment\n${words(60, 'code')}`;
    expect((await chunk(plain, { isMarkdown: false })).at(-1)?.embedText).not.toContain('a comment');
  });

  it('leaves out a title the chunk begins with, and headings that do not fit', async () => {
    expect((await chunk('A title\nand more'))[0]?.embedText).toBe('A title\nand more');
    const full = await chunk(words(250), { tokens: 254, title: words(20, 'title') });
    expect(full[0]?.embedText).toBe(full[0]?.content);
  });

  it('lets the event loop turn while it splits 5 MB on one line', async () => {
    const content = 'lorem ipsum dolor '.repeat(290_000);
    let turns = 0;
    let isDone = false;
    const turn = () => {
      turns += 1;
      if (!isDone) setImmediate(turn);
    };
    setImmediate(turn);
    const chunks = await chunk(content, { tokens: 200, overlap: 32 });
    isDone = true;
    expect(chunks.length).toBeGreaterThan(4000);
    expect(turns).toBeGreaterThan(20);
    expectSound(content, chunks, 200);
  });

  it('stops when it is cancelled', async () => {
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    const work = chunkerWith().chunk([{ title: 't', content: words(200_000), isMarkdown: false }], abort.signal);
    await expect(work).rejects.toThrow('enough');
  });
});
