import { workerData } from 'node:worker_threads';
import { answerRequests } from './answer-requests.ts';
import { describeRuntimeError } from './describe-runtime-error.ts';
import { modelInputs, modelOutput } from './model-files/architecture.ts';

/** A batch padded to equal length: `ids` has `lengths.length` rows. */
export interface InferenceRequest {
  ids: Int32Array;
  lengths: Int32Array;
}

/** Means of the last hidden states, row by row. */
export type InferenceReply = Float32Array;

export interface InferenceData {
  modelFile: string;
  /** 0: as many as ONNX Runtime counts physical cores. */
  threads: number;
}

await answerRequests<InferenceRequest, InferenceReply>(async () => {
  const { modelFile, threads } = workerData as InferenceData;
  // Imported here, so a missing binary is a reason that can be told and not the end of the thread.
  const { default: runtime } = await import('onnxruntime-node').catch((error: unknown) => {
    throw describeRuntimeError(error);
  });
  const session = await runtime.InferenceSession.create(modelFile, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    // Threads that spin between two batches would take the processor from the host and the database.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  return async ({ ids, lengths }) => {
    const rows = lengths.length;
    const columns = ids.length / rows;
    const result = await session.run({
      [modelInputs.ids]: new runtime.Tensor('int32', ids, [rows, columns]),
      [modelInputs.lengths]: new runtime.Tensor('int32', lengths, [rows]),
      [modelInputs.pooling]: new runtime.Tensor('float32', poolingOf(lengths, columns), [rows, 1, columns]),
    });
    // A copy, for the memory of the result belongs to the runtime.
    const means = new Float32Array(result[modelOutput]?.data as Float32Array);
    return { reply: means, transfer: [means.buffer] };
  };
});

function poolingOf(lengths: Int32Array, columns: number): Float32Array {
  const pooling = new Float32Array(lengths.length * columns);
  lengths.forEach((length, row) => {
    pooling.fill(1 / length, row * columns, row * columns + length);
  });
  return pooling;
}
