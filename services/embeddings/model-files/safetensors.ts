import { GantryError } from '#contract';
import { widenFloat16 } from './float16.ts';

/** A tensor in row-major order. */
export interface Tensor {
  shape: readonly number[];
  values: Float32Array;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/**
 * Reads a safetensors file: 8 bytes of header length, a JSON header, then the data. Returns a reader of single
 * tensors by name, widened to float32.
 * @throws GantryError `model_missing` when a tensor is not there or is not F16
 */
export function readSafetensors(file: Buffer): (name: string, shape: readonly number[]) => Tensor {
  const headerBytes = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString('utf8', 8, 8 + headerBytes)) as Record<string, Entry>;
  return (name, shape) => {
    const entry = header[name];
    if (entry?.dtype !== 'F16' || entry.shape.join() !== shape.join()) {
      throw new GantryError('model_missing', { message: `The weights have no tensor ${name} of shape ${shape.join(' × ')} in F16.` });
    }
    const [from, to] = entry.data_offsets;
    // A copy, for the data need not lie on an even address.
    const bytes = new Uint8Array(file.subarray(8 + headerBytes + from, 8 + headerBytes + to));
    return { shape, values: widenFloat16(new Uint16Array(bytes.buffer)) };
  };
}
