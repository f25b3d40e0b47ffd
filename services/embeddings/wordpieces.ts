import { Tokenizer } from '@huggingface/tokenizers';
import { sliceText } from './text-slices.ts';

export interface Wordpieces {
  /** Ids with [CLS] before and [SEP] behind, at most `maxTokens` of them; a longer text is cut before [SEP]. */
  encode(text: string, maxTokens: number): { ids: number[]; truncated: boolean };
  /** Tokens of the whole text without marks. */
  count(text: string): number;
}

/** A few sentences: enough for `maxTokens` of most languages in one or two steps. */
const sliceChars = 1024;

/** The uncased BERT tokenizer. `json` is the content of tokenizer.json; its own truncation and padding are not used. */
export function createWordpieces(json: string): Wordpieces {
  const tokenizer = new Tokenizer(JSON.parse(json) as object, {});
  const idOf = (mark: string) => {
    const id = tokenizer.token_to_id(mark);
    if (id === undefined) throw new Error(`The tokenizer has no ${mark}`);
    return id;
  };
  const first = idOf('[CLS]');
  const last = idOf('[SEP]');
  const idsOf = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids;

  return {
    encode(text, maxTokens) {
      const room = maxTokens - 2;
      const ids: number[] = [first];
      // Slice by slice, so that a long text costs no more than the part that is read.
      for (const slice of sliceText(text, sliceChars)) {
        for (const id of idsOf(slice)) ids.push(id);
        if (ids.length - 1 > room) break;
      }
      const truncated = ids.length - 1 > room;
      if (truncated) ids.length = 1 + room;
      ids.push(last);
      return { ids, truncated };
    },
    count(text) {
      let tokens = 0;
      for (const slice of sliceText(text, sliceChars)) tokens += idsOf(slice).length;
      return tokens;
    },
  };
}
