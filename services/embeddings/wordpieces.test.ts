import { readFile } from 'node:fs/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { findBundledFiles } from './model-files/bundled-files.ts';
import { sliceText } from './text-slices.ts';
import { createWordpieces, type Wordpieces } from './wordpieces.ts';

let wordpieces: Wordpieces;
let plain: Tokenizer;
beforeAll(async () => {
  const json = await readFile((await findBundledFiles()).tokenizerFile, 'utf8');
  wordpieces = createWordpieces(json);
  plain = new Tokenizer(JSON.parse(json) as object, {});
});

describe('wordpieces', () => {
  it.each([
    // Ids of bert-base-uncased, whose vocabulary this is.
    ['hello world', [101, 7592, 2088, 102]],
    ['Hello, WORLD!', [101, 7592, 1010, 2088, 999, 102]],
    ['naïve café', [101, 15743, 7668, 102]],
    ['unaffable', [101, 14477, 20961, 3468, 102]],
    ['', [101, 102]],
    [' \n\t', [101, 102]],
    ['🦄', [101, 100, 102]],
  ])('reads %j', (text, ids) => {
    expect(wordpieces.encode(text, 256)).toEqual({ ids, truncated: false });
  });

  it('cuts before [SEP] and says so, exactly at the limit', () => {
    const fits = Array.from({ length: 254 }, () => 'hello').join(' ');
    expect(wordpieces.encode(fits, 256)).toMatchObject({ truncated: false, ids: { length: 256 } });
    const { ids, truncated } = wordpieces.encode(`${fits} world`, 256);
    expect([truncated, ids.length, ids.at(0), ids.at(-2), ids.at(-1)]).toEqual([true, 256, 101, 7592, 102]);
    expect(wordpieces.count(`${fits} world`)).toBe(255);
  });

  it('reads what stands far behind words that are one token only', () => {
    // 60 words of 3,000 letters: each is one [UNK], so the text is long in characters and short in tokens.
    const text = `${Array.from({ length: 60 }, () => 'x'.repeat(3000)).join(' ')} hello`;
    const { ids, truncated } = wordpieces.encode(text, 256);
    expect([truncated, ids.length, ids.at(-2)]).toEqual([false, 63, 7592]);
  });
});

describe('slices', () => {
  const awkward = fc.constantFrom(
    ...' \n\t!,;?/.:\'"[]()-_#$%ΑΣσςabcXYZéÜİßñ語一龥あ한𠀀👩‍👧🦄\u0301\u0338\u200d\u00ad\u00a0\ufeff\u0085',
    '[SEP]',
    '[CLS]',
    'hello',
    'embeddings',
  );
  const texts = fc.array(awkward, { maxLength: 60 }).map((parts) => parts.join(''));

  it('are the text, and their tokens are its tokens', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 12 }), (text, sliceChars) => {
        const slices = [...sliceText(text, sliceChars)];
        expect(slices.join('')).toBe(text);
        const tokens = (part: string) => plain.tokenize(part);
        expect(slices.flatMap(tokens)).toEqual(tokens(text));
      }),
      { numRuns: 1500 },
    );
  });

  it('keep near their size in text that has boundaries, and take a text without any whole', () => {
    expect([...sliceText('hello world, '.repeat(100), 50)].every((slice) => slice.length < 64)).toBe(true);
    expect([...sliceText('x'.repeat(1000), 50)]).toEqual(['x'.repeat(1000)]);
    expect([...sliceText('', 50)]).toEqual(['']);
  });
});
