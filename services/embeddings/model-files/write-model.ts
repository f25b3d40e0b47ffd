import { Worker } from 'node:worker_threads';
import { GantryError } from '#contract';
import { builtFile } from '#platform/paths';
import type { Precision } from './linear.ts';
import type { WrittenModel } from './write-model-worker.ts';

export interface WriteOptions {
  weightsFile: string;
  precision: Precision;
  signal: AbortSignal;
}

/** Makes the ONNX model of the weights in a thread of its own. @throws GantryError `model_missing`, `cancelled` */
export async function writeModel({ weightsFile, precision, signal }: WriteOptions): Promise<WrittenModel> {
  if (signal.aborted) throw new GantryError('cancelled');
  const worker = new Worker(builtFile('services/embeddings/model-files/write-model-worker.js'), {
    workerData: { weightsFile, precision },
    execArgv: [],
  });
  const stop = () => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<WrittenModel>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (error) =>
        reject(new GantryError('model_missing', { message: 'The model could not be made from the bundled weights.', cause: error })),
      );
      // After the two above; settles what ended without a word.
      worker.once('exit', () => reject(new GantryError('cancelled')));
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
