import { architecture } from './architecture.ts';
import type { Tensor } from './safetensors.ts';

const { width, feedForward } = architecture;

/** A matrix applied from the right (`x · matrix + bias`), row-major, `rows` × `columns`. */
export interface LinearWeights {
  matrix: Float32Array;
  rows: number;
  columns: number;
  bias: Float32Array;
}

export interface NormWeights {
  gamma: Float32Array;
  beta: Float32Array;
}

export interface LayerWeights {
  /** Query, key and value side by side. */
  attention: LinearWeights;
  projection: LinearWeights;
  attentionNorm: NormWeights;
  widen: LinearWeights;
  narrow: LinearWeights;
  outputNorm: NormWeights;
}

type ReadTensor = (name: string, shape: readonly number[]) => Tensor;

/** The weights of one layer, turned from PyTorch's (output, input) to (input, output). */
export function readLayer(tensor: ReadTensor, index: number): LayerWeights {
  const prefix = `encoder.layer.${index}`;
  const dense = (name: string, rows: number, columns: number): LinearWeights => ({
    matrix: transpose(tensor(`${prefix}.${name}.weight`, [columns, rows]).values, rows, columns),
    rows,
    columns,
    bias: tensor(`${prefix}.${name}.bias`, [columns]).values,
  });
  const norm = (name: string): NormWeights => ({
    gamma: tensor(`${prefix}.${name}.weight`, [width]).values,
    beta: tensor(`${prefix}.${name}.bias`, [width]).values,
  });
  return {
    attention: sideBySide(['query', 'key', 'value'].map((name) => dense(`attention.self.${name}`, width, width))),
    projection: dense('attention.output.dense', width, width),
    attentionNorm: norm('attention.output.LayerNorm'),
    widen: dense('intermediate.dense', width, feedForward),
    narrow: dense('output.dense', feedForward, width),
    outputNorm: norm('output.LayerNorm'),
  };
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) turned[row * columns + column] = values[column * rows + row] as number;
  }
  return turned;
}

/** Matrices of equal height as one, left to right. */
function sideBySide(parts: readonly LinearWeights[]): LinearWeights {
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  const rows = parts[0]?.rows ?? 0;
  const matrix = new Float32Array(rows * columns);
  const bias = new Float32Array(columns);
  let left = 0;
  for (const part of parts) {
    for (let row = 0; row < rows; row += 1) {
      matrix.set(part.matrix.subarray(row * part.columns, (row + 1) * part.columns), row * columns + left);
    }
    bias.set(part.bias, left);
    left += part.columns;
  }
  return { matrix, rows, columns, bias };
}
