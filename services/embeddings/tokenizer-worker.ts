import { readFile } from 'node:fs/promises';
import { workerData } from 'node:worker_threads';
import { answerRequests } from './answer-requests.ts';
import { createWordpieces } from './wordpieces.ts';

export interface TokenizerRequest {
  texts: string[];
  /** Longest result with both marks; undefined counts only. */
  maxTokens: number | undefined;
}

export interface TokenizerReply {
  /** Ids of all texts, one after the other; empty when only counted. */
  ids: Int32Array;
  /** Tokens of each text. */
  lengths: Int32Array;
  /** 1 where a text was cut. */
  truncated: Uint8Array;
}

export interface TokenizerData {
  tokenizerFile: string;
}

await answerRequests<TokenizerRequest, TokenizerReply>(async () => {
  const { tokenizerFile } = workerData as TokenizerData;
  const wordpieces = createWordpieces(await readFile(tokenizerFile, 'utf8'));
  return async ({ texts, maxTokens }) => {
    const ids: number[] = [];
    const lengths = new Int32Array(texts.length);
    const truncated = new Uint8Array(texts.length);
    texts.forEach((text, index) => {
      if (maxTokens === undefined) {
        lengths[index] = wordpieces.count(text);
        return;
      }
      const encoded = wordpieces.encode(text, maxTokens);
      for (const id of encoded.ids) ids.push(id);
      lengths[index] = encoded.ids.length;
      truncated[index] = encoded.truncated ? 1 : 0;
    });
    const reply = { ids: Int32Array.from(ids), lengths, truncated };
    return { reply, transfer: [reply.ids.buffer, lengths.buffer, truncated.buffer] };
  };
});
