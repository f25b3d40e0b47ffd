import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { writeGraph } from './graph.ts';
import type { Precision } from './linear.ts';
import { readSafetensors } from './safetensors.ts';

export interface WrittenModel {
  model: ArrayBuffer;
  /** In hex. */
  sha256: string;
}

const { weightsFile, precision } = workerData as { weightsFile: string; precision: Precision };
const model = writeGraph(readSafetensors(readFileSync(weightsFile)), precision);
const written: WrittenModel = { model: model.buffer, sha256: createHash('sha256').update(model).digest('hex') };
parentPort?.postMessage(written, [written.model]);
