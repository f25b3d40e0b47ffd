import type { Log } from '#platform/log';
import { builtFile } from '#platform/paths';
import type { InferenceData, InferenceReply, InferenceRequest } from './inference-worker.ts';
import { architecture } from './model-files/architecture.ts';
import type { EncodedText } from './tokenizer.ts';
import { createWorkerLink, type WorkerState } from './worker-link.ts';

const { width } = architecture;

export interface InferencePool {
  /** @throws GantryError `model_missing`, `internal` */
  start(): Promise<void>;
  /** Means of the hidden states, one per text, each in memory of its own. @throws GantryError `not_ready`, `draining`, `internal` */
  infer(texts: readonly EncodedText[]): Promise<Float32Array[]>;
  state(): WorkerState;
  close(): Promise<void>;
}

export interface InferencePoolOptions extends InferenceData {
  log: Log;
}

/** The model in a worker thread. One is enough: ONNX Runtime spreads each batch over the cores itself. */
export function createInferencePool({ modelFile, threads, log }: InferencePoolOptions): InferencePool {
  const data: InferenceData = { modelFile, threads };
  const link = createWorkerLink<InferenceRequest, InferenceReply>({
    name: 'the inference worker',
    file: builtFile('services/embeddings/inference-worker.js'),
    data,
    log,
  });
  return {
    start: link.start,
    async infer(texts) {
      const means = await link.call(padTexts(texts));
      return texts.map((_, row) => means.slice(row * width, (row + 1) * width));
    },
    state: link.state,
    close: link.close,
  };
}

/** Rows of equal length, filled up with [PAD] (0) on the right. */
function padTexts(texts: readonly EncodedText[]): InferenceRequest {
  const columns = texts.reduce((longest, { ids }) => Math.max(longest, ids.length), 0);
  const ids = new Int32Array(texts.length * columns);
  texts.forEach((text, row) => {
    ids.set(text.ids, row * columns);
  });
  return { ids, lengths: Int32Array.from(texts, (text) => text.ids.length) };
}
