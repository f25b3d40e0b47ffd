/**
 * Characters after which a text may be cut without changing its tokens: each stands alone for BERT's pre-tokenizer
 * (white space, some punctuation, common CJK ideographs), none is part of a mark such as `[SEP]`, and none is cased or
 * case-ignorable, so lower-casing sees no context across it (Unicode 3.13: full stop, colon, apostrophe and hyphenation
 * point are case-ignorable and therefore not here). What follows is a new word either way; combining marks are stripped.
 */
const boundary = /[ \t\n\r!,;?/\u4e00-\u9fff]/;

/**
 * Cuts a text so that the tokens of its slices, one after the other, are the tokens of the whole. A slice has about
 * `sliceChars` characters, more where no boundary comes.
 */
export function* sliceText(text: string, sliceChars: number): Generator<string> {
  const next = new RegExp(boundary, 'g');
  let from = 0;
  while (text.length - from > sliceChars) {
    next.lastIndex = from + sliceChars - 1;
    const found = next.exec(text);
    if (found === null) break;
    yield text.slice(from, found.index + 1);
    from = found.index + 1;
  }
  yield text.slice(from);
}
